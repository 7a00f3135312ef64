"""What coverage counts is what a brute-force count finds; lists, articles, and the three ways of printing it."""

import json
import re
import subprocess
import sys
from html.parser import HTMLParser

import pytest

from habeas.evaluate.atoms import compile_atoms
from habeas.evaluate.proof import evaluate, value_of
from habeas.logic.from_rulebook import compile_plan
from habeas.logic.plan import And, Literal, Or
from habeas.report.coverage import coverage_data, coverage_text, law_map_markdown, percent
from habeas.report.coverage_html import coverage_html
from habeas.rulebook.errors import RulebookError
from habeas.verify.coverage import WAYS, coverage, leaf_text
from habeas.verify.evidence import gather
from habeas.verify.lawmap import Wanted, law_map, read_declined, read_list

LISTS = {
    "wanted": [
        Wanted("march.feast", "concept", "There are feasts."),
        Wanted("march.kept", "issue", "Guests leave."),
        Wanted("march.taxes", "duty", "Taxes are paid."),
        Wanted("march.dragons", "issue", "Dragons are fed."),
    ]
}
DECLINED = {"march.taxes": "No guest pays taxes.", "march.kept": "Encoded all the same."}


@pytest.fixture(scope="module")
def book(marches):
    return marches()


@pytest.fixture(scope="module")
def found(book):
    return coverage(book, gather(book)[0])


def rule(found, kind, name):
    (only,) = [rule for rule in found.rules if rule.kind == kind and rule.name == name]
    return only


def titles(book, places):
    return [example.title for example in book.examples if str(example.place) in places]


def test_the_three_ways_of_a_rule(book, found):
    kept = rule(found, "issue", "guest-kept")
    assert titles(book, kept.seen["established"]) == ["The smith"]
    assert titles(book, kept.seen["excluded"]) == ["The smith came lately", "The singer"]
    assert kept.lacking == ("open",)


def test_every_rule_and_side_of_a_rule_is_listed(found):
    assert {rule.kind for rule in found.rules} == {
        "issue",
        "aggravation of an issue",
        "duty applies",
        "duty met",
        "duty breached",
        "disposition",
        "exception",
        "presumption",
        "end of a presumption",
        "ground",
        "concept",
    }


def decided_by(node, number, truths):
    """Whether flipping one leaf of `when` (by its number) flips a decided value of the node: the definition itself."""
    count = iter(range(10_000))

    def forced(formula, value):
        if isinstance(formula, Literal):
            return (And(()) if value else Or(())) if next(count) == number else formula
        return type(formula)(tuple(forced(part, value) for part in formula.of))

    values = []
    for value in (True, False):
        count = iter(range(10_000))
        when = forced(node.when, value)
        sources = Or(tuple(Literal("node", name) for name in node.sources)) if node.sources else And(())
        exceptions = And(tuple(Literal("node", name, False) for name in node.exceptions))
        values.append(value_of(And((when, sources, exceptions)), truths))
    return values == [True, False]


def leaves(formula):
    return [formula] if isinstance(formula, Literal) else [leaf for part in formula.of for leaf in leaves(part)]


def test_a_condition_matters_exactly_where_flipping_it_flips_the_rule(book, found):
    plan = compile_plan(book)
    atoms = compile_atoms(plan, book)
    evidence = gather(book)[0]
    values = {item.place: evaluate(plan, atoms(item.case)) for item in evidence}
    kinds = {"issue": "issue", "ground": "ground", "exception": "exception", "duty breached": "breached"}
    checked = 0
    for side in found.rules:
        node = plan.nodes.get(f"{kinds.get(side.kind)}:{side.name}")
        for number, condition in enumerate(side.conditions if node else ()):
            leaf = leaves(node.when)[number]
            assert condition.text == leaf_text(leaf)
            where = [place for place, truths in values.items() if decided_by(node, number, truths)]
            true = [place for place in where if values[place][leaf.name] is leaf.positive]
            false = [place for place in where if values[place][leaf.name] is (not leaf.positive)]
            assert (condition.when_true, condition.when_false) == ((true or [""])[0], (false or [""])[0])
            checked += bool(true) + bool(false)
    assert checked >= 6


def test_an_example_that_is_added_covers_a_condition(marches):
    text = "\n```example\ntitle: He stays\nlike: The smith\nfacts: {guest.wishes_to_stay: yes}\nexpect: {}\n```\n"
    before, after = ({} for _ in range(2))
    for kept, book in ((before, marches()), (after, marches(added=text))):
        conditions = rule(coverage(book, gather(book)[0]), "issue", "guest-kept").conditions
        kept |= {condition.text: condition.covered for condition in conditions}
    assert {text for text in after if after[text] and not before[text]} == {"not guest.wishes_to_stay"}


def test_shares_count_what_is_listed(found):
    assert found.ways == (sum(3 - len(rule.lacking) for rule in found.rules), 3 * len(found.rules))
    conditions = [condition for rule in found.rules for condition in rule.conditions]
    assert found.conditions == (sum(condition.covered for condition in conditions), len(conditions))
    assert percent((3, 4)) == "75.0% (3 of 4)"
    assert percent((0, 0)) == "100.0% (0 of 0)"


def test_articles_name_the_rules_that_cite_them(book):
    found = coverage(book, [], articles=[("TM", "1"), ("TM", "3")])
    assert found.articles["TM", "1"] == ("feast/by-horn",)
    assert found.articles["TM", "2"] == ("guest-kept",)
    assert found.articles["TM", "3"] == ()
    assert "TM 3: no rule cites it" in coverage_text(found, articles=True)


def test_only_a_chapter(book):
    assert coverage(book, [], chapter="marches").rules
    assert coverage(book, [], chapter="nowhere").rules == ()


