"""``GET /api/knowledge/search``: ranked items with scores and sources."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel

from bot.reply import Source
from bot.skills.presenting import source_of
from bot.topics import SERVICE_TOPICS, Topic
from connectors.http.dependencies import HouseDependency
from connectors.http.problems import Problem, ProblemError
from knowledge.item import Bilingual, District
from knowledge.search import Hit

router = APIRouter(prefix="/api/knowledge", tags=["knowledge"])


class FoundItem(BaseModel):
    """One item with how well it fits (``score`` in 0..1) and why.

    ``asked`` is its title or question that is most like ``q``; ``also`` are the ids of items that say the same.
    """

    id: str
    kind: str
    topic: str
    title: Bilingual
    answer: Bilingual
    districts: tuple[str, ...]
    score: float
    parts: dict[str, float]
    matched: tuple[str, ...]
    asked: str
    also: tuple[str, ...]
    valid_from: str | None
    valid_until: str | None
    verified_on: str
    source: Source


class SearchReply(BaseModel):
    """Items, best first."""

    query: str
    count: int
    results: list[FoundItem]


@router.get("/search", responses={422: {"model": Problem}})
async def search(
    house: HouseDependency,
    q: Annotated[str, Query(min_length=1, max_length=500, description="the question, in any wording")],
    topic: Annotated[Topic | None, Query(description="only items of this service topic")] = None,
    district: Annotated[District | None, Query(description="only items that hold there")] = None,
    limit: Annotated[int, Query(ge=1, le=50)] = 5,
) -> SearchReply:
    """Find items for a question."""
    if topic is not None and topic not in SERVICE_TOPICS:
        raise ProblemError("invalid_request", fields="topic")
    hits = house.knowledge.search(
        q, topic=topic.value if topic else None, district=district, limit=limit, today=house.today()
    )
    results = [_found(hit) for hit in hits]
    return SearchReply(query=q, count=len(results), results=results)


def _found(hit: Hit) -> FoundItem:
    item = hit.item
    return FoundItem(
        id=item.id,
        kind=item.kind,
        topic=item.topic,
        title=item.title,
        answer=item.answer,
        districts=item.districts,
        score=round(hit.score, 4),
        parts={k: round(v, 4) for k, v in hit.parts.items()},
        matched=hit.matched,
        asked=hit.asked,
        also=hit.also,
        valid_from=item.valid_from.isoformat() if item.valid_from else None,
        valid_until=item.valid_until.isoformat() if item.valid_until else None,
        verified_on=item.verified_on.isoformat(),
        source=source_of(item),
    )
