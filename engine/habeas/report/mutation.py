"""What rule mutation gave, as text, as plain data, and as notes for the authors of the chapters."""

from collections.abc import Iterable, Iterator
from itertools import groupby

import yaml
from tabulate import tabulate

from habeas.case.model import Case
from habeas.case.write import plain_case
from habeas.verify.mutants import OPERATORS
from habeas.verify.score import Mutation, Survivor, Tally
from habeas.verify.tell import expect_of

_PARTS = ("title", "as-of", "parties", "treaties", "positions", "facts")
_HEADERS = ("Noticed", "Not noticed", "Not told apart", "Proved the same", "Score", "Of all")


def mutation_text(mutation: Mutation, *, survivors: bool = True) -> str:
    """Score by chapter and by kind of change, then the survivors by chapter."""
    parts = [
        _table("Chapter", mutation.by("chapter"), mutation.total),
        _table("Change", mutation.by("operator"), mutation.total),
        _summary(mutation),
    ]
    if survivors:
        parts += [notes for _, notes in survivor_notes(mutation)]
    return "\n\n".join(parts)


def _table(heading: str, tallies: dict[str, Tally], total: Tally) -> str:
    rows = [(name, *_row(tally)) for name, tally in [*tallies.items(), ("All", total)]]
    return tabulate(rows, headers=(heading, *_HEADERS), tablefmt="simple", disable_numparse=True)


def _row(tally: Tally) -> tuple[str, ...]:
    missed = tally.made - tally.noticed - tally.alike - tally.same
    numbers = (str(tally.noticed), str(missed), str(tally.alike), str(tally.same))
    return (*numbers, f"{tally.score:.1%}", f"{tally.strict:.1%}")


def _summary(mutation: Mutation) -> str:
    total = mutation.total
    lines = [
        f"{total.made} mutants of {mutation.rulebook} ({mutation.rulebook_hash[:12]}) on {mutation.evidence} examples "
        f"and cases: {total.score:.1%} of those that some case tells from the law are noticed.",
        f"{total.alike} were not told apart by these and {mutation.tried} invented cases: they may say the same as the "
        f"law in other words. {total.same} are proved to say the same.",
    ]
    lines += [f"Left out, because it does not come out as it expects: {place}" for place in mutation.failing]
    return "\n".join(lines)


def survivor_notes(mutation: Mutation) -> Iterator[tuple[str, str]]:
    """By file of the rulebook, Markdown that says which changes nothing notices and what would notice each."""
    ordered = sorted(mutation.survivors, key=lambda item: (item.mutant.file, item.mutant.line, item.mutant.rule))
    for file, group in groupby(ordered, key=lambda item: item.mutant.file):
        survivors = list(group)
        score = mutation.by("chapter")[file]
        lines = [f"## {file}", "", f"Noticed {score.noticed} of {score.made}, score {score.score:.1%}.", ""]
        lines += _more_expected(item for item in survivors if item.fate == "expect-more")
        lines += _new_examples(item for item in survivors if item.fate == "new-example")
        lines += _alike("Not told apart from the law", (item for item in survivors if item.fate == "alike"))
        lines += _alike("Proved to say the same as the law", (item for item in survivors if item.fate == "same"))
        yield file, "\n".join(lines)


def _said(survivor: Survivor) -> str:
    mutant = survivor.mutant
    return f"{mutant.rule} (line {mutant.line}): {mutant.operator}: {mutant.text}"


def _more_expected(survivors: Iterable[Survivor]) -> list[str]:
    """By example, what it should expect besides."""
    by_place: dict[str, list[Survivor]] = {}
    for survivor in survivors:
        if survivor.evidence:
            by_place.setdefault(f"{survivor.evidence.place} “{survivor.evidence.title}”", []).append(survivor)
    lines = ["### Examples that should expect more", ""] if by_place else []
    for place, group in sorted(by_place.items()):
        expectations = dict.fromkeys(item.telling.expectation for item in group if item.telling)
        lines += [f"- {place}", *_block({"expect": expect_of(list(expectations))}, "  ")]
        lines += [f"  - would notice: {_said(item)}" for item in group]
    return [*lines, ""] if lines else []


