"""Loads a rulebook from its files: reads all of them, then names, then rules, then checks them together."""

from collections.abc import Iterable, Iterator

from pydantic import ValidationError

from habeas.rulebook import checks
from habeas.rulebook.blocks import BLOCKS, ConceptBlock, FactBlock, PositionBlock, shape_problems
from habeas.rulebook.build import Builder, Written
from habeas.rulebook.citations import Articles
from habeas.rulebook.data import DataReader
from habeas.rulebook.errors import BlockError, Defect, RulebookError, nearest
from habeas.rulebook.files import ARTICLES, INSTRUMENTS, PARTICIPATION, RULEBOOK, content_hash
from habeas.rulebook.layers import prefix_of, prefixes
from habeas.rulebook.markdown import BLOCK_KINDS, PROSE_KINDS, Fence, fences
from habeas.rulebook.model import Fact, Rulebook
from habeas.rulebook.overlay import overlaid
from habeas.rulebook.vocabulary import FactShape, Vocabulary
from habeas.rulebook.yamltext import Mapping, YamlError, line_of, plain, read_yaml

_MAX_CHAPTER_BYTES = 1_000_000


def load_files(files: dict[str, bytes]) -> Rulebook:
    """A rulebook from the contents of its files. Raises `RulebookError` with all defects of all files."""
    rulebook, defects = read_rulebook(files)
    if defects or rulebook is None:
        raise RulebookError(defects)
    return rulebook


def read_rulebook(files: dict[str, bytes]) -> tuple[Rulebook | None, tuple[Defect, ...]]:
    """What can be read, and all defects. With a cycle nothing can be evaluated, so there is no rulebook.

    For authors only: a condition that could not be resolved stands as true, so no verdict of such a rulebook counts.
    """
    loader = _Loader(files)
    rulebook = loader.load()
    acyclic = all(defect.code != "cycle" for defect in loader.defects)
    return rulebook if acyclic else None, tuple(loader.defects)


class _Loader:
    def __init__(self, files: dict[str, bytes]) -> None:
        self.files = files
        self.defects: list[Defect] = []

    def load(self) -> Rulebook:
        data = DataReader()
        layers = prefixes(self.files)
        name, version, courses = data.about(self.texts(layers, RULEBOOK))
        written = [block for file in self.files if file.endswith(".md") for block in self.chapter(file)]
        written, misplaced = overlaid(written, layers)
        self.check(iter(misplaced))
        vocabulary = Vocabulary(Articles(data.articles(self.texts(layers, ARTICLES))), courses=set(courses))
        for block in written:
            _declare(block, vocabulary)
        builder = Builder(vocabulary)
        for block in written:
            builder.add(block)
        instruments = data.instruments(self.texts(layers, INSTRUMENTS), vocabulary)
        participation = data.participation(self.texts(layers, PARTICIPATION), instruments)
        self.defects += data.defects + builder.defects
        self.check(checks.duplicate_ids(written))
        self.check(checks.exception_targets(builder))
        self.check(checks.law_targets(builder))
        self.check(checks.state_names(written, participation))
        self.check(checks.cycles(builder, instruments))
        if not self.defects:  # a broken rule makes other names seem unused
            # What an upper layer replaced may have been the only rule to read a fact of a lower one.
            unused = checks.unused(builder, instruments.values())
            self.check(found for found in unused if prefix_of(found[0]) == layers[-1])
        return Rulebook(
            name=name,
            version=version,
            hash=content_hash(self.files),
            courses=courses,
            instruments=instruments,
            participation=participation,
            facts=_dated(builder),
            concepts=builder.concepts,
            positions=builder.positions,
            presumptions=builder.presumptions,
            exceptions=builder.exceptions,
            issues=builder.issues,
            duties=builder.duties,
            dispositions=builder.dispositions,
            laws=builder.laws,
            examples=tuple(builder.examples.values()),
        )

    def check(self, found: Iterator[tuple[str, int, BlockError]]) -> None:
        self.defects += checks.placed(found)

    def report(self, file: str, line: int, problem: BlockError) -> None:
        self.check(iter([(file, line, problem)]))

    def texts(self, layers: Iterable[str], file: str) -> dict[str, str]:
        """A data file of every layer that has it, by the prefix of the layer."""
        return {layer: self.text(layer + file) for layer in layers if not layer or layer + file in self.files}

    def text(self, file: str) -> str:
        """A file as text; what is no UTF-8 is reported."""
        try:
            return self.files.get(file, b"").decode("utf-8-sig").replace("\r\n", "\n")
        except UnicodeDecodeError as problem:
            line = self.files[file][: problem.start].count(b"\n") + 1
            reason = "The file is not UTF-8 text. Save it as UTF-8."
            self.report(file, line, BlockError("not-utf8", repr(self.files[file][problem.start : problem.end]), reason))
            return ""

    def chapter(self, file: str) -> list[Written]:
        """All blocks of a chapter whose shape is right."""
        if len(self.files[file]) > _MAX_CHAPTER_BYTES:
            self.report(file, 1, BlockError("too-large", file, f"A chapter has at most {_MAX_CHAPTER_BYTES} bytes."))
            return []
        blocks = (self.block(file, fence) for fence in fences(self.text(file)))
        return [block for block in blocks if block]

    def block(self, file: str, fence: Fence) -> Written | None:
        """One block with its shape checked; None for prose and for what is broken."""
        if fence.kind in PROSE_KINDS:
            return None
        if fence.kind not in BLOCK_KINDS:
            hint = nearest(fence.kind, BLOCK_KINDS) or f"Known: {', '.join(BLOCK_KINDS)}."
            self.report(file, fence.line - 1, BlockError("unknown-block", fence.kind, "No such kind of block.", hint))
            return None
        if not fence.closed:
            problem = BlockError("unclosed-block", fence.kind, "The block has no closing fence.")
            self.report(file, fence.line - 1, problem)
            return None
        try:
            node = read_yaml(fence.text, fence.line)
        except YamlError as error:
            problem = BlockError(error.code, error.text, error.reason, error.suggestion)
            self.report(file, error.line, problem)
            return None
        if isinstance(node, Mapping):
            return self.shaped(file, fence, node)
        reason = "A block is a mapping of keys to values."
        self.report(file, fence.line, BlockError("not-a-mapping", fence.kind, reason))
        return None

    def shaped(self, file: str, fence: Fence, node: Mapping) -> Written | None:
        kind = BLOCKS[fence.kind]
        values = plain(node)
        assert isinstance(values, dict)
        try:
            return Written(fence.kind, file, node, kind.model_validate(values))
        except ValidationError as error:
            for path, code, text, reason, hint in shape_problems(kind, error):
                self.report(file, line_of(node, path), BlockError(code, text, reason, hint))
            return None


def _declare(written: Written, vocabulary: Vocabulary) -> None:
    """Make the name of a block known, so that conditions anywhere may use it."""
    block = written.block
    if isinstance(block, FactBlock):
        vocabulary.facts[block.key] = FactShape(block.type, tuple(block.options), block.unit)
    elif isinstance(block, ConceptBlock):
        vocabulary.concepts.add(block.id)
    elif isinstance(block, PositionBlock):
        vocabulary.positions[block.id] = tuple(block.readings)


def _dated(builder: Builder) -> dict[str, Fact]:
    """The facts; one that a duty asks as done, beside the date on which, is answered yes by that date."""
    facts = dict(builder.facts)
    for duty in builder.duties.values():
        done, on = duty.due.done, duty.due.on
        if done and facts[on].type == "date":
            facts[done] = facts[done].model_copy(update={"dated_by": on})
    return facts
