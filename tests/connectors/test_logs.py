"""Of an error a log holds its type and its places, never what somebody said."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest
import structlog

from connectors.logs import configure


@pytest.fixture
def quiet_afterwards() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers, root.level
    yield
    root.handlers, root.level = handlers, level
    structlog.reset_defaults()


@pytest.mark.parametrize("as_json", [True, False])
@pytest.mark.parametrize("through", ["structlog", "logging"])
def test_what_was_said_is_not_logged(
    quiet_afterwards: None, capsys: pytest.CaptureFixture[str], as_json: bool, through: str
) -> None:
    configure(as_json=as_json)
    said = "我身份证440701195001011234"
    try:
        raise ValueError(f"cannot read {said}")
    except ValueError as error:
        if through == "structlog":
            structlog.get_logger("t").error("failed", exc_info=error)
        else:
            logging.getLogger("uvicorn.error").exception("failed")
    written = capsys.readouterr().err
    assert "failed" in written
    assert "ValueError" in written
    assert "test_logs.py" in written
    assert "440701" not in written
