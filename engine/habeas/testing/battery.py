"""The battery as pytest collects it: a rulebook loads, its examples and case files hold, the laws hold."""

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from habeas.case.errors import CaseError
from habeas.case.model import Case
from habeas.case.read import read_case
from habeas.evaluate.examples import case_of
from habeas.rulebook.cache import load_rulebook
from habeas.rulebook.errors import RulebookError
from habeas.rulebook.layers import find_folder, prefixes, read_layers
from habeas.rulebook.model import Example, Rulebook
from habeas.testing.failures import Expectations
from habeas.testing.laws import LawBrokenError, Laws
from habeas.testing.profiles import register_profiles

_SUFFIXES = (".yaml", ".yml", ".json")


class RulebookFailure(Exception):  # noqa: N818
    """A failure in words, for people who do not read Python."""


def start(config: pytest.Config) -> None:
    """Collect the rulebook (and nothing else, if no other argument was given)."""
    register_profiles()
    if not config.getoption("--hypothesis-profile", None):
        settings.load_profile("dev")
    try:
        battery = Battery(config.getoption("--rulebook"))
    except RulebookError as problem:
        raise pytest.UsageError(str(problem)) from None
    config.pluginmanager.register(battery, "habeas-battery")
    if config.args_source is not pytest.Config.ArgsSource.ARGS:
        config.args[:] = []
    config.args.append(str(battery.folder))


class Battery:
    """What is collected and shared while a session tests one rulebook. Raises `RulebookError` for an unknown name."""

    def __init__(self, names: list[str]) -> None:
        self.names = names
        self.folder = find_folder(names[-1]).resolve()

    @cached_property
    def rulebook(self) -> Rulebook | RulebookError:
        """The rulebook with all its layers, or why it does not load."""
        try:
            return load_rulebook(*self.names)
        except RulebookError as problem:
            return problem

    @property
    def loaded(self) -> Rulebook:
        """The rulebook. Raises `RulebookFailure` with all defects if it does not load."""
        if isinstance(self.rulebook, RulebookError):
            raise RulebookFailure(f"The rulebook does not load.\n{self.rulebook}")
        return self.rulebook

    @cached_property
    def chapters(self) -> dict[Path, list[Example]]:
        """The examples of the topmost layer by chapter."""
        top, found = prefixes(read_layers(self.names))[-1], dict[Path, list[Example]]()
        for example in self.loaded.examples:
            if example.place.file.startswith(top):
                found.setdefault(self.folder / example.place.file.removeprefix(top), []).append(example)
        return found

    @cached_property
    def expectations(self) -> Expectations:
        """Compares cases with what they expect."""
        return Expectations(self.loaded)

    @cached_property
    def laws(self) -> Laws:
        """The laws on this rulebook."""
        return Laws(self.loaded)

    def compare(self, title: str, place: str, read: Callable[[], Case], expect: Mapping[str, object] | None) -> None:
        """Raise `RulebookFailure` if a case does not come out as is expected (as the case itself says, if None)."""
        case = read()
        problems = self.expectations.failures(case, case.expect if expect is None else expect)
        if problems:
            raise RulebookFailure("\n".join([f"{case.title or title}  ({place})", *problems]))

    @pytest.hookimpl(tryfirst=True)
    def pytest_collect_directory(self, path: Path, parent: pytest.Collector) -> pytest.Collector | None:
        """The folder of the rulebook is a collector of its own."""
        if path.resolve() != self.folder:
            return None
        folder: pytest.Collector = RulebookFolder.from_parent(parent, path=path, battery=self)
        return folder

    def pytest_collect_file(self, file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
        """A YAML or JSON file that says what it expects is a case."""
        if file_path.suffix.lower() not in _SUFFIXES or b"expect" not in file_path.read_bytes():
            return None
        case: pytest.Collector = CaseFile.from_parent(parent, path=file_path, battery=self)
        return case


class RulebookFolder(pytest.Directory):
    """A rulebook folder: it loads, its chapters, its case files, the laws."""

    def __init__(self, *args: Any, battery: Battery, **more: Any) -> None:
        super().__init__(*args, **more)
        self.battery = battery

    def collect(self) -> Iterator[pytest.Item | pytest.Collector]:
        """Whether it loads; if it does, also everything else."""
        yield Check.of(self, "the rulebook loads", self._loads)
        if isinstance(self.battery.rulebook, RulebookError):
            return
        for chapter in self.battery.chapters:
            yield Chapter.from_parent(self, path=chapter, battery=self.battery)
        for path in sorted(self.path.iterdir()):
            yield from self._inside(path)
        for name in self.battery.laws.all:
            yield Check.of(self, name, self.battery.laws.all[name])

    def _inside(self, path: Path) -> Iterator[pytest.Item | pytest.Collector]:
        """What pytest finds at a path of the folder: case files, and tests in Python."""
        if self.ihook.pytest_ignore_collect(collection_path=path, config=self.config):
            return
        if path.is_dir():
            found = self.ihook.pytest_collect_directory(path=path, parent=self)
            yield from [found] if found else []
        else:
            yield from self.ihook.pytest_collect_file(file_path=path, parent=self)

    def _loads(self) -> None:
        assert self.battery.loaded


class Chapter(pytest.File):
    """The worked examples of one chapter."""

    def __init__(self, *args: Any, battery: Battery, **more: Any) -> None:
        super().__init__(*args, **more)
        self.battery = battery

    def collect(self) -> Iterator[pytest.Item]:
        """One item for each example."""
        for example in self.battery.chapters[self.path]:
            yield Check.of(self, example.title, self._check(example), example.place.line - 1)

    def _check(self, example: Example) -> Callable[[], None]:
        battery = self.battery
        read = lambda: case_of(example, battery.loaded)  # noqa: E731
        return lambda: battery.compare(example.title, str(example.place), read, example.expect)


class CaseFile(pytest.File):
    """A file with one case."""

    def __init__(self, *args: Any, battery: Battery, **more: Any) -> None:
        super().__init__(*args, **more)
        self.battery = battery

    def collect(self) -> Iterator[pytest.Item]:
        """The one case."""
        read = lambda: read_case(self.path, self.battery.loaded)  # noqa: E731
        yield Check.of(self, "case", lambda: self.battery.compare(self.path.stem, self.path.name, read, None))


class Check(pytest.Item):
    """One thing to check. Its failure is told in words, without a traceback."""

    check: Callable[[], None]
    line: int

    @classmethod
    def of(cls, parent: pytest.Collector, name: str, check: Callable[[], None], line: int = 0) -> "Check":
        """An item that calls `check`; `line` counts from 0."""
        item: Check = cls.from_parent(parent, name=name)
        item.check, item.line = check, line
        return item

    def runtest(self) -> None:
        """Run the check."""
        self.check()

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """Failures of law in words; only defects of the program with a traceback."""
        told = isinstance(excinfo.value, RulebookFailure | LawBrokenError | CaseError)
        return str(excinfo.value) if told else super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int, str]:
        """Where it stands: file, line, title."""
        return self.path, self.line, self.name
