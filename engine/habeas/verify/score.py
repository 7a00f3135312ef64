"""Rule mutation from beginning to end: mutants made, judged, and for each that nothing notices what would notice it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from habeas.rulebook.files import INSTRUMENTS
from habeas.rulebook.model import Rulebook
from habeas.verify.evidence import Evidence
from habeas.verify.missing import Found, Search
from habeas.verify.mutants import Mutant, mutants
from habeas.verify.mutate import Judged, Laboratory
from habeas.verify.tell import Telling, tellings

# How a survivor can be caught: by expecting more of an example that exists, or by a new example. Or it is proved to say
# the same as the law in other words; or nothing tried tells it apart, and it may.
Fate = Literal["expect-more", "new-example", "same", "alike"]


@dataclass(frozen=True, slots=True)
class Survivor:
    """A mutant that no example and no case notices, and what would."""

    mutant: Mutant
    fate: Fate
    evidence: Evidence | None = None
    telling: Telling | None = None
    found: Found | None = None


@dataclass(frozen=True, slots=True)
class Tally:
    """How many mutants were made, noticed, told apart from the law by nothing, and proved to be the same."""

    made: int = 0
    noticed: int = 0
    alike: int = 0
    same: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        sums = (self.made + other.made, self.noticed + other.noticed, self.alike + other.alike, self.same + other.same)
        return Tally(*sums)

    @property
    def score(self) -> float:
        """The share that is noticed, of those that can be told apart from the law. 1 if there is none."""
        telling = self.made - self.alike - self.same
        return self.noticed / telling if telling else 1.0

    @property
    def strict(self) -> float:
        """The share that is noticed, of all that are not proved to be the same."""
        differing = self.made - self.same
        return self.noticed / differing if differing else 1.0


@dataclass(frozen=True, slots=True)
class Mutation:
    """What a run gave. `tried` is how many invented cases were looked at besides the evidence."""

    rulebook: str
    rulebook_hash: str
    evidence: int
    failing: tuple[str, ...]
    tallies: dict[tuple[str, str], Tally]
    survivors: tuple[Survivor, ...]
    tried: int

    def by(self, place: Literal["chapter", "operator"]) -> dict[str, Tally]:
        """Tallies by file of the rulebook, or by operator; sorted."""
        found: dict[str, Tally] = {}
        for (chapter, operator), tally in self.tallies.items():
            name = chapter if place == "chapter" else operator
            found[name] = found.get(name, Tally()) + tally
        return dict(sorted(found.items()))

    @property
    def total(self) -> Tally:
        """All mutants together."""
        return sum(self.tallies.values(), Tally())


def mutate(
    rulebook: Rulebook,
    evidence: Sequence[Evidence],
    *,
    chapter: str = "",
    without: Sequence[str] = (),
    search: bool = True,
    prove: bool = False,
    say: Callable[[str], None] = lambda text: None,
) -> Mutation:
    """Mutate all rules in files whose path begins with `chapter`, and see what the evidence notices.

    `without` names operators to leave out. With `search`, cases are invented that tell survivors from the law. With
    `prove`, the solver is asked about those that no case tells apart; raises `ProverMissing` if there is none.
    """
    laboratory = Laboratory(rulebook, evidence)
    made = [mutant for mutant in mutants(rulebook, chapter) if mutant.operator not in without]
    say(f"{len(made)} mutants, {len(laboratory.evidence)} examples and cases.")
    tallies: dict[tuple[str, str], Tally] = {}
    unnoticed: list[Judged] = []
    for mutant, effect in laboratory.effects(made):
        judged = laboratory.judge(mutant, effect)
        place = (mutant.file, mutant.operator)
        tallies[place] = tallies.get(place, Tally()) + Tally(1, bool(judged.noticed_by))
        if not judged.noticed_by:
            unnoticed.append(judged)
    say(f"{len(unnoticed)} are not noticed; looking for what would notice them.")
    survivors, tried = _explained(laboratory, unnoticed, search, prove)
    for survivor in survivors:
        place = (survivor.mutant.file, survivor.mutant.operator)
        tallies[place] += Tally(alike=survivor.fate == "alike", same=survivor.fate == "same")
    failing = tuple(f"{item.place}: {item.title}" for item in laboratory.failing)
    count = len(laboratory.evidence)
    return Mutation(rulebook.name, rulebook.hash, count, failing, tallies, tuple(survivors), tried)


def _explained(
    laboratory: Laboratory, unnoticed: list[Judged], search: bool, prove: bool
) -> tuple[list[Survivor], int]:
    """For each survivor what would notice it: an example of its chapter, else an invented case, else any, else none.

    An example of another subject is a poor place to say what a rule gives, and comes after a new example.
    """
    survivors, rest = _expected_of_examples(laboratory, unnoticed, near=True)
    searching = Search(laboratory)
    found = searching.find(rest) if search else {}
    more, left = _expected_of_examples(laboratory, [rest[i] for i in range(len(rest)) if i not in found], near=False)
    survivors += more + [Survivor(rest[number].mutant, "new-example", found=found[number]) for number in found]
    return survivors + _settled(searching, left, prove), searching.tried


def _expected_of_examples(
    laboratory: Laboratory, unnoticed: Sequence[Judged], *, near: bool
) -> tuple[list[Survivor], list[Judged]]:
    """Survivors that an example would notice if it expected more, in the chapter of the rule or anywhere; the rest."""
    survivors: list[Survivor] = []
    rest: list[Judged] = []
    for judged in unnoticed:
        telling = _told(laboratory, judged)
        evidence = laboratory.evidence[telling.number] if telling else None
        chapters = ("", judged.mutant.file) if judged.mutant.file == INSTRUMENTS else (judged.mutant.file,)
        if evidence and (not near or evidence.chapter in chapters):
            survivors.append(Survivor(judged.mutant, "expect-more", evidence, telling))
        else:
            rest.append(judged)
    return survivors, rest


def _settled(searching: Search, left: list[Judged], prove: bool) -> list[Survivor]:
    """Of those that no case tells apart, which are proved to be the same, or shown to differ by the solver."""
    found: dict[int, Found] = {}
    survivors: list[Survivor] = []
    alike = dict(enumerate(left))
    same = _proved(searching, alike, found) if prove and alike else set()
    for number, judged in alike.items():
        fate: Fate = "new-example" if number in found else "same" if number in same else "alike"
        survivors.append(Survivor(judged.mutant, fate, found=found.get(number)))
    return survivors


def _proved(searching: Search, alike: dict[int, Judged], found: dict[int, Found]) -> set[int]:
    """Which mutants are proved to be the same as the law; what the solver finds of the others is added to `found`."""
    from habeas.verify.same import Sameness  # the solver is loaded only if proofs are asked for

    sameness = Sameness(searching.laboratory)
    sameness.settle(alike)
    for number, case in sameness.cases.items():
        shown = searching.shown(alike[number], case)
        if shown is not None:
            found[number] = shown
    return sameness.same


def _told(laboratory: Laboratory, judged: Judged) -> Telling | None:
    """What an existing example could expect; one of the same chapter and about the changed rule is preferred."""
    mutant, effect = judged.mutant, judged.effect
    changed = laboratory.sample.changed(effect)
    prefer = laboratory.of_chapter(mutant.file)
    found = tellings(laboratory.rulebook, effect.rulebook, mutant, laboratory.values, changed, prefer)
    best: tuple[tuple[bool, bool, int], Telling] | None = None
    for place, telling in enumerate(found):
        item = laboratory.evidence[telling.number]
        rank = (telling.name != mutant.rule, item.chapter != mutant.file, len(item.case.facts))
        if best is None or rank < best[0]:
            best = rank, telling
        if place > 60:
            break
    return best[1] if best else None
