"""Writes a rulebook of an invented legal order, as large as wanted, for measuring what grows with the number of rules.

The Law of the Ferries: whoever keeps a ferry owes something to whoever waits for it. Each chapter has facts of every
type, concepts, a presumption or a position, issues, an exception, a duty, verdicts on a course, laws and examples. The
concepts of ten chapters build on each other, so that an edit reaches rules in other chapters.

Usage: python benchmarks/generated_rulebook.py FOLDER [RULES]
"""

import sys
from pathlib import Path

RULES_A_CHAPTER = 12
_CHAIN = 10

_CHAPTER = """# Ferry {n}

What is owed to those who wait for ferry {n}.

```fact
key: f{n}.kind
type: choice
options: {{singer: A singer, smith: A smith, child: A child, pilgrim: A pilgrim}}
question: Who waits for ferry {n}?
```
```fact
key: f{n}.invited
type: yes-no
question: Was the traveller invited?
```
```fact
key: f{n}.age
type: number
unit: years
question: How old is the traveller?
```
```fact
key: f{n}.came_on
type: date
question: When did the traveller come?
```
```fact
key: f{n}.visits
type: dates
question: When did the ferryman look after the traveller?
```
```fact
key: f{n}.home
type: country
question: Where is the traveller at home?
```
```fact
key: f{n}.banned_from
type: countries
question: From where is the traveller banned?
```
```fact
key: f{n}.crossed
type: yes-no
question: Has the traveller crossed?
```
```fact
key: f{n}.storm
type: yes-no
question: Is there a storm?
```
```fact
key: f{n}.fed
type: yes-no
question: Was the traveller fed?
```
```fact
key: f{n}.fed_on
type: date
question: When was the traveller fed?
```
```fact
key: f{n}.oath
type: yes-no
question: Did the traveller swear to come back?
```
```concept
id: guest-{n}
title: Guest of ferry {n}
grounds:
  - {{id: by-word-{n}, title: By a word, when: f{n}.invited, binding: [LF {n}(1)]}}
  - {{id: by-home-{n}, title: By the same home, when: f{n}.home is party.holder, binding: [LF {n}(2)]}}
```
```concept
id: child-{n}
title: Child at ferry {n}
when: {{any: [f{n}.kind is child, "f{n}.age < {age}"]}}
binding: [LF {n}(1)]
```
```concept
id: smith-{n}
title: Smith at ferry {n}
when: {{all: [f{n}.kind is smith, "f{n}.age >= {age}"]}}
binding: [LF {n}(1)]
```
```concept
id: ward-{n}
title: Ward of ferry {n}
when: {{all: [guest-{n}], any: [child-{n}{before}]}}
binding: [LF {n}(1), CF 1]
```
```law
id: child-or-smith-{n}
reason: Whoever works iron is no child.
exclusive: [child-{n}, smith-{n}]
```
```law
id: wards-are-guests-{n}
reason: Nobody is a ward who is not a guest.
implies: {{if: ward-{n}, then: guest-{n}}}
```
```issue
id: f{n}.ward-waits
title: A ward waits longer than {days} days
when:
  all: [ward-{n}, days from f{n}.came_on to as-of > {days}]
  none: [f{n}.crossed]
binding: [LF {n}(3)]
severity: serious
consequence: Take the ward across.
```
```exception
id: storm-{n}
exception-to: [f{n}.ward-waits]
title: Nobody crosses in a storm
when: f{n}.storm
binding: [CF 1]
```
```issue
id: f{n}.smith-forgotten
title: Nobody looked after a smith for {gap} weeks
when: {{all: [smith-{n}, guest-{n}, longest gap in f{n}.visits from f{n}.came_on to as-of > {gap} weeks]}}
binding: [LF {n}(3)]
severity: breach
consequence: Look after the smith.
```
```issue
id: f{n}.sent-where-banned
title: A traveller is sent where he is banned
when: {{all: [f{n}.crossed, f{n}.banned_from includes party.territory{reading}]}}
binding: [LF {n}(4), PF 1]
severity: serious
consequence: Take him back.
```
```duty
id: fed-{n}
title: A guest is fed within {meal} days
when: guest-{n}
due: {{within: {meal} days, from: f{n}.came_on, done: f{n}.fed, on: f{n}.fed_on}}
binding: [LF {n}(2)]
severity: breach
consequence: Feed the guest.
```
```disposition
id: crossing-{n}
title: Crossing on ferry {n}
rows:
  - {{course: ferry-{n}, verdict: required, when: ward-{n}, binding: [LF {n}(4)]}}
  - {{course: ferry-{n}, verdict: permitted, when: {{all: [smith-{n}, f{n}.oath]{unless}}}, binding: [LF {n}(4)]}}
  - {{course: ferry-{n}, verdict: prohibited, when: {{all: [smith-{n}, not f{n}.oath]{unless}}}, binding: [LF {n}(4)]}}
```
{extra}```example
title: A child was invited
as-of: 2130-03-01
facts:
  f{n}.kind: child
  f{n}.age: 3
  f{n}.invited: yes
  f{n}.came_on: 2130-01-01
  f{n}.crossed: no
  f{n}.storm: no
  f{n}.fed: no
expect:
  established: [guest-{n}, ward-{n}, f{n}.ward-waits]
  duties: {{fed-{n}: breached}}
  courses: {{ferry-{n}: required}}
```
```example
title: A smith with an oath, whom nobody looked after
as-of: 2130-03-01
parties: {{holder: The Hill, adversary: The Marsh, territory: The Marsh}}
treaties: {{PF: [The Hill]}}
facts:
  f{n}.kind: smith
  f{n}.age: 40
  f{n}.home: The Hill
  f{n}.came_on: 2130-01-01
  f{n}.visits: [2130-01-02]
  f{n}.oath: yes
  f{n}.crossed: yes
  f{n}.banned_from: [The Marsh]
  f{n}.fed: yes
  f{n}.fed_on: 2130-01-01
expect:
  established: [smith-{n}, f{n}.smith-forgotten]
  duties: {{fed-{n}: met}}
```
```example
title: A stranger of another home
as-of: 2130-03-01
parties: {{holder: The Hill, adversary: The Marsh, territory: The Marsh}}
facts: {{f{n}.kind: singer, f{n}.age: 40, f{n}.invited: no, f{n}.home: The Marsh, f{n}.banned_from: []}}
expect: {{excluded: [guest-{n}, child-{n}, smith-{n}, f{n}.sent-where-banned]}}
```
"""
_PRESUMPTION = """```presumption
id: guest-presumed-{n}
concept: guest-{n}
title: Whoever was fed is a guest until the crossing
when: f{n}.fed
until: f{n}.crossed
binding: [CF 1]
```
"""
_POSITION = """```position
id: banned-{n}
title: Whether a ban counts at ferry {n}
question: Does a ban count?
readings: {{counts: {{holds: It counts.}}, lapsed: {{holds: It has lapsed.}}}}
default: counts
```
"""


