"""Rules shown to people: lists, and one rule in words."""

from habeas.rulebook.conditions import All, AnyOf, Condition, Constant, Holds, Not, Reading, Test
from habeas.rulebook.model import (
    Concept,
    Disposition,
    Duty,
    Fact,
    Issue,
    LegalException,
    Position,
    Presumption,
    Rule,
    Rulebook,
)

_KINDS = (
    "facts",
    "concepts",
    "positions",
    "presumptions",
    "exceptions",
    "issues",
    "duties",
    "dispositions",
)


def rule_rows(rulebook: Rulebook, kind: str) -> list[tuple[str, str, str]]:
    """Id, title or question, and sources of everything of a kind (or of `all` kinds)."""
    rows = []
    for name in _KINDS if kind == "all" else (kind,):
        for key, item in getattr(rulebook, name).items():
            rows.append((key, getattr(item, "title", "") or getattr(item, "question", ""), _cited(item)))
    return rows


def _cited(item: object) -> str:
    if isinstance(item, Concept):
        return ", ".join(dict.fromkeys(str(c) for ground in item.grounds for c in ground.binding))
    return ", ".join(str(citation) for citation in getattr(item, "binding", ()) or getattr(item, "sources", ()))


def rule_text(rulebook: Rulebook, name: str) -> str | None:
    """One rule, concept, position or fact in words; None if nothing has that name."""
    for kind in _KINDS:
        items = getattr(rulebook, kind)
        if name in items:
            item = items[name]
            lines = [f"{kind.removesuffix('s').replace('dutie', 'duty')} {name}   ({item.place})", *_lines(item)]
            lines += [f"Exception: {e.title} [{e.id}]" for e in rulebook.exceptions.values() if name in e.exception_to]
            return "\n".join(lines)
    return None


def _lines(item: object) -> list[str]:
    match item:
        case Fact():
            return _fact_lines(item)
        case Concept():
            lines = [item.title]
            for ground in item.grounds:
                lines += [f"- {ground.title}  [{', '.join(map(str, ground.binding))}]", *_tree(ground.when, 2)]
            return lines
        case Position():
            lines = [item.title, item.question]
            for reading, text in item.readings.items():
                default = " (default)" if reading == item.default else ""
                lines.append(f"- {reading}{default}: {text.holds} {text.effect} {text.who}".rstrip())
            return lines
        case Rule():
            return [item.title, *_particulars(item), "When:", *_tree(item.when, 1), *_source_lines(item)]
        case _:
            return []


def _fact_lines(fact: Fact) -> list[str]:
    lines = [fact.question, f"Type: {fact.type}" + (f" ({fact.unit})" if fact.unit else "")]
    lines += [f"- {value}: {label}" for value, label in fact.options.items()]
    lines += [text for text in (fact.hint, fact.why) if text]
    if fact.judgement:
        lines.append(f"A judgement: {fact.judgement} Decided by {fact.decided_by}.")
    return [*lines, f"Sources: {', '.join(map(str, fact.sources))}"]


def _particulars(rule: Rule) -> list[str]:
    match rule:
        case Issue():
            graver = (
                [f"Graver ({rule.aggravated.to}) when:", *_tree(rule.aggravated.when, 1)] if rule.aggravated else []
            )
            return [f"Severity: {rule.severity}", *graver, f"Consequence: {rule.consequence}"]
        case Duty():
            return [
                f"Severity of a breach: {rule.severity}",
                f"Consequence: {rule.consequence}",
                "Met when:",
                *_tree(rule.met, 1),
                "Breached when:",
                *_tree(rule.breached, 1),
            ]
        case Disposition():
            return [f"Course: {rule.course} is {rule.verdict}"]
        case Presumption():
            return [f"Presumes: {rule.concept}", "Until:", *_tree(rule.until, 1)]
        case LegalException():
            return [f"Exception to: {', '.join(rule.exception_to)}"]
        case _:
            return []


def _source_lines(rule: Rule) -> list[str]:
    lines = [f"Sources: {', '.join(map(str, rule.binding))}"]
    return lines + ([f"See also: {'; '.join(rule.supporting)}"] if rule.supporting else [])


def _tree(condition: Condition, depth: int) -> list[str]:
    """A condition as an indented list."""
    indent = "  " * depth
    match condition:
        case All() | AnyOf():
            heading = "all of:" if isinstance(condition, All) else "at least one of:"
            return [f"{indent}{heading}", *(line for part in condition.of for line in _tree(part, depth + 1))]
        case Not():
            inner = _tree(condition.of, depth)
            return [f"{indent}not {inner[0].strip()}", *inner[1:]]
        case Test():
            return [f"{indent}{condition.of}"]
        case Holds():
            return [f"{indent}{condition.concept}"]
        case Reading():
            return [f"{indent}position.{condition.position} is {condition.reading}"]
        case Constant():
            return [f"{indent}always"]
        case _:
            return [f"{indent}{condition.instrument} {condition.article}".rstrip() + " binds"]
