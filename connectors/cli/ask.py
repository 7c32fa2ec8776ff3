"""``qiaoban ask``: one question, one answer."""

from __future__ import annotations

from typing import Annotated

import typer

from connectors.cli.asking import Asker, AskError
from connectors.cli.console import complain, show_reply
from connectors.settings import Settings


def ask(
    text: Annotated[str, typer.Argument(help="The question, in Cantonese or Mandarin.")],
    dialect: Annotated[str, typer.Option(help="yue, cmn, or auto to tell from the text.")] = "auto",
    as_json: Annotated[bool, typer.Option("--json", help="Print the Reply as JSON.")] = False,
    session: Annotated[str | None, typer.Option(help="Continue this session.")] = None,
    url: Annotated[str | None, typer.Option(help="The server to ask (default: the one of the settings).")] = None,
) -> None:
    """Ask one question and print the answer with its source."""
    if dialect not in ("yue", "cmn", "auto"):
        complain("--dialect must be yue, cmn or auto")
        raise typer.Exit(2)
    asker = Asker(Settings(), url, session)
    try:
        reply = asker.ask(text, dialect)  # type: ignore[arg-type]
    except AskError as error:
        complain(str(error))
        raise typer.Exit(1) from error
    finally:
        asker.close()
    if as_json:
        typer.echo(reply.model_dump_json(indent=2))
    else:
        show_reply(reply)
