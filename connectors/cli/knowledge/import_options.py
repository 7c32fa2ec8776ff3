"""The options of ``qiaoban knowledge import``, and what a person says with them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Literal, get_args

import typer

from knowledge.importing.refusals import MissingDetailError
from knowledge.item import District, Kind, ServiceTopic

Files = Annotated[list[Path], typer.Argument(help="PDF, DOCX, HTML, Markdown, text, XLSX or CSV.", show_default=False)]
SourceTitle = Annotated[str | None, typer.Option(help="Title of the source; the document's own when left out.")]
Issuer = Annotated[str | None, typer.Option(help="Who published it, e.g. 江门市民政局.")]
Url = Annotated[str | None, typer.Option(help="Where it was published.")]
Published = Annotated[
    str | None, typer.Option(help="When: a day, month or year, e.g. 2026-01-05; unknown when its source shows none.")
]
Grade = Annotated[
    Literal["A", "B"], typer.Option(help="A: the publisher's own page or file; B: a reprint or other media.")
]
ItemKind = Annotated[Kind | None, typer.Option(help="Make only items of this kind; told by the text when left out.")]
ItemTopic = Annotated[ServiceTopic | None, typer.Option(help="What all of it is about; told by the text if left out.")]
Districts = Annotated[list[str] | None, typer.Option(help="Where all of it holds, e.g. 江海; may be repeated.")]
Column = Annotated[
    list[str] | None, typer.Option(help="HEADING=FIELD, e.g. 名称=title; may be repeated. FIELD ignore leaves one out.")
]
Columns = Annotated[Path | None, typer.Option(help="A YAML file of headings and fields, e.g. 名称: title.")]
Identity = Annotated[
    str | None,
    typer.Option("--document", help="A name for the document that stays, where its issuer or file name does not."),
]


def districts(names: Sequence[str] | None) -> tuple[District, ...]:
    """The districts named.

    Raises:
        ImportRefusedError: there is no such district.
    """
    known = {name: name for name in get_args(District)}
    if unknown := [name for name in names or () if name not in known]:
        raise MissingDetailError(f"--district {unknown[0]}: there is no such district; these are: {' '.join(known)}")
    return tuple(dict.fromkeys(known[name] for name in names or ()))


def mapping(column: Sequence[str] | None, columns: Path | None) -> dict[str, str]:
    """Headings and the fields they are mapped to; those given one by one go before those of the file.

    Raises:
        ImportRefusedError: the file or an option is not as it should be.
    """
    found = _from_file(columns) if columns else {}
    for pair in column or ():
        heading, equals, field = pair.rpartition("=")
        if not equals or not heading.strip() or not field.strip():
            raise MissingDetailError(f"--column {pair!r} should be HEADING=FIELD, e.g. --column 名称=title")
        found[heading.strip()] = field.strip()
    return found


def _from_file(path: Path) -> dict[str, str]:
    import yaml

    from knowledge.yaml_lines import problem_of, read_yaml

    try:
        value = read_yaml(path.read_text(encoding="utf-8-sig")).value
    except yaml.YAMLError as error:
        line, problem = problem_of(error)
        raise MissingDetailError(f"{path}:{line}: not valid YAML: {problem}") from error
    except (OSError, ValueError) as error:
        raise MissingDetailError(f"{path}: cannot be read as a YAML file ({error})") from error
    if not isinstance(value, dict) or not all(isinstance(x, str) for pair in value.items() for x in pair):
        raise MissingDetailError(f"{path}: should have lines such as 名称: title")
    return value
