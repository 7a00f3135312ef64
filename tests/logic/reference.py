"""The semantics of docs/semantics.md once more, read straight off the rules: no plan, no strata, no flattening.

It is slow and short, and shares nothing with the engines but the values of the atoms.
"""

from habeas.rulebook.conditions import All, AnyOf, Binds, Constant, Holds, Not, Reading, Test


def kleene_all(values):
    values = list(values)
    return False if False in values else None if None in values else True


def kleene_any(values):
    values = list(values)
    return True if True in values else None if None in values else False


def kleene_not(value):
    return None if value is None else not value


class Reference:
    """Verdicts of one rulebook for one set of atoms."""

    def __init__(self, rulebook, atoms, presume=True):
        self.book, self.atoms, self.presume, self.known = rulebook, atoms, presume, {}

    def holds(self, condition):
        match condition:
            case Not():
                return kleene_not(self.holds(condition.of))
            case All():
                return kleene_all(map(self.holds, condition.of))
            case AnyOf():
                return kleene_any(map(self.holds, condition.of))
            case Constant():
                return condition.value
            case Holds():
                return self.concept(condition.concept)
            case Binds():
                return self.binds(condition.instrument, condition.article)
            case Reading():
                return self.atoms[f"position.{condition.position} is {condition.reading}"]
            case Test():
                return self.atoms[str(condition.of)]

    def binds(self, instrument, article):
        """The part of the instrument in which the article stands decides, or the instrument's own condition."""
        whole = self.book.instruments[instrument]
        part = next((part for part in whole.parts if article in part.numbers), whole)
        return self.once(("binds", id(part)), lambda: self.holds(part.applies))

    def once(self, key, compute):
        if key not in self.known:
            self.known[key] = compute()
        return self.known[key]

    def sources(self, citations):
        """One of them is enough; a ground of a concept may have none."""
        return kleene_any(self.binds(c.instrument, c.article) for c in citations) if citations else True

    def excepted(self, rule):
        return kleene_any(self.rule(item) for item in self.book.exceptions.values() if rule in item.exception_to)

    def rule(self, rule):
        return self.once(("rule", id(rule)), lambda: self.evaluated(rule))

    def evaluated(self, rule):
        excepted = kleene_not(self.excepted(rule.id))
        return kleene_all([self.holds(rule.when), self.sources(rule.binding), excepted])

    def ground(self, ground, concept):
        """What is excepted from a concept with one ground of the same name is excepted once, at the concept."""
        excepted = True if ground.id == concept.id else kleene_not(self.excepted(ground.id))
        return kleene_all([self.holds(ground.when), self.sources(ground.binding), excepted])

    def concept(self, name):
        return self.once(("concept", name), lambda: self.qualified(self.book.concepts[name]))

    def qualified(self, concept):
        """In doubt, it holds while a presumption was raised and is not known to be over."""
        grounds = kleene_any(self.ground(ground, concept) for ground in concept.grounds)
        value = kleene_all([grounds, kleene_not(self.excepted(concept.id))])
        if value is None and self.presume:
            presumptions = [p for p in self.book.presumptions.values() if p.concept == concept.id]
            if any(self.rule(p) is True and self.holds(p.until) is not True for p in presumptions):
                return True
        return value

    def values(self):
        """Every node that a plan has, by its name."""
        book = self.book
        found = {f"concept:{name}": self.concept(name) for name in book.concepts}
        for concept in book.concepts.values():
            found |= {f"ground:{ground.id}": self.ground(ground, concept) for ground in concept.grounds}
        for instrument in book.instruments.values():
            found[f"binds:{instrument.id}"] = self.holds(instrument.applies)
            for part in instrument.parts:
                found[f"binds:{instrument.id} {part.articles}"] = self.holds(part.applies)
        tables = {"trigger": book.presumptions, "exception": book.exceptions, "issue": book.issues}
        tables |= {"duty": book.duties, "disposition": book.dispositions}
        for kind, table in tables.items():
            found |= {f"{kind}:{rule.id}": self.rule(rule) for rule in table.values()}
        found |= {f"until:{item.id}": self.holds(item.until) for item in book.presumptions.values()}
        found |= {f"met:{item.id}": self.holds(item.met) for item in book.duties.values()}
        found |= {f"breached:{item.id}": self.holds(item.breached) for item in book.duties.values()}
        for issue in book.issues.values():
            if issue.aggravated:
                sources = self.sources(issue.aggravated.binding)
                found[f"aggravation:{issue.id}"] = kleene_all([self.holds(issue.aggravated.when), sources])
        return found