def _new_examples(survivors: Iterable[Survivor]) -> list[str]:
    """Examples to paste, each with what it notices."""
    by_case: dict[str, list[Survivor]] = {}
    for survivor in survivors:
        if survivor.found:
            by_case.setdefault(survivor.found.case.id, []).append(survivor)
    lines = ["### Examples that are missing", ""] if by_case else []
    for group in by_case.values():
        lines += [*_example(group), *(f"- would notice: {_said(item)}" for item in group), ""]
    return lines


def _example(group: list[Survivor]) -> list[str]:
    """An example to paste: what is different from an example of the same chapter, or the whole case."""
    found = [item.found for item in group if item.found]
    case, base = plain_case(found[0].case), found[0].base
    if base and base.chapter == group[0].mutant.file:
        content: dict[str, object] = {"title": case["title"], "like": base.title, **_different(case, base.case)}
    else:
        content = {key: case[key] for key in _PARTS if key in case}
    expectations = dict.fromkeys(item.telling.expectation for item in found)
    content["expect"] = expect_of(list(expectations))
    return ["```example", *_yaml(content), "```"]


def _different(case: dict[str, object], base: Case) -> dict[str, object]:
    """What a case says otherwise than the example it is like. An answer it lacks is unknown."""
    old = plain_case(base)
    found: dict[str, object] = {}
    for part in _PARTS[1:]:
        now, was = case.get(part, {}), old.get(part, {})
        if isinstance(now, dict) and isinstance(was, dict):
            changed: object = {key: value for key, value in now.items() if was.get(key) != value}
            if part == "facts" and isinstance(changed, dict):
                changed |= {key: "unknown" for key in was if key not in now}
        else:
            changed = now if now != was else None
        if changed:
            found[part] = changed
    return found


def _alike(heading: str, survivors: Iterable[Survivor]) -> list[str]:
    found = [f"- {_said(item)}" for item in survivors]
    return [f"### {heading}", "", *found, ""] if found else []


def _block(content: dict[str, object], indent: str) -> list[str]:
    return [f"{indent}```yaml", *(indent + line for line in _yaml(content)), f"{indent}```"]


class _Plain(yaml.SafeDumper):
    """Chapters know no types: `yes`, numbers and dates are text there, and need no quotes."""


_Plain.yaml_implicit_resolvers = {}


def _yaml(content: dict[str, object]) -> list[str]:
    text = yaml.dump(
        _as_text(content), Dumper=_Plain, sort_keys=False, allow_unicode=True, width=110, default_flow_style=None
    )
    return str(text).rstrip().splitlines()


def _as_text(content: object) -> object:
    match content:
        case dict():
            return {key: _as_text(value) for key, value in content.items()}
        case list():
            return [_as_text(item) for item in content]
        case float():
            return f"{content:g}"
        case _:
            return content


def mutation_data(mutation: Mutation) -> dict[str, object]:
    """The run as plain data (`mutation.v1`)."""
    return {
        "format": "mutation.v1",
        "rulebook": mutation.rulebook,
        "rulebook_hash": mutation.rulebook_hash,
        "evidence": mutation.evidence,
        "failing": list(mutation.failing),
        "invented_cases": mutation.tried,
        "total": _tally(mutation.total),
        "chapters": {name: _tally(tally) for name, tally in mutation.by("chapter").items()},
        "operators": {
            name: {"meaning": OPERATORS[name], **_tally(tally)} for name, tally in mutation.by("operator").items()
        },
        "survivors": [_survivor(survivor) for survivor in mutation.survivors],
    }


def _tally(tally: Tally) -> dict[str, object]:
    numbers = {"made": tally.made, "noticed": tally.noticed, "not_told_apart": tally.alike, "same": tally.same}
    return {**numbers, "score": round(tally.score, 4), "of_all": round(tally.strict, 4)}


def _survivor(survivor: Survivor) -> dict[str, object]:
    mutant = survivor.mutant
    found: dict[str, object] = {
        "rule": mutant.rule,
        "file": mutant.file,
        "line": mutant.line,
        "operator": mutant.operator,
        "change": mutant.text,
        "fate": survivor.fate,
    }
    if survivor.evidence and survivor.telling:
        expect = expect_of([survivor.telling.expectation])
        found["example"] = {"place": survivor.evidence.place, "title": survivor.evidence.title, "expect": expect}
    if survivor.found:
        found["case"] = {**plain_case(survivor.found.case), "expect": expect_of([survivor.found.telling.expectation])}
    return found
