"""The account's menu: at most three buttons with at most five under each."""

from __future__ import annotations

from typing import Any

from connectors.wechat.simulator.errors import ApiError

_BUTTONS, _SUB_BUTTONS = 3, 5
_NAME_BYTES, _SUB_NAME_BYTES = 16, 60
_KEY_BYTES, _URL_BYTES = 128, 1024


def checked_menu(menu: dict[str, Any]) -> list[dict[str, Any]]:
    """The buttons of a menu.

    Raises:
        ApiError: there are too many, or one is not as it must be.
    """
    return _buttons(menu.get("button"), _BUTTONS, _NAME_BYTES)


def _buttons(found: object, most: int, name_bytes: int) -> list[dict[str, Any]]:
    if not isinstance(found, list) or not 1 <= len(found) <= most:
        raise ApiError(40016)
    return [_button(button, name_bytes) for button in found]


def _button(button: object, name_bytes: int) -> dict[str, Any]:
    if not isinstance(button, dict):
        raise ApiError(47001)
    name = _text(button, "name", name_bytes, 40018)
    if button.get("sub_button"):
        return {"name": name, "sub_button": _buttons(button["sub_button"], _SUB_BUTTONS, _SUB_NAME_BYTES)}
    kind = button.get("type")
    if kind == "click":
        return {"type": kind, "name": name, "key": _text(button, "key", _KEY_BYTES, 40019)}
    if kind == "view":
        return {"type": kind, "name": name, "url": _text(button, "url", _URL_BYTES, 40020)}
    raise ApiError(40017)


def _text(button: dict[str, Any], field: str, most: int, errcode: int) -> str:
    text = button.get(field)
    if not isinstance(text, str) or not 1 <= len(text.encode()) <= most:
        raise ApiError(errcode)
    return text
