"""A known place on the map, and how far others are from it."""

from __future__ import annotations

from dataclasses import dataclass
from math import asin, cos, radians, sin, sqrt

from knowledge.item import District

_EARTH_KM = 6371.0
"""Mean radius of the earth."""


@dataclass(frozen=True)
class Place:
    """Where somebody asks from, a kiosk for example. Coordinates are in degrees, both or neither known."""

    name: str
    district: District | None = None
    latitude: float | None = None
    longitude: float | None = None

    def km_to(self, latitude: float | None, longitude: float | None) -> float | None:
        """Kilometres as the crow flies; None where either end is not known."""
        if self.latitude is None or self.longitude is None or latitude is None or longitude is None:
            return None
        north, east = radians(latitude - self.latitude), radians(longitude - self.longitude)
        slope = cos(radians(self.latitude)) * cos(radians(latitude))
        return 2 * _EARTH_KM * asin(min(1.0, sqrt(sin(north / 2) ** 2 + slope * sin(east / 2) ** 2)))
