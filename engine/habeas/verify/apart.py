"""Issues that examples tell apart: of two of them one stands in some case without the other."""

from collections.abc import Sequence
from itertools import permutations

from habeas.verify.cache import Apart, ProofCache
from habeas.verify.digests import Digests
from habeas.verify.samples import Pairs, Samples


def not_apart(issues: Sequence[str], digests: Digests, samples: Samples, cache: ProofCache) -> Pairs:
    """Pairs (narrow, wide) of issues of which no example, or case around one, has the first without the second.

    Issues that are as they were in an earlier run are not compared again.
    """
    marks = {digests.issue(name): name for name in issues}
    past = max(cache.apart(), key=lambda run: len(marks.keys() & run.issues), default=Apart([], []))
    same = {marks[mark] for mark in past.issues if mark in marks}
    found = {(marks[one], marks[other]) for one, other in past.open if one in marks and other in marks}
    if new := {pair for pair in permutations(issues, 2) if not same.issuperset(pair)}:
        found |= samples.not_apart(new)
        mark_of = {name: mark for mark, name in marks.items()}
        cache.put_apart(Apart(sorted(marks), sorted([mark_of[one], mark_of[other]] for one, other in found)))
    return found
