"""Health, readiness, metrics, and what this installation can do."""

from __future__ import annotations

import asyncio
from typing import Annotated

from fastapi import APIRouter, Response
from fastapi.responses import JSONResponse
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from pydantic import BaseModel, Field

from bot.turn import Dialect
from connectors.house import House
from connectors.http import metrics
from connectors.http.dependencies import HouseDependency

router = APIRouter(tags=["operations"])


class Readiness(BaseModel):
    """Whether turns are answered, and which parts are up."""

    ready: bool
    parts: dict[str, bool]
    degraded: list[str]


class Capabilities(BaseModel):
    """What a page may offer: recognition per dialect, and speech."""

    recognition: dict[str, bool]
    recognition_problem: str | None
    speech: bool
    default_dialect: Dialect
    desk: Annotated[bool, Field(description="agents can take over")]
    family: Annotated[bool, Field(description="family members can be told of danger")]
    voice_seconds: Annotated[float, Field(description="longest utterance, in seconds")]


def observe(house: House) -> None:
    """Keep the gauges of the parts current."""
    if house.rasa:
        rasa = house.rasa

        def changed(up: bool) -> None:
            metrics.PART_UP.labels("understanding").set(int(up))
            metrics.RASA_STARTS.set(rasa.starts)

        rasa.on_change = changed
    metrics.PART_UP.labels("understanding").set(int(house.understanding))
    metrics.PART_UP.labels("knowledge").set(1)


@router.get("/healthz")
async def healthz() -> dict[str, str]:
    """The process is alive."""
    return {"status": "ok"}


@router.get("/readyz", response_model=Readiness, responses={503: {"model": Readiness}})
async def readyz(house: HouseDependency) -> JSONResponse:
    """Ready once every part has come up; after that, losing understanding degrades but stays ready."""
    state = Readiness(ready=house.ready, parts=house.parts(), degraded=house.degraded())
    return JSONResponse(state.model_dump(), status_code=200 if state.ready else 503)


@router.get("/api/capabilities", tags=["speech"])
async def capabilities(house: HouseDependency) -> Capabilities:
    """What this installation can hear and say."""
    heard = house.recogniser.capabilities.dialects if house.recogniser else ()
    return Capabilities(
        recognition={d: d in heard for d in ("yue", "cmn")},
        recognition_problem=house.recogniser_problem,
        speech=await asyncio.to_thread(lambda: bool(house.speaker.capabilities.dialects)),
        default_dialect=house.settings.default_dialect,
        desk=True,
        family=house.settings.wechat,
        voice_seconds=house.settings.voice_seconds,
    )


@router.get("/metrics", response_class=Response)
async def prometheus() -> Response:
    """Prometheus metrics."""
    return Response(generate_latest(metrics.REGISTRY), media_type=CONTENT_TYPE_LATEST)
