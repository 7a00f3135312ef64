"""`habeas rules coverage`: what the examples and cases exercise."""

import json
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from habeas.cli.evidence import CasesOption, case_files, readable
from habeas.cli.shared import BAD_INPUT, FOUND, RulebookOption, open_rulebook, say
from habeas.rulebook.folders import own_rules
from habeas.rulebook.layers import find_folder

if TYPE_CHECKING:
    from habeas.rulebook.model import Rulebook
    from habeas.verify.coverage import Coverage
    from habeas.verify.lawmap import LawMap


class Format(StrEnum):
    """How the result is printed."""

    text = "text"
    json = "json"
    html = "html"


def coverage(
    rulebook: RulebookOption = None,
    cases: CasesOption = None,
    only: Annotated[str, typer.Option(help="Only this chapter: the beginning of its path in the rulebook.")] = "",
    map_: Annotated[
        list[Path] | None,
        typer.Option("--map", help="A list of what should be encoded (YAML). May be repeated.", show_default=False),
    ] = None,
    write_map: Annotated[Path | None, typer.Option(help="Write what is encoded, and by what, as Markdown.")] = None,
    articles: Annotated[bool, typer.Option(help="In the text: which rules cite each article.")] = False,
    format_: Annotated[Format, typer.Option("--format", help="How to print.")] = Format.text,
    fail_under: Annotated[float, typer.Option(help="Exit code 1 if a share is below this percentage.")] = 0.0,
) -> None:
    """Show what the examples and cases exercise of each rule, and which entries of a list are encoded.

    Examples:

      habeas rules coverage --only 02-status

      habeas rules coverage --map wanted.yaml --format html > coverage.html
    """
    # Only this command needs them.
    from habeas.report.coverage import law_map_markdown, measures
    from habeas.verify.coverage import coverage as measured
    from habeas.verify.coverage import share
    from habeas.verify.evidence import gather

    folders = [find_folder(layer) for layer in rulebook or [str(own_rules())]]
    book = open_rulebook(rulebook, examples=True)
    evidence = readable(*gather(book, case_files(cases, rulebook)))
    found = measured(book, evidence, chapter=only, articles=_articles(folders))
    if not found.rules:
        say(f"No rule stands in a file whose path begins with {only}.")
        raise typer.Exit(BAD_INPUT)
    laws = _laws(book, map_, folders)
    typer.echo(_printed(found, laws, format_, articles))
    if write_map is not None:
        if laws is None:
            raise typer.BadParameter("Without --map there is nothing to write.", param_hint="--write-map")
        write_map.write_text(law_map_markdown(laws), encoding="utf-8")
        say(f"Written: {write_map}")
    below = [name for name, counted in measures(found, laws).items() if share(counted) * 100 < fail_under]
    if below:
        say(f"Below {fail_under:g} %: {'; '.join(below)}.")
        raise typer.Exit(FOUND)


def _laws(book: "Rulebook", lists: list[Path] | None, folders: list[Path]) -> "LawMap | None":
    from habeas.verify.lawmap import law_map, read_declined, read_list

    if not lists:
        return None
    return law_map(book, {path.stem: read_list(path) for path in lists}, read_declined(folders))


def _articles(folders: list[Path]) -> list[tuple[str, str]]:
    """All articles that the rulebook knows, so that those that no rule cites are listed too."""
    import csv

    from habeas.rulebook.files import ARTICLES

    found: dict[tuple[str, str], None] = {}
    for path in (folder / ARTICLES for folder in folders):
        if path.is_file():
            with path.open(encoding="utf-8", newline="") as file:
                found |= dict.fromkeys((row["instrument"], row["article"]) for row in csv.DictReader(file))
    return list(found)


def _printed(found: "Coverage", laws: "LawMap | None", format_: Format, articles: bool) -> str:
    from habeas.report.coverage import coverage_data, coverage_text
    from habeas.report.coverage_html import coverage_html

    match format_:
        case Format.json:
            return json.dumps(coverage_data(found, laws), indent=1, ensure_ascii=False)
        case Format.html:
            return coverage_html(found, laws)
        case Format.text:
            return coverage_text(found, laws, articles=articles)
