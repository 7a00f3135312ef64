"""Coverage as text, and as plain data (`coverage.v1`)."""

from collections.abc import Iterator, Mapping

from tabulate import tabulate

from habeas.rulebook.model import Place
from habeas.verify.coverage import WAYS, Coverage, RuleCoverage, share
from habeas.verify.lawmap import LawMap

_SHOWN = 5


def percent(counted: tuple[int, int]) -> str:
    """A share in words: `75.0 % (3 of 4)`."""
    return f"{share(counted):.1%} ({counted[0]} of {counted[1]})"


def measures(coverage: Coverage, laws: LawMap | None) -> dict[str, tuple[int, int]]:
    """What is counted, by name: the parts that are covered, and the whole."""
    found = {
        "rules established, excluded and open": coverage.ways,
        "conditions that matter both ways": coverage.conditions,
    }
    return found if laws is None else {**found, "entries of the lists encoded or declined": laws.settled}


def coverage_text(coverage: Coverage, laws: LawMap | None = None, *, articles: bool = False) -> str:
    """The shares by chapter, then everything that is lacking."""
    rows = [
        (file, f"{share(part.ways):.1%}", f"{share(part.conditions):.1%}", len(part.rules))
        for file, part in coverage.chapters().items()
    ]
    table = tabulate(rows, headers=("Chapter", "Three ways", "Conditions", "Rules"), tablefmt="simple")
    parts = [table, "\n".join(_lacking(coverage))]
    if articles:
        parts.append("\n".join(_articles(coverage)))
    if laws is not None:
        parts.append("\n".join(_laws(laws)))
    heading = f"{coverage.rulebook} ({coverage.rulebook_hash[:12]}), {coverage.evidence} examples and cases"
    parts.append("\n".join([heading, *(f"{name}: {percent(n)}" for name, n in measures(coverage, laws).items())]))
    return "\n\n".join(part for part in parts if part)


def _lacking(coverage: Coverage) -> Iterator[str]:
    for rule in coverage.rules:
        if rule.lacking:
            yield f"{rule.place}: {rule.kind} {rule.name}: never {', never '.join(rule.lacking)}"
        for text, problem in uncovered(rule):
            yield f"{rule.place}: {rule.kind} {rule.name}: {text}: {problem}"


def uncovered(rule: RuleCoverage) -> Iterator[tuple[str, str]]:
    """Each condition that is not covered, and what is missing in words."""
    for condition in rule.conditions:
        if not condition.covered:
            ways = (("true", condition.when_true), ("false", condition.when_false))
            missing = " nor ".join(way for way, place in ways if not place)
            yield condition.text, f"matters in no example in which it is {missing}"


def _articles(coverage: Coverage) -> Iterator[str]:
    for (instrument, article), rules in coverage.articles.items():
        yield f"{instrument} {article}: {', '.join(rules) or 'no rule cites it'}"


def _laws(laws: LawMap) -> Iterator[str]:
    for name, entries in laws.lists.items():
        missing = [entry.wanted.id for entry in entries if entry.state == "missing"]
        declined = sum(entry.state == "declined" for entry in entries)
        encoded = len(entries) - declined - len(missing)
        yield f"{name}: {encoded} encoded, {declined} declined, {len(missing)} missing"
        yield from (f"  missing: {key}" for key in missing)
    yield from (f"in no list: {key} ({', '.join(users)})" for key, users in laws.unknown.items())


def coverage_data(coverage: Coverage, laws: LawMap | None = None) -> dict[str, object]:
    """Everything as plain data."""
    found: dict[str, object] = {
        "format": "coverage.v1",
        "rulebook": coverage.rulebook,
        "rulebook_hash": coverage.rulebook_hash,
        "evidence": coverage.evidence,
        "measures": {
            name: {"covered": n[0], "all": n[1], "share": round(share(n), 4)}
            for name, n in measures(coverage, laws).items()
        },
        "rules": [_rule(rule) for rule in coverage.rules],
        "articles": {f"{name} {article}": list(rules) for (name, article), rules in coverage.articles.items()},
    }
    return found if laws is None else {**found, **_laws_data(laws)}


def _rule(rule: RuleCoverage) -> dict[str, object]:
    return {
        "rule": rule.name,
        "kind": rule.kind,
        "title": rule.title,
        "place": str(rule.place),
        **{way: list(rule.seen[way]) for way in WAYS},
        "conditions": [
            {
                "test": condition.text,
                "matters_when_true": condition.when_true,
                "matters_when_false": condition.when_false,
            }
            for condition in rule.conditions
        ],
    }


def _laws_data(laws: LawMap) -> dict[str, object]:
    lists = {
        name: {
            entry.wanted.id: {
                "state": entry.state,
                "blocks": [block for block, _ in entry.blocks],
                "reason": entry.reason,
            }
            for entry in entries
        }
        for name, entries in laws.lists.items()
    }
    return {"lists": lists, "in_no_list": {key: list(users) for key, users in laws.unknown.items()}}


def shown(places: tuple[str, ...]) -> str:
    """The first few places, and how many more."""
    more = len(places) - _SHOWN
    return ", ".join(places[:_SHOWN]) + (f" and {more} more" if more > 0 else "")


def law_map_markdown(laws: LawMap, base: str = "rules/") -> str:
    """A page that says for each entry of each list which rules encode it, or why none does."""
    lines = [
        "# What is encoded",
        "",
        "Written by `habeas rules coverage --write-map`; do not edit. For each entry of the lists of what the law",
        "demands: the blocks that encode it, or the reason for which the rulebook leaves it out.",
    ]
    for name, entries in laws.lists.items():
        counts = {state: sum(entry.state == state for entry in entries) for state in ("encoded", "declined", "missing")}
        summary = ", ".join(f"{count} {state}" for state, count in counts.items())
        lines += ["", f"## {name}", "", f"{summary}.", "", "| Entry | Kind | Encoded by |", "|---|---|---|"]
        for entry in entries:
            lines.append(
                f"| `{entry.wanted.id}` | {entry.wanted.kind} | {_encoded(entry.blocks, entry.reason, base)} |"
            )
    return "\n".join([*lines, ""])


def _encoded(blocks: tuple[tuple[str, Place], ...], reason: str, base: str) -> str:
    if blocks:
        return ", ".join(f"[{name}]({base}{place.file})" for name, place in blocks)
    return f"declined: {reason}".replace("|", "\\|") if reason else "**missing**"


def sides(rules: tuple[RuleCoverage, ...]) -> Mapping[str, list[RuleCoverage]]:
    """Rules by chapter."""
    found: dict[str, list[RuleCoverage]] = {}
    for rule in rules:
        found.setdefault(rule.place.file, []).append(rule)
    return found
