"""Every scenario has a mirror: the same file with State A and State B exchanged, and the same expectations."""

import pytest

from habeas.rulebook.folders import own_cases

SCENARIOS = own_cases() / "scenarios"
BASES = sorted(
    path.relative_to(SCENARIOS).as_posix() for path in SCENARIOS.rglob("*.yaml") if "-mirror" not in path.stem
)


def exchanged(text: str) -> str:
    return text.replace("State A", "\0").replace("State B", "State A").replace("\0", "State B")


@pytest.mark.parametrize("file", BASES)
def test_a_mirror_is_the_same_file_with_the_parties_exchanged(file):
    base = SCENARIOS / file
    mirror = base.with_name(f"{base.stem}-mirror.yaml")
    heading = f"id: {base.stem}\n"
    text = base.read_text(encoding="utf-8")
    assert text.startswith(heading)
    assert mirror.read_text(encoding="utf-8") == f"id: {base.stem}-mirror\n" + exchanged(text.removeprefix(heading))


def test_no_mirror_stands_alone():
    mirrors = {path.relative_to(SCENARIOS).as_posix() for path in SCENARIOS.rglob("*-mirror.yaml")}
    assert mirrors == {file.replace(".yaml", "-mirror.yaml") for file in BASES}
