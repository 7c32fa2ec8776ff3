"""Gets a Reply from the running server, or from this process when no server runs."""

from __future__ import annotations

import asyncio
from typing import Any, Literal

import httpx
from pydantic import ValidationError

from bot.reply import Reply
from bot.turn import MAX_TEXT_CHARACTERS, Channel, Dialect, Turn
from connectors.cli.console import err
from connectors.settings import Settings

DialectChoice = Literal["yue", "cmn", "auto"]


class AskError(Exception):
    """The server refused the question; the message is the server's sentence for people."""


class Asker:
    """Asks in one session, through the server if one answers at ``url``, else in this process."""

    def __init__(self, settings: Settings, url: str | None, session_id: str | None = None) -> None:
        self._settings = settings
        self._url = (url or settings.url).rstrip("/")
        self._explicit = url is not None
        self._session_id = session_id
        self._local: _Local | None = None

    def ask(self, text: str, dialect: DialectChoice = "auto") -> Reply:
        """Ask one thing.

        Raises:
            AskError: the question was refused, or the server named by the caller is not there.
        """
        if self._local is None:
            try:
                return self._remote(text, dialect)
            except (httpx.ConnectError, httpx.ConnectTimeout) as error:
                if self._explicit:
                    raise AskError(f"no server answers at {self._url}: {error}") from error
                err.print(
                    f"[dim]No server at {self._url}: answering in this process from search alone. "
                    "`qiaoban serve` gives the full conversation.[/dim]"
                )
                self._local = _Local(self._settings)
            except (httpx.HTTPError, httpx.InvalidURL) as error:
                raise AskError(f"{self._url} cannot be asked: {error}") from error
        reply = self._local.ask(text, dialect, self._session_id)
        self._session_id = reply.session_id
        return reply

    def close(self) -> None:
        """Give back what was opened."""
        if self._local:
            self._local.close()

    def _remote(self, text: str, dialect: DialectChoice) -> Reply:
        body: dict[str, Any] = {"text": text, "dialect": dialect, "channel": Channel.CLI.value}
        if self._session_id:
            body["session_id"] = self._session_id
        response = httpx.post(f"{self._url}/api/chat", json=body, timeout=30.0, trust_env=False)
        if response.is_error:
            raise AskError(_sentence(response))
        reply = Reply.model_validate_json(response.content)
        self._session_id = reply.session_id
        return reply


class _Local:
    def __init__(self, settings: Settings) -> None:
        import secrets

        from connectors.house import House

        self._house = House(settings)
        self._house.open(recognition=False)
        self._fresh = secrets.token_urlsafe(16)
        self._loop = asyncio.new_event_loop()
        self._loop.run_until_complete(self._start())

    async def _start(self) -> None:
        self._house.start(rasa=False)

    def ask(self, text: str, dialect: DialectChoice, session_id: str | None) -> Reply:
        if len(text) > MAX_TEXT_CHARACTERS:
            from connectors.http.problems import problem

            raise AskError(problem("text_too_long", limit=MAX_TEXT_CHARACTERS).detail)
        try:
            turn = Turn(
                session_id=session_id or self._fresh,
                text=text,
                channel=Channel.CLI,
                dialect=None if dialect == "auto" else Dialect(dialect),
            )
        except ValidationError as error:
            raise AskError(str(error)) from error
        return self._loop.run_until_complete(self._house.assistant.answer(turn))

    def close(self) -> None:
        self._loop.run_until_complete(self._house.close())
        self._loop.close()


def _sentence(response: httpx.Response) -> str:
    try:
        problem = response.json()
        return f"{problem['title']}：{problem['detail']}"
    except (ValueError, KeyError, TypeError):
        return f"the server answered {response.status_code}"
