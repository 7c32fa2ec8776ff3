"""An assistant on a database that others use too; what is understood, and what happens meanwhile, is up to the test."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import cache

from bot.assistant import Assistant
from bot.directive import Directive
from bot.handover import Standing
from bot.memory import ConversationStore
from bot.reply import Reply
from bot.safety import Guard
from bot.topics import Topic
from bot.turn import Channel, Turn
from bot.understanding import Understanding
from bot.wording import Wording
from knowledge.loading import default_items_directory, load_items
from knowledge.search import KnowledgeSearch

EMERGENCY, SWINDLE, ASKS, CHATS = "救命，我心口痛", "派出所打电话让我把钱转到安全账户", "我要搵真人", "今日食咩好"
FELT = "嗰只雀仔又飞走咗喇"
"""Nothing to the guard; understood as an emergency."""

guard = cache(Guard.load)


@cache
def shipped() -> KnowledgeSearch:
    """The shipped items, found by characters and sounds."""
    return KnowledgeSearch(load_items(default_items_directory()), None)


class Understands:
    """Hears who asks for a person, or is in need; ``meanwhile`` happens while it thinks."""

    available = True

    def __init__(self, meanwhile: Callable[[], object] = lambda: None) -> None:
        self._meanwhile = meanwhile

    async def understand(self, turn: Turn) -> Understanding:
        self._meanwhile()
        if turn.text == ASKS:
            return Understanding(directive=Directive(do="hand_over", topic=Topic.HUMAN, confidence=1.0))
        if turn.text == FELT:
            return Understanding(directive=Directive(do="emergency", topic=Topic.EMERGENCY, confidence=1.0))
        return Understanding(directive=Directive(do="search", topic=Topic.UNKNOWN, confidence=0.0))


def assistant(
    store: ConversationStore,
    meanwhile: Callable[[], object] = lambda: None,
    standing: Callable[[str], Standing] | None = None,
) -> Assistant:
    """One that stores in ``store``."""
    return Assistant(
        guard=guard(),
        understander=Understands(meanwhile),
        knowledge=shipped(),
        wording=Wording.load(),
        store=store,
        today=lambda: date(2026, 11, 25),
        standing=standing,
    )


async def says(to: Assistant, text: str, session: str = "s") -> Reply:
    """What is answered to a person at a kiosk."""
    return await to.answer(Turn(session_id=session, text=text, channel=Channel.KIOSK))
