"""What several of the commands take, and how they write things."""

from __future__ import annotations

import getpass
import json
from datetime import datetime
from typing import Annotated, Any, Literal

import typer
from rich.text import Text

from connectors.cli.console import out
from knowledge import item

StatusName = Literal["draft", "published", "withdrawn"]


def _me() -> str:
    return getpass.getuser()


ItemId = Annotated[str, typer.Argument(help="The item's id, as `qiaoban knowledge list` shows it.")]
Who = Annotated[str, typer.Option(default_factory=_me, help="Whose change it is.", show_default="the system's user")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Kind = Annotated[item.Kind | None, typer.Option(help="Only items of this kind.")]
Topic = Annotated[item.ServiceTopic | None, typer.Option(help="Only this service topic.")]
District = Annotated[item.District | None, typer.Option(help="Only what holds in this district.")]
Only = Annotated[StatusName | None, typer.Option("--status", help="Only items of this status.")]

_STYLES: dict[str, str] = {"published": "green", "draft": "yellow", "withdrawn": "dim"}


def status_text(status: str) -> Text:
    """A status in its colour."""
    return Text(status, style=_STYLES.get(status, ""))


def moment(at: datetime) -> str:
    """A point in time on this machine's clock, to the minute."""
    return at.astimezone().strftime("%Y-%m-%d %H:%M")


def print_json(value: Any) -> None:
    """Print for a program."""
    typer.echo(json.dumps(value, ensure_ascii=False, indent=2, default=str))


def show_differences(differences: dict[str, tuple[str | None, str | None]]) -> None:
    """Print what was and what is, for each name that differs."""
    for name, (before, after) in differences.items():
        out.print(Text(f"  {name}", style="bold"))
        if before is not None:
            out.print(Text(f"    - {before}", style="red"))
        if after is not None:
            out.print(Text(f"    + {after}", style="green"))
