"""Errors as RFC 9457 problem documents, with a sentence that a person can act on."""

from __future__ import annotations

from functools import cache
from http import HTTPStatus
from pathlib import Path
from typing import Any

import structlog
import yaml
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from starlette.exceptions import HTTPException

from bot.memory import StoreError

_DATA = Path(__file__).parent / "problems.yaml"
MEDIA_TYPE = "application/problem+json"

log = structlog.get_logger(__name__)


class Problem(BaseModel):
    """An RFC 9457 problem document."""

    type: str
    title: str
    status: int
    detail: str
    errors: list[dict[str, Any]] | None = None


class ProblemError(Exception):
    """Raised by routes to answer with the problem of that name in ``problems.yaml``."""

    def __init__(self, name: str, **slots: object) -> None:
        super().__init__(name)
        self.name = name
        self.slots = slots


@cache
def _catalogue() -> dict[str, dict[str, Any]]:
    loaded: dict[str, dict[str, Any]] = yaml.safe_load(_DATA.read_text(encoding="utf-8"))
    return loaded


def problem(name: str, errors: list[dict[str, Any]] | None = None, /, **slots: object) -> Problem:
    """The named problem with its placeholders filled."""
    entry = _catalogue()[name]
    return Problem(
        type=f"urn:qiaoban:problem:{name.replace('_', '-')}",
        title=entry["title"],
        status=entry["status"],
        detail=str(entry["detail"]).format(**slots),
        errors=errors,
    )


def respond(document: Problem, headers: dict[str, str] | None = None) -> JSONResponse:
    """The HTTP response of a problem."""
    return JSONResponse(
        document.model_dump(exclude_none=True),
        status_code=document.status,
        media_type=MEDIA_TYPE,
        headers=headers,
    )


def install(app: FastAPI) -> None:
    """Make every error of ``app`` a problem document; the catalogue is read now, not at the first error."""
    _catalogue()

    @app.exception_handler(ProblemError)
    async def _named(_request: Request, error: ProblemError) -> JSONResponse:
        return respond(problem(error.name, **error.slots))

    @app.exception_handler(StoreError)
    async def _storage(request: Request, error: StoreError) -> JSONResponse:
        log.error("storage_away", route=_route(request), reason=str(error))
        return respond(problem("storage_away"))

    @app.exception_handler(RequestValidationError)
    async def _invalid(_request: Request, error: RequestValidationError) -> JSONResponse:
        return respond(_validation_problem(error))

    @app.exception_handler(HTTPException)
    async def _http(_request: Request, error: HTTPException) -> JSONResponse:
        name = {404: "not_found", 405: "method_not_allowed", 400: "invalid_json"}.get(error.status_code)
        if name:
            return respond(problem(name), dict(error.headers) if error.headers else None)
        phrase = HTTPStatus(error.status_code).phrase
        return respond(Problem(type="about:blank", title=phrase, status=error.status_code, detail=str(error.detail)))

    @app.exception_handler(Exception)
    async def _unexpected(_request: Request, error: Exception) -> JSONResponse:
        log.error("unexpected_error", kind=type(error).__name__, exc_info=error)
        return respond(problem("internal"))


def _route(request: Request) -> str:
    """The pattern of the path that was asked for, without the ids in it."""
    return str(getattr(request.scope.get("route"), "path", ""))


def _validation_problem(error: RequestValidationError) -> Problem:
    found = error.errors()
    kinds = {str(e["type"]) for e in found}
    where = [{"field": ".".join(str(p) for p in e["loc"] if p != "body"), "message": e["msg"]} for e in found]
    if "json_invalid" in kinds:
        return problem("invalid_json")
    if any(e["type"] == "string_too_long" and "text" in e["loc"] for e in found):
        limit = next(e["ctx"]["max_length"] for e in found if e["type"] == "string_too_long")
        return problem("text_too_long", limit=limit)
    return problem("invalid_request", where, fields="、".join(w["field"] or "body" for w in where))
