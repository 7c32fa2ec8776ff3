"""Shared output of the commands."""

from __future__ import annotations

from rich.console import Console
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from bot.reply import Card, Reply, RiskLevel
from bot.turn import Dialect
from connectors.labels import field_label, text_label

out = Console()
err = Console(stderr=True)


def complain(message: str) -> None:
    """Say on standard error what went wrong."""
    err.print(Text(message, style="red"))


def show_reply(reply: Reply) -> None:
    """Print a Reply for a person to read."""
    style, title = _frame(reply)
    out.print(Panel(Text(reply.text), title=title, border_style=style, title_align="left"))
    for reason in reply.risk.reasons:
        out.print(Text(f"  ⚠ 「{reason.quote}」 {reason.why}", style="red"))
    for card in reply.cards:
        _show_card(card, reply.dialect)
    for source in reply.sources:
        facts = " · ".join(x for x in (source.title, source.issuer, source.published, source.url) if x)
        out.print(Text(f"  来源：{facts}", style="dim"))
    if reply.options:
        out.print(Text("  " + "  |  ".join(reply.options), style="cyan"))
    if reply.degraded:
        err.print(Text(f"  (degraded: {', '.join(reply.degraded)})", style="yellow"))


def _frame(reply: Reply) -> tuple[str, str]:
    if reply.emergency:
        return "bold white on red", text_label("emergency", reply.dialect)
    if reply.risk.level is RiskLevel.HIGH:
        return "red", text_label("fraud_high", reply.dialect)
    return ("yellow" if reply.risk.level is RiskLevel.LOW else "green"), text_label("name", reply.dialect)


def _show_card(card: Card, dialect: Dialect) -> None:
    out.print(Text(f"  {card.title}", style="bold"))
    if card.fields:
        table = Table.grid(padding=(0, 2))
        for name, value in card.fields.items():
            table.add_row(Text(f"    {field_label(name, dialect)}", style="dim"), Text(value))
        out.print(table)
