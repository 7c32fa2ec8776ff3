"""What the phone page shows, as JSON."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from typing import Any

from connectors.wechat.simulator.echo import Echo
from connectors.wechat.simulator.journal import Answer, Call, Entry, Reached, Sent
from connectors.wechat.simulator.labels import labels
from connectors.wechat.simulator.person import Person
from connectors.wechat.simulator.platform import Platform

_CALLS_SHOWN = 30


def setting(platform: Platform) -> dict[str, Any]:
    """What the page needs to know once."""
    return {
        "webhook_url": platform.courier.webhook_url,
        "app_id": platform.account.app_id,
        "safe": platform.account.aes_key is not None,
        "timeout_s": platform.courier.timeout_s,
        "people": known_people(platform),
    }


def known_people(platform: Platform) -> list[dict[str, str]]:
    """The people of the labels file and everybody else who has appeared."""
    named: list[dict[str, str]] = labels()["people"]
    others = [openid for openid in platform.followers if openid not in {p["openid"] for p in named}]
    return [*named, *({"openid": openid, "name": openid, "hint": ""} for openid in others)]


def chat(person: Person, platform: Platform) -> dict[str, Any]:
    """One person's chat, and what else changes with time."""
    return {
        "openid": person.openid,
        "following": person.following,
        "entries": [_entry(entry) for entry in person.chat],
        "menu": platform.menu,
        "codes": [{"scene": code.scene, "url": code.url} for code in platform.codes.good()],
        "counts": dict(Counter(entry.openid for entry in platform.journal.received())),
        "calls": [_call(call) for call in platform.journal.calls[-_CALLS_SHOWN:]],
    }


def echo(checked: Echo) -> dict[str, Any]:
    """How the check of the webhook went."""
    return {"state": checked.state, "status": checked.answer.status, "seconds": checked.answer.seconds}


def _entry(entry: Entry) -> dict[str, Any]:
    if isinstance(entry, Sent):
        return _sent(entry)
    return {
        "id": entry.id,
        "at": entry.at,
        "from": entry.how.value,
        "content": asdict(entry.content),
        "seconds": entry.seconds,
    }


def _sent(sent: Sent) -> dict[str, Any]:
    return {
        "id": sent.id,
        "at": sent.at,
        "from": "person",
        "kind": sent.kind,
        "fields": dict(sent.fields),
        "event": sent.msg_id is None,
        "tries": [_try(answer) for answer in sent.answers],
        "outcome": sent.outcome,
        "problem": sent.problem,
    }


def _try(answer: Answer) -> dict[str, Any]:
    status = answer.status if answer.reached is Reached.ANSWERED else None
    return {"reached": answer.reached.value, "seconds": answer.seconds, "status": status}


def _call(call: Call) -> dict[str, Any]:
    return {"at": call.at, "path": call.path, "errcode": call.errcode, "errmsg": call.errmsg, "seconds": call.seconds}
