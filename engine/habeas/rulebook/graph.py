"""What depends on what: the graph of concepts, applicable instruments and exceptions, which must not have a cycle."""

from collections.abc import Iterable, Mapping
from graphlib import CycleError, TopologicalSorter

from habeas.rulebook.conditions import Binds, Condition, Holds, leaves
from habeas.rulebook.model import Citation, Concept, Instrument, LegalException, Presumption

CONCEPT, BINDS, EXCEPTION = "concept:", "binds:", "exception:"


def binds_name(instrument: Instrument, article: str) -> str:
    """The name under which an article's applicability is computed: its part of the instrument, or the instrument.

    An article of no part shares the instrument's own condition.
    """
    part = instrument.part_of(article)
    return f"{BINDS}{instrument.id} {part.articles}" if part else f"{BINDS}{instrument.id}"


def read_names(condition: Condition, instruments: Mapping[str, Instrument]) -> set[str]:
    """The names of nodes that a condition reads."""
    names = set()
    for leaf in leaves(condition):
        if isinstance(leaf, Holds):
            names.add(CONCEPT + leaf.concept)
        elif isinstance(leaf, Binds) and leaf.instrument in instruments:
            names.add(binds_name(instruments[leaf.instrument], leaf.article))
    return names


def source_names(citations: Iterable[Citation], instruments: Mapping[str, Instrument]) -> set[str]:
    """The names of the nodes that say whether these citations apply."""
    return {binds_name(instruments[c.instrument], c.article) for c in citations if c.instrument in instruments}


def dependencies(
    concepts: Mapping[str, Concept],
    presumptions: Iterable[Presumption],
    exceptions: Iterable[LegalException],
    instruments: Mapping[str, Instrument],
) -> dict[str, set[str]]:
    """Each node's name with the names it reads. Issues, duties and dispositions are never read and stand outside."""
    graph: dict[str, set[str]] = {}
    for instrument in instruments.values():
        graph[BINDS + instrument.id] = read_names(instrument.applies, instruments)
        for part in instrument.parts:
            graph[f"{BINDS}{instrument.id} {part.articles}"] = read_names(part.applies, instruments)
    for concept in concepts.values():
        reads = graph.setdefault(CONCEPT + concept.id, set())
        for ground in concept.grounds:
            reads |= read_names(ground.when, instruments) | source_names(ground.binding, instruments)
    for presumption in presumptions:
        reads = graph.setdefault(CONCEPT + presumption.concept, set())
        reads |= read_names(presumption.when, instruments) | read_names(presumption.until, instruments)
        reads |= source_names(presumption.binding, instruments)
    exceptions = list(exceptions)
    owners = {presumption.id: presumption.concept for presumption in presumptions}
    for exception in exceptions:
        name = EXCEPTION + exception.id
        graph[name] = read_names(exception.when, instruments) | source_names(exception.binding, instruments)
    for exception in exceptions:
        for target in exception.exception_to:
            concept_id = owners.get(target, target.partition("/")[0])
            if concept_id in concepts:
                graph[CONCEPT + concept_id].add(EXCEPTION + exception.id)
            if target in {other.id for other in exceptions}:
                graph[EXCEPTION + target].add(EXCEPTION + exception.id)
    return graph


def find_cycle(graph: Mapping[str, set[str]]) -> list[str]:
    """One cycle, from a name back to itself, or an empty list."""
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as problem:
        cycle: list[str] = problem.args[1]
        return cycle
    return []
