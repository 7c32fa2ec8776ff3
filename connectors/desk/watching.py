"""The one case on an agent's screen, and what is new in it."""

from __future__ import annotations

from collections.abc import Sequence

from bot.handover import Line, NoSuchCaseError
from connectors.desk.desk import Desk
from connectors.desk.view import Suggestions
from connectors.house import House


class WatchedCase:
    """Knows which lines of a case's transcript are new. Blocks; for one thread at a time."""

    def __init__(self, house: House, desk: Desk, case_id: int) -> None:
        self.case_id = case_id
        self._house = house
        self._desk = desk
        self._known: set[str] = set()
        self._dialect: str | None = None
        self._transcript: Sequence[Line] = ()

    def fresh(self) -> Sequence[Line]:
        """Lines that were not there when it was looked last; all of them at first."""
        try:
            case = self._house.cases.get(self.case_id)
        except NoSuchCaseError:
            return ()
        self._dialect, self._transcript = case.dialect, self._house.messages.transcript(case)
        fresh = [line for line in self._transcript if line.id not in self._known]
        self._known = {line.id for line in self._transcript}
        return fresh

    def suggestions(self, fresh: Sequence[Line]) -> Suggestions | None:
        """Answers to the last thing the person said among ``fresh``; None where that is nothing."""
        said = [line for line in fresh if line.who == "person"]
        if not said:
            return None
        return self._desk.suggester.suggest(self._transcript, self._dialect, said[-1].turn_id)
