"""``qiaoban doctor``: what works, what is missing, and the command that brings it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Annotated

import httpx
import typer
from rich.table import Column, Table
from rich.text import Text

from connectors.cli.console import out
from connectors.settings import Settings

if TYPE_CHECKING:
    from voice.speak import Speaker


@dataclass(frozen=True)
class Finding:
    """One checked part. ``needed`` parts must work; the others only add something."""

    part: str
    works: bool
    detail: str
    remedy: str = ""
    needed: bool = True


def doctor(
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    url: Annotated[str | None, typer.Option(help="The server to look for (default: the one of the settings).")] = None,
) -> None:
    """Check every part. Exits with 1 when something needed does not work."""
    findings = list(examine(Settings(), url))
    if as_json:
        typer.echo(json.dumps([asdict(f) for f in findings], ensure_ascii=False, indent=2))
    else:
        table = Table("", "part", Column("state", overflow="fold"), "what to do")
        for f in findings:
            sign = Text("✓", "green") if f.works else Text("✗", "red" if f.needed else "yellow")
            table.add_row(sign, f.part, f.detail, "" if f.works else f.remedy)
        out.print(table)
    if any(f.needed and not f.works for f in findings):
        raise typer.Exit(1)


def examine(settings: Settings, url: str | None = None) -> Iterator[Finding]:
    """Check each part by using it."""
    checks: tuple[tuple[str, str, bool, Callable[[Settings], str]], ...] = (
        ("knowledge items", "mend what is named; qiaoban knowledge check", True, _items),
        ("search encoder", "qiaoban train", True, _search),
        ("Rasa environment", "make setup", True, _rasa_environment),
        ("Rasa model", "qiaoban train", True, _rasa_model),
        ("guard", "mend the named lines", True, _guard),
        ("database", "check QIAOBAN_DATABASE_URL and QIAOBAN_HOME", True, _database),
        ("speech, pyttsx3", "reinstall with make setup", False, _pyttsx3),
        ("speech, espeak-ng", "reinstall with make setup", True, _espeak),
        ("recognition, Mandarin", "qiaoban voice get", False, _vosk),
        ("recognition, Cantonese", "there is no Vosk model for Cantonese; type or touch", False, _cantonese),
        ("Redis", "check QIAOBAN_REDIS_URL", settings.redis_url is not None, _redis),
        ("WeChat", "see docs/wechat.md; to try it without an account: qiaoban wechat simulate", False, _wechat),
        ("desk accounts", "qiaoban desk add-user NAME", False, _desk_accounts),
        ("server", "qiaoban serve", False, lambda settings: _server(url or settings.url)),
    )
    for part, remedy, needed, check in checks:
        try:
            yield Finding(part, True, check(settings), needed=needed)
        except Exception as error:
            yield Finding(part, False, str(error) or type(error).__name__, remedy, needed)


class _MissingError(Exception):
    pass


def _items(settings: Settings) -> str:
    from connectors.items import item_store

    with item_store(settings) as store:
        damaged = store.damaged()
        published = len(store.published().items)
        drafts = len(store.list(status="draft"))
    if damaged:
        raise _MissingError(f"damaged: {', '.join(damaged)}")
    return f"{published} published" + (f", {drafts} drafts wait for review" if drafts else "")


def _search(settings: Settings) -> str:
    from connectors.items import item_store
    from knowledge.training import is_trained

    if settings.encoder:
        from knowledge.search.encoder import load_encoder

        load_encoder(settings.encoder)
        return settings.encoder
    with item_store(settings) as store:
        items = store.published().items
    if not is_trained(items, settings.knowledge_models):
        raise _MissingError("not trained on today's items")
    return str(settings.knowledge_models)


def _rasa_environment(settings: Settings) -> str:
    from connectors.house import rasa_project

    if not rasa_project(settings).installed:
        raise _MissingError(f"{settings.rasa_python} is missing")
    return str(settings.rasa_python)


def _rasa_model(settings: Settings) -> str:
    from connectors.house import rasa_project

    project = rasa_project(settings)
    if not project.model.exists():
        raise _MissingError("not trained")
    if not project.trained():
        raise _MissingError("older than the training data")
    return str(project.model)


def _guard(_settings: Settings) -> str:
    from bot.safety import Guard

    Guard.load()
    return "loaded"


def _database(settings: Settings) -> str:
    from bot.memory import Database

    database = Database(settings.conversations_url)
    database.migrate()
    database.close()
    return "reachable and up to date"


def _redis(settings: Settings) -> str:
    from redis import Redis

    if settings.redis_url is None:
        return "not used: one process only"
    with Redis.from_url(settings.redis_url, socket_connect_timeout=2.0) as redis:
        redis.ping()
    return "reachable"


def _wechat(settings: Settings) -> str:
    import asyncio

    from connectors.wechat.platform import Platform

    if not settings.wechat or settings.wechat_secret is None:
        raise _MissingError("not set up")
    platform = Platform(
        str(settings.wechat_api_url), settings.wechat_app_id or "", settings.wechat_secret.get_secret_value()
    )

    async def ask() -> None:
        try:
            await platform.check()
        finally:
            await platform.aclose()

    asyncio.run(ask())
    return f"{settings.wechat_app_id}, {'safe' if settings.wechat_aes_key else 'plain'} mode"


def _desk_accounts(settings: Settings) -> str:
    from bot.memory import Database
    from connectors.desk.accounts import AccountStore
    from connectors.desk.passwords import Passwords

    database = Database(settings.conversations_url)
    try:
        database.migrate()
        number = len(AccountStore(database, Passwords()).all())
    finally:
        database.close()
    if not number:
        raise _MissingError("nobody can sign in")
    return f"{number} accounts"


def _pyttsx3(_settings: Settings) -> str:
    from voice.speak import Pyttsx3Speaker

    return _spoken(Pyttsx3Speaker())


def _espeak(_settings: Settings) -> str:
    from voice.speak import EspeakSpeaker

    return _spoken(EspeakSpeaker())


def _spoken(speaker: Speaker) -> str:
    try:
        seconds = {d: speaker.say("你好", d).duration_s for d in speaker.capabilities.dialects}
    finally:
        speaker.close()
    if not seconds:
        raise _MissingError("no voice for Cantonese or Mandarin")
    return "speaks " + ", ".join(sorted(seconds))


def _vosk(settings: Settings) -> str:
    from connectors.house import vosk_model
    from voice.recognise import VoskRecogniser

    path = vosk_model(settings)
    if path is None:
        raise _MissingError("no speech model installed")
    VoskRecogniser(path).close()
    return str(path)


def _cantonese(_settings: Settings) -> str:
    raise _MissingError("no recogniser for Cantonese yet")


def _server(url: str) -> str:
    try:
        answer = httpx.get(f"{url}/readyz", timeout=3.0, trust_env=False)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise _MissingError(f"nothing answers at {url}") from error
    return f"{url}: {'ready' if answer.status_code == 200 else 'starting'}"
