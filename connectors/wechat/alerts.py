"""What a family member is told by WeChat: what kind of danger, when and where; nothing of what was said."""

from __future__ import annotations

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session as SqlSession

from bot.family import Alert
from bot.turn import Dialect
from connectors.outbox import put
from connectors.wechat.rendering import text_message
from connectors.wechat.texts import kind_name, say

_JIANGMEN = ZoneInfo("Asia/Shanghai")


def tell(sql: SqlSession, member: str, alert: Alert) -> None:
    """Put the alert into the outbox."""
    put(sql, member, text_message(alert_text(alert, Dialect.CMN)), urgent=True)


def alert_text(alert: Alert, dialect: Dialect) -> str:
    """The alert in words."""
    when = alert.at.astimezone(_JIANGMEN)
    return say(
        "alert_emergency" if alert.emergency else "alert_risk",
        dialect,
        when=f"{when.month}月{when.day}日{when.hour}点{when.minute:02d}分",
        where=say(f"where_{alert.channel}", dialect),
        what="、".join(dict.fromkeys(kind_name(kind, dialect) for kind in alert.kinds)),
    )


def unlinked(sql: SqlSession, members: Sequence[str]) -> None:
    """Tell members that the person does not want them told any more."""
    for member in members:
        put(sql, member, text_message(say("unlinked_by_person", Dialect.CMN)))
