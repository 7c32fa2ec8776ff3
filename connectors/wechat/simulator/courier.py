"""Brings what people send to the app: five seconds, three tries, and what comes back."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping
from dataclasses import replace

import httpx

from connectors.wechat.simulator.account import Account
from connectors.wechat.simulator.clock import Clock
from connectors.wechat.simulator.contents import Content
from connectors.wechat.simulator.counters import Counters
from connectors.wechat.simulator.envelopes import Parcel, message_xml, parcel
from connectors.wechat.simulator.faults import Luck
from connectors.wechat.simulator.journal import Answer, How, Journal, Outcome, Reached, Received, Sent
from connectors.wechat.simulator.replies import MalformedReplyError, read_reply

TRIES = 3
_HEADERS = {"Content-Type": "text/xml", "User-Agent": "Mozilla/4.0", "Pragma": "no-cache", "Accept": "*/*"}
_SILENT = "transfer_customer_service"


class Courier:
    """Pushes to one webhook. Everything runs in the simulator's event loop.

    Args:
        webhook_url: where the app listens.
        account: whose messages these are.
        journal: where tries and replies are noted.
        counters: where they are counted.
        luck: decides about faults.
        clock: the platform's time.
        fault_notice: what a person reads when the app fails.
    """

    def __init__(
        self,
        webhook_url: str,
        account: Account,
        journal: Journal,
        counters: Counters,
        luck: Luck,
        clock: Clock,
        fault_notice: str,
    ) -> None:
        self.webhook_url = webhook_url
        self.timeout_s = 5.0
        self.retry_pause_s = 5.0
        self._account = account
        self._journal = journal
        self._counters = counters
        self._luck = luck
        self._clock = clock
        self._fault_notice = fault_notice
        # A connection of its own for each request: one that the app closed meanwhile must not look like trouble.
        limits = httpx.Limits(max_connections=None, max_keepalive_connections=0)
        self._client = httpx.AsyncClient(trust_env=False, limits=limits, timeout=None)  # noqa: S113 - one for all

    async def deliver(self, sent: Sent, *, told: Callable[[], bool]) -> Sent:
        """Push until there is an answer, three times at most, and show the person what it says.

        Args:
            sent: what the person did; already in the journal.
            told: whether the person can see anything at the end (they may have left).
        """
        started = time.perf_counter()
        xml = message_xml(sent.fields)
        for number in range(TRIES):
            if number:
                self._counters.retries += 1
                if sent.answers[-1].reached is not Reached.TIMED_OUT:
                    await asyncio.sleep(self.retry_pause_s)
            made = parcel(self._account, xml, now=self._clock.now(), openid=sent.openid)
            sent = self._journal.answered(sent, await self._try(made))
            if sent.answers[-1].reached is Reached.ANSWERED:
                break
        return self._conclude(sent, time.perf_counter() - started, told())

    async def post(self, made: Parcel, method: str = "POST", headers: Mapping[str, str] | None = None) -> Answer:
        """One request, whatever it holds; no retry."""
        at, started = self._clock.now(), time.perf_counter()
        try:
            async with asyncio.timeout(self.timeout_s):
                url = httpx.URL(self.webhook_url).copy_merge_params(dict(made.query))
                response = await self._client.request(
                    method, url, content=made.body or None, headers={**_HEADERS, **(headers or {})}
                )
        except TimeoutError:
            self._counters.timeouts += 1
            return Answer(at, Reached.TIMED_OUT, time.perf_counter() - started)
        except httpx.ConnectError:
            self._counters.refused += 1
            return Answer(at, Reached.REFUSED, time.perf_counter() - started)
        except httpx.TransportError:
            self._counters.cut += 1
            return Answer(at, Reached.CUT, time.perf_counter() - started)
        seconds = time.perf_counter() - started
        return Answer(at, Reached.ANSWERED, seconds, response.status_code, response.content, dict(response.headers))

    async def _try(self, made: Parcel) -> Answer:
        self._counters.pushes += 1
        if self._luck.strikes("lose_pushes"):
            self._counters.pushes_lost += 1
            return Answer(self._clock.now(), Reached.LOST, 0.0)
        answer = await self.post(made)
        if answer.reached is Reached.ANSWERED and self._luck.strikes("lose_replies"):
            self._counters.replies_lost += 1
            return replace(answer, reached=Reached.REPLY_LOST)
        return answer

    def _conclude(self, sent: Sent, seconds: float, told: bool) -> Sent:
        answer = sent.answers[-1]
        if answer.reached is not Reached.ANSWERED:
            return self._fail(sent, Outcome.FAILED, None, told)
        try:
            content = self._read(answer, sent)
        except MalformedReplyError as error:
            self._counters.malformed += 1
            return self._fail(sent, Outcome.MALFORMED, str(error), told)
        if content is not None and told:
            self._counters.passive += 1
            self._show(sent, How.PASSIVE, content, seconds)
        sent = replace(sent, outcome=Outcome.ACCEPTED if content is None else Outcome.REPLIED)
        self._journal.put(sent)
        return sent

    def _read(self, answer: Answer, sent: Sent) -> Content | None:
        if answer.status != 200:
            raise MalformedReplyError(f"HTTP status {answer.status}")
        content = read_reply(answer.body, self._account, sent.openid)
        if content is None or content.kind == _SILENT:
            return None
        if sent.msg_id is not None:  # after a message only one article is shown, after an event all are
            content = replace(content, articles=content.articles[:1])
        return content

    def _fail(self, sent: Sent, outcome: Outcome, problem: str | None, told: bool) -> Sent:
        sent = replace(sent, outcome=outcome, problem=problem)
        self._journal.put(sent)
        if told:
            self._counters.fault_notices += 1
            self._show(sent, How.NOTICE, Content("text", text=self._fault_notice), None)
        return sent

    def _show(self, sent: Sent, how: How, content: Content, seconds: float | None) -> None:
        entry = Received(self._journal.next_id(), self._clock.now(), sent.openid, how, content, sent.msg_id, seconds)
        self._journal.put(entry)
