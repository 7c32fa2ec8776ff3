"""Builds the assistant and its voice from the settings, and knows how each part is doing."""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import TypeVar

import structlog

from bot.assistant import Assistant
from bot.clock import today
from bot.family import FamilyLinks
from bot.handover import Cases, Messages, Presence
from bot.memory import ConversationStore, Database
from bot.reply import Reply
from bot.safety import Guard
from bot.turn import Turn
from bot.understanding import Understanding, UnderstandingUnavailableError
from bot.understanding.knowledge_examples import knowledge_examples
from bot.understanding.rasa_client import RasaUnderstander
from bot.understanding.rasa_process import RasaProcess
from bot.understanding.rasa_project import RasaProject
from bot.wording import Wording
from connectors.bus import Bus, bus_for
from connectors.ending import ended
from connectors.http import metrics
from connectors.items import items_directory, prepared_store
from connectors.maintenance import Maintenance
from connectors.outbox import Outbox
from connectors.rates import Rates
from connectors.settings import Settings
from connectors.threads import Threads
from connectors.voice_threads import VoiceBusyError, VoiceThreads
from connectors.wechat import alerts
from connectors.wechat.companion import WeChatCompanion, deliver
from connectors.wechat.inbox import Inbox
from connectors.wechat.notices import notices
from knowledge.live import Follower
from knowledge.loading import load_items
from knowledge.search import KnowledgeSearch
from knowledge.search.off_topic import off_topic
from knowledge.training import load_search
from voice.recognise import Recogniser, RecogniserError, VoskRecogniser
from voice.speak import Speaker, default_speaker

log = structlog.get_logger(__name__)

T = TypeVar("T")


def rasa_project(settings: Settings) -> RasaProject:
    """The Rasa project with the folders of these settings."""

    def examples() -> str:
        return knowledge_examples(load_items(items_directory(settings)), off_topic())

    return RasaProject(settings.rasa_python, settings.rasa_models, examples)


def vosk_model(settings: Settings) -> Path | None:
    """The Vosk model folder in force: the one set, or the first one downloaded."""
    if settings.vosk_model:
        return settings.vosk_model
    if not settings.vosk_models.is_dir():
        return None
    return next((p for p in sorted(settings.vosk_models.iterdir()) if p.is_dir()), None)


