"""What routes ask for."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request

from connectors.house import House


def _house(request: Request) -> House:
    house: House = request.app.state.house
    return house


HouseDependency = Annotated[House, Depends(_house)]
