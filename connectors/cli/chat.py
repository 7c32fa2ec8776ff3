"""``qiaoban chat``: a conversation in the terminal."""

from __future__ import annotations

from typing import Annotated

import typer

from connectors.cli.asking import Asker, AskError
from connectors.cli.console import complain, out, show_reply
from connectors.settings import Settings


def chat(
    url: Annotated[str | None, typer.Option(help="The server to ask (default: the one of the settings).")] = None,
) -> None:
    """Talk until an empty line or Ctrl-D; the session is kept between questions."""
    asker = Asker(Settings(), url)
    out.print("[dim]问吧，空行或 Ctrl-D 结束。[/dim]")
    try:
        while True:
            try:
                text = out.input("[bold]> [/bold]")
            except EOFError:
                break
            if not text.strip():
                break
            try:
                show_reply(asker.ask(text))
            except AskError as error:
                complain(str(error))
    finally:
        asker.close()