class House:
    """Everything one process needs to answer turns; open it, use it, close it."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.rasa: RasaProcess | None = None
        self.recogniser: Recogniser | None = None
        self.recogniser_problem: str | None = None
        self._speaker: Speaker | None = None
        self._understander: RasaUnderstander | None = None
        self._was_ready = False
        self._maintenance: Maintenance | None = None
        self.utterances = 0
        self.watchers = 0
        self._threads = Threads()
        self._voice_threads = VoiceThreads()

    def open(self, *, recognition: bool = True) -> None:
        """Load all that blocks: items, indexes, the database, the recogniser. Takes a few seconds.

        Raises:
            ItemError, StoreError: content or database are not usable; the message says where.
        """
        self.guard = Guard.load()
        self.wording = Wording.load()
        self._open_storage()
        self._open_knowledge()
        if recognition:
            self._open_recogniser()

    def _open_storage(self) -> None:
        settings = self.settings
        self.database = Database(settings.conversations_url)
        self.database.migrate()
        watches = [notices(self.wording, settings.default_dialect)] if settings.wechat else []
        self.cases = Cases(self.database, watches)
        self.presence = Presence(self.database)
        self.outbox = Outbox(self.database)
        self.family = FamilyLinks(self.database, alerts.tell)
        self.inbox = Inbox(self.database) if settings.wechat else None
        self.messages = Messages(self.database, [deliver])
        self.store = ConversationStore(self.database, [WeChatCompanion(), self.cases, self.family])
        self.bus: Bus = bus_for(settings.redis_url)
        self.rates = Rates(settings.requests_per_minute, settings.redis_url)

    def _open_knowledge(self) -> None:
        settings = self.settings
        self.items = prepared_store(self.database, settings)
        published = self.items.published()
        self.knowledge: KnowledgeSearch = load_search(
            published.items, settings.knowledge_models, encoder=settings.encoder
        )
        self._follower = Follower(self.items, self.knowledge, published.revision)

    def start(self, *, rasa: bool = True) -> None:
        """Start what runs beside: threads, Rasa. Call from the event loop, after `open`; `close` even if this fails."""
        self._threads.start()
        secret = secrets.token_urlsafe(32)
        project = rasa_project(self.settings)
        if rasa and self.settings.rasa:
            if project.installed and project.model.exists():
                self.rasa = RasaProcess(project, secret, self.settings.rasa_log)
                self.rasa.start()
            else:
                log.warning("rasa_missing", installed=project.installed, remedy="make setup && qiaoban train")
        address = self.rasa.address if self.rasa else lambda: None
        self._understander = RasaUnderstander(
            address,
            secret,
            timeout_s=self.settings.rasa_timeout_s,
            on_silence=self.rasa.doubt if self.rasa else None,
        )
        self.assistant = Assistant(
            guard=self.guard,
            understander=self._understander,
            knowledge=self.knowledge,
            wording=self.wording,
            store=self.store,
            default_dialect=self.settings.default_dialect,
            place=self.settings.place,
            standing=self.messages.standing,
            announce=self.bus.publish,
        )
        self._maintenance = Maintenance(self)
        self._maintenance.start()
        self._follower.start()

    async def understand(self, turn: Turn) -> Understanding:
        """What Rasa makes of a text; nothing is stored.

        Raises:
            UnderstandingUnavailableError: it cannot be asked now.
        """
        if self._understander is None:
            raise UnderstandingUnavailableError("not started")
        return await self._understander.understand(turn)

    async def answer(self, turn: Turn) -> Reply:
        """Answer a turn, and count it."""
        started = time.perf_counter()
        reply = await self.assistant.answer(turn)
        metrics.count_turn(turn, reply, time.perf_counter() - started)
        return reply

    async def in_voice_thread(self, work: Callable[..., T], *arguments: object) -> T:
        """Run blocking speech work beside, in threads that conversations do not need.

        Raises:
            VoiceBusyError: too much is waiting already.
        """
        return await self._voice_threads.run(work, *arguments)

    async def close(self) -> None:
        """End everything that was started; a part that cannot be ended does not keep the others."""
        for part, end in self._ends():
            await ended(part, end)

    def _ends(self) -> Iterator[tuple[str, Callable[[], object]]]:
        """How each part that was started is ended, in this order."""
        if self._maintenance:
            yield "maintenance", self._maintenance.aclose
        if hasattr(self, "assistant"):
            yield "assistant", self.assistant.close
        yield "voice threads", self._voice_threads.close
        if self.rasa:
            yield "rasa", self.rasa.stop
        if self._understander:
            yield "understanding", self._understander.aclose
        if self._speaker:
            yield "speaker", self._speaker.close
        if self.recogniser:
            yield "recognition", self.recogniser.close
        yield "bus", self.bus.aclose
        yield "knowledge", lambda: asyncio.to_thread(self._follower.close)
        yield "database", self.database.close
        yield "threads", self._threads.close

    @property
    def speaker(self) -> Speaker:
        """The voice; its engines start at first use."""
        if self._speaker is None:
            self._speaker = default_speaker()
        return self._speaker

    @property
    def understanding(self) -> bool:
        """Whether Rasa answers at this moment."""
        return self._understander is not None and self._understander.available

    @property
    def ready(self) -> bool:
        """Whether all that was started has been ready once; a later loss of Rasa only degrades."""
        self._was_ready = self._was_ready or self.rasa is None or self.understanding
        return self._was_ready

    def parts(self) -> dict[str, bool]:
        """Each part, and whether it is up."""
        return {
            "knowledge": True,
            "memory": self.assistant.remembers,
            "understanding": self.understanding,
            "recognition": self.recogniser is not None,
        }

    def today(self) -> date:
        """The date that decides what is current."""
        return today()

    def degraded(self) -> list[str]:
        """The parts that are not available now."""
        needed = ("knowledge", "memory", "understanding")
        return [name for name, up in self.parts().items() if name in needed and not up]

    def _open_recogniser(self) -> None:
        path = vosk_model(self.settings)
        if path is None:
            self.recogniser_problem = "no speech model; `qiaoban voice get` brings one"
            return
        try:
            self.recogniser = VoskRecogniser(path)
        except RecogniserError as error:
            self.recogniser_problem = str(error)
            log.warning("recogniser_unavailable", reason=str(error))


__all__ = ["House", "VoiceBusyError", "rasa_project", "vosk_model"]