def test_entries_are_encoded_declined_or_missing(book):
    laws = law_map(book, LISTS, DECLINED)
    states = {entry.wanted.id: (entry.state, [name for name, _ in entry.blocks]) for entry in laws.entries}
    assert states == {
        "march.feast": ("encoded", ["feast"]),
        "march.kept": ("encoded", ["guest-kept"]),
        "march.taxes": ("declined", []),
        "march.dragons": ("missing", []),
    }
    assert laws.unknown == {"march.unheard-of": ("guest-kept",)}
    assert laws.settled == (3, 4)


def test_the_law_map_as_a_page(book):
    page = law_map_markdown(law_map(book, LISTS, DECLINED))
    assert "| `march.feast` | concept | [feast](rules/marches.md) |" in page
    assert "| `march.taxes` | duty | declined: No guest pays taxes. |" in page
    assert "| `march.dragons` | issue | **missing** |" in page
    assert "2 encoded, 1 declined, 1 missing." in page


def test_lists_are_read(tmp_path):
    path = tmp_path / "list.yaml"
    path.write_text("- {id: a.b, kind: duty, says: 'Do\n  it.'}\n- {note: no entry}\n", encoding="utf-8")
    assert read_list(path) == [Wanted("a.b", "duty", "Do it.")]
    (tmp_path / "declined.yaml").write_text("# nothing yet\n", encoding="utf-8")
    assert read_declined([tmp_path, tmp_path / "nowhere"]) == {}
    (tmp_path / "declined.yaml").write_text("a.b: Not law.\n", encoding="utf-8")
    assert read_declined([tmp_path]) == {"a.b": "Not law."}


@pytest.mark.parametrize(
    ("content", "said"),
    [("a: b\n", "no entries"), ("- [", "not YAML"), (b"\xff\xfe", "not UTF-8"), ("[]", "no entries")],
)
def test_a_bad_list_is_named_with_its_place(tmp_path, content, said):
    path = tmp_path / "list.yaml"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(RulebookError) as caught:
        read_list(path)
    assert said in str(caught.value)
    assert f"{path}:" in str(caught.value)


@pytest.mark.parametrize("content", ["a.b:\n", "a.b: ''\n", "- a.b\n", "a.b: 3\n"])
def test_to_decline_needs_a_reason(tmp_path, content):
    (tmp_path / "declined.yaml").write_text(content, encoding="utf-8")
    with pytest.raises(RulebookError, match="bad-list"):
        read_declined([tmp_path])


class Page(HTMLParser):
    """Reads a page and keeps what is opened, what is not closed, and whether table heads have a scope."""

    def __init__(self, text):
        super().__init__()
        self.opened, self.tags, self.loose, self.ids, self.links = [], [], [], set(), set()
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        self.tags.append(tag)
        self.ids.add(attributes.get("id"))
        self.links.add(attributes.get("href"))
        assert not {"src", "onclick", "onload"} & attributes.keys()
        assert tag != "th" or attributes.get("scope") in ("row", "col")
        if tag != "meta":
            self.opened.append(tag)

    def handle_endtag(self, tag):
        if self.opened.pop() != tag:
            self.loose.append(tag)


def test_the_page_stands_alone_and_is_accessible(book, found):
    text = coverage_html(found, law_map(book, LISTS, DECLINED))
    page = Page(text)
    assert (page.opened, page.loose) == ([], [])
    assert not {"script", "img", "link", "iframe"} & set(page.tags)
    assert page.tags.count("caption") == page.tags.count("table") > 3
    assert {"main", "title", "h1", "nav"} <= set(page.tags)
    assert '<html lang="en">' in text
    assert {link[1:] for link in page.links if link} <= page.ids
    assert "No guest pays taxes." in text
    assert not re.search(r"https?:", text)


def test_the_page_escapes_what_authors_write(marches):
    book = marches("title: A guest is kept after the feast", 'title: "A <b>guest</b> & friend"')
    assert "A &lt;b&gt;guest&lt;/b&gt; &amp; friend" in coverage_html(coverage(book, gather(book)[0]))


def test_the_data_is_plain(book, found):
    data = json.loads(json.dumps(coverage_data(found, law_map(book, LISTS, DECLINED))))
    assert data["format"] == "coverage.v1"
    assert data["measures"]["entries of the lists encoded or declined"] == {"covered": 3, "all": 4, "share": 0.75}
    assert {way for rule in data["rules"] for way in WAYS if way in rule} == set(WAYS)
    assert data["lists"]["wanted"]["march.taxes"]["reason"] == "No guest pays taxes."


def habeas(*arguments):
    command = [sys.executable, "-m", "habeas", "rules", "coverage", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)


def test_the_command(marches_folder, tmp_path):
    wanted = tmp_path / "wanted.yaml"
    wanted.write_text("- id: march.feast\n- id: march.dragons\n", encoding="utf-8")
    page = tmp_path / "law-map.md"
    done = habeas("--rulebook", marches_folder, "--map", wanted, "--write-map", page, "--fail-under", "90")
    assert done.returncode == 1, done.stderr
    assert "missing: march.dragons" in done.stdout
    assert "Below 90 %" in done.stderr
    assert "`march.dragons`" in page.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--only", "no-such-chapter"], "No rule stands in a file whose path begins with no-such-chapter"),
        (["--map", "no-such-list.yaml"], "cannot be opened"),
        (["--write-map", "x.md"], "there is nothing to write"),
    ],
)
def test_bad_input_is_named(marches_folder, arguments, said):
    done = habeas("--rulebook", marches_folder, *arguments)
    assert done.returncode == 2
    assert said in re.sub(r"[\s│]+", " ", done.stderr)
    assert "Traceback" not in done.stderr