def chapter(number: int) -> str:
    """The text of one chapter. Limits differ from chapter to chapter."""
    odd, first = number % 2, number % _CHAIN == 1
    words = {
        "n": number,
        "age": 8 + number % 7,
        "days": 3 + number % 9,
        "gap": 2 + number % 5,
        "meal": 2 + number % 3,
        "before": "" if first else f", ward-{number - 1}",
        "unless": "" if first else f", none: [ward-{number}]",
        "reading": f", position.banned-{number} is counts" if odd else "",
    }
    return _CHAPTER.format(**words, extra=(_POSITION if odd else _PRESUMPTION).format(n=number))


def rulebook(rules: int) -> dict[str, bytes]:
    """The files of a rulebook of about so many rules, as `read_folder` gives them."""
    chapters = range(1, max(rules // RULES_A_CHAPTER, 1) + 1)
    articles = [f"LF,{number},{part},," for number in chapters for part in range(1, 5)]
    texts = {
        "rulebook.yaml": "\n".join(
            ["name: The Law of the Ferries", "version: 1.0.0", "courses:", *(f"  ferry-{n}: cross" for n in chapters)]
        ),
        "instruments.yaml": _INSTRUMENTS,
        "articles.csv": "\n".join(["instrument,article,paragraph,label,items", *articles, "CF,1,1,,", "PF,1,1,,"]),
        "participation.csv": "state,instrument,party,bound_from,bound_until,certainty,note\n",
        **{f"{number:03}-ferry.md": chapter(number) for number in chapters},
    }
    return {name: text.encode() for name, text in texts.items()}


_INSTRUMENTS = """LF:
  title: Law of the Ferries
  adopted: 1201-05-01
  in-force: 1202-05-01
  universal: yes
  applies: always
CF:
  title: Custom of the Ferries
  custom: yes
  applies: always
PF:
  title: Peace of the Ferries
  adopted: 1230-05-01
  in-force: 1231-05-01
  applies: holder bound by PF
"""


def write(folder: Path, rules: int) -> None:
    """Write the files of a rulebook of about so many rules into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in rulebook(rules).items():
        (folder / name).write_bytes(content)


if __name__ == "__main__":
    write(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 500)
