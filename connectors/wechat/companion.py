"""What the WeChat channel writes in the transactions of conversations: answers, and what agents say."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session as SqlSession

from bot.handover import AgentMessage
from bot.memory import Event, Session
from bot.reply import Reply
from bot.turn import Channel, Turn
from connectors.outbox import put
from connectors.wechat.inbox import answered
from connectors.wechat.rendering import messages_of, text_message
from connectors.wechat.tables import PersonRow


class WeChatCompanion:
    """A companion of the conversation store: the answer to a WeChat message is noted with its turn, or neither is."""

    def recorded(self, sql: SqlSession, _session: Session, turn: Turn, reply: Reply) -> Sequence[Event]:
        """Note the answer.

        Raises:
            AnsweredError: the message has been answered; the turn is undone.
        """
        if turn.channel is not Channel.WECHAT or turn.message_id is None:
            return ()
        later = answered(sql, turn.message_id, messages_of(reply), urgent=reply.emergency)
        return (Event("outbox"),) if later else ()

    def forgetting(self, _sql: SqlSession, _session_ids: Sequence[str]) -> Sequence[Event]:
        """Nothing of the channel hangs on a conversation."""
        return ()


def deliver(sql: SqlSession, message: AgentMessage) -> None:
    """Have an agent's message sent, when its person is on WeChat."""
    openid = sql.scalar(select(PersonRow.openid).where(PersonRow.session_id == message.session_id))
    if openid:
        text = f"{message.agent.display_name}：{message.text}"
        put(sql, openid, text_message(text), name=f"agent:{message.sequence}")
