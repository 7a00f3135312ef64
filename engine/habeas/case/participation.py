"""Is a party of the case bound by an instrument, at the time of the detention?

What the case itself says comes first. Then: custom binds everybody, a universal treaty binds every State, and for the
rest the rulebook's participation data decide, over the whole time of the detention: bound throughout is yes, at no time
is no, and a change in between, a date that is not known, or no data at all leaves it unknown.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from habeas.case.dates import Interval, add_to_day, first_day, last_day
from habeas.case.model import Case, name_key
from habeas.rulebook.conditions import Party
from habeas.rulebook.model import Instrument, Participation, Rulebook

Basis = Literal["case", "custom", "universal", "data", "armed-group", "none"]
Span = tuple[date, date]

HOLDER_KIND, ARMED_GROUP, STATE = "holder.kind", "armed-group", "state"
BEGAN, ENDED, BORN = "detention.began_on", "detention.ended_on", "person.born_on"


@dataclass(frozen=True, slots=True)
class Bound:
    """Whether a party is bound (None: not known), what says so, and the rows of participation data used."""

    value: bool | None
    basis: Basis
    rows: tuple[Participation, ...] = ()
    missing: tuple[str, ...] = ()

    @property
    def unverified(self) -> bool:
        """Whether a row used comes from memory, not from the depositary: the finding must say so."""
        return any(row.certainty == "memory" for row in self.rows)


class ParticipationTable:
    """Participation data of a rulebook, indexed once for any number of cases."""

    def __init__(self, instruments: Iterable[Instrument], rows: Iterable[Participation]) -> None:
        self._instruments = {instrument.id: instrument for instrument in instruments}
        self._rows: dict[tuple[str, str], tuple[Participation, ...]] = {}
        for row in rows:
            key = (row.instrument, name_key(row.state))
            self._rows[key] = (*self._rows.get(key, ()), row)

    def bound(self, party: Party, instrument: str, case: Case) -> Bound:
        """Whether a party of the case is bound by an instrument."""
        name = case.parties.named(party)
        said = _said(case, instrument, name)
        if said is not None:
            return Bound(said, "case")
        known = self._instruments.get(instrument)
        if known and known.custom:
            return Bound(True, "custom")
        if known and known.universal:
            return _universal(party, name, case)
        rows = self._rows.get((instrument, name_key(name)), ()) if name else ()
        if rows:
            return _by_data(rows, case)
        if party == "holder" and case.known.get(HOLDER_KIND) == ARMED_GROUP:
            return Bound(False, "armed-group")
        return Bound(None, "none", (), () if name else (f"party.{party}",))


def bound(party: Party, instrument: str, rulebook: Rulebook, case: Case) -> Bound:
    """Whether a party of the case is bound by an instrument. For many questions, keep a `ParticipationTable`."""
    rows = (row for row in rulebook.participation if row.instrument == instrument)
    return ParticipationTable(rulebook.instruments.values(), rows).bound(party, instrument, case)


def time_of_detention(case: Case) -> Span:
    """The first and the last day on which the person can have been detained, as far as the case tells.

    Nobody is detained before birth, or, for the purposes of a check, after its date.
    """
    began, ended, born = (_interval(case, key) for key in (BEGAN, ENDED, BORN))
    first = max(first_day(day) for day in (began, born) if day) if began or born else date.min
    ends = [last_day(day) for day in (ended, case.as_of) if day]
    return first, min(ends, default=date.max)


def _said(case: Case, instrument: str, name: str | None) -> bool | None:
    """What the treaties section of the case says."""
    states = case.treaties.get(instrument)
    if name is None or not states:
        return None
    wanted = name_key(name)
    return next((value for state, value in states.items() if name_key(state) == wanted), None)


def _universal(party: Party, name: str | None, case: Case) -> Bound:
    """Every State is bound; only the holder's side may turn out to be no State."""
    kind = case.known.get(HOLDER_KIND) if party == "holder" else None
    if kind == ARMED_GROUP:
        return Bound(False, "armed-group")
    if name or kind == STATE or party == "territory":
        return Bound(True, "universal")
    return Bound(None, "none", (), (f"party.{party}",))


def _by_data(rows: tuple[Participation, ...], case: Case) -> Bound:
    first, last = time_of_detention(case)
    parties = [row for row in rows if row.party]
    if _covered(first, last, [_certain(row) for row in parties if row.bound_from]):
        return Bound(True, "data", rows)
    if not any(begin <= last and first <= end for begin, end in map(_possible, parties)):
        return Bound(False, "data", rows)
    return Bound(None, "data", rows, _missing(case))


def _certain(row: Participation) -> Span:
    """The days on which the State was bound beyond doubt: the day on which it ceased to be bound is left open."""
    until = add_to_day(date.fromisoformat(row.bound_until), -1, "days") if row.bound_until else date.max
    return date.fromisoformat(row.bound_from), until


def _possible(row: Participation) -> Span:
    begin = date.fromisoformat(row.bound_from) if row.bound_from else date.min
    return begin, date.fromisoformat(row.bound_until) if row.bound_until else date.max


def _covered(first: date, last: date, spans: list[Span]) -> bool:
    """Whether spans cover every day from `first` to `last`."""
    for begin, end in sorted(spans):
        if begin <= first <= end:
            if last <= end:
                return True
            first = add_to_day(end, 1, "days")
    return False


def _missing(case: Case) -> tuple[str, ...]:
    """The dates that are unknown or vague, so that knowing them could decide."""
    began, ended = _interval(case, BEGAN), _interval(case, ENDED)
    keys = [] if began and began.exact else [BEGAN]
    if not (ended and ended.exact) and not (case.as_of and case.as_of.exact):
        keys.append("as-of" if case.as_of is None else ENDED)
    return tuple(keys)


def _interval(case: Case, key: str) -> Interval | None:
    value = case.known.get(key)
    return value if isinstance(value, Interval) else None
