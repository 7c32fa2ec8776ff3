"""Events between the parts of the service and between its replicas."""

from connectors.bus.memory import MemoryBus
from connectors.bus.protocol import LOOK_AGAIN, Bus
from connectors.bus.redis import RedisBus


def bus_for(redis_url: str | None) -> Bus:
    """The bus of these settings: over Redis when there is one, else within this process."""
    return RedisBus(redis_url) if redis_url else MemoryBus()


__all__ = ["LOOK_AGAIN", "Bus", "MemoryBus", "RedisBus", "bus_for"]
