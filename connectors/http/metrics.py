"""What operators can see of the service in Prometheus: counts and times, never what was said."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

from bot.reply import Reply
from bot.turn import Turn

REGISTRY = CollectorRegistry()

TURNS = Counter(
    "qiaoban_turns_total",
    "Turns answered",
    ["channel", "dialect", "topic", "risk", "emergency"],
    registry=REGISTRY,
)
TURN_SECONDS = Histogram(
    "qiaoban_turn_seconds",
    "Time to answer one turn, seconds",
    ["channel"],
    buckets=(0.005, 0.01, 0.015, 0.02, 0.025, 0.03, 0.04, 0.06, 0.1, 0.25, 0.5, 1.0, 2.0),
    registry=REGISTRY,
)
DEGRADED = Counter("qiaoban_degraded_turns_total", "Turns answered without a part", ["part"], registry=REGISTRY)
PART_UP = Gauge("qiaoban_part_up", "Whether a part is available (1) or not (0)", ["part"], registry=REGISTRY)
RASA_STARTS = Gauge("qiaoban_rasa_starts", "How often Rasa was started by this process", registry=REGISTRY)

CASES = Gauge("qiaoban_cases", "Conversations that need or have an agent", ["state"], registry=REGISTRY)
AGENTS = Gauge("qiaoban_agents_on_duty", "Agents with an open desk", registry=REGISTRY)
OUTBOX = Gauge("qiaoban_outbox_waiting", "Messages still to be sent", registry=REGISTRY)


def count_turn(turn: Turn, reply: Reply, seconds: float) -> None:
    """Record one answered turn."""
    TURNS.labels(
        turn.channel.value,
        reply.dialect.value,
        reply.topic.value,
        reply.risk.level.value,
        str(reply.emergency).lower(),
    ).inc()
    TURN_SECONDS.labels(turn.channel.value).observe(seconds)
    for part in reply.degraded:
        DEGRADED.labels(part).inc()
