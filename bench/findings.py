"""What a part of the bench hands back: tables for people, verdicts against the targets, and the raw series."""

from collections.abc import Sequence
from typing import Any

import msgspec

from bench.spread import Spread

MARGIN = 1.15  # a miss is a reading beyond the target plus 15 %


class Table(msgspec.Struct, frozen=True, kw_only=True):
    title: str
    columns: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]
    note: str = ""


class Verdict(msgspec.Struct, frozen=True, kw_only=True):
    """One target and the reading it is held against; `reached` is None when it could not be measured, and `why` says so."""

    what: str
    limit: float
    at_most: bool
    reached: Spread | None
    next_stage: float | None = None
    unit: str = "×"
    why: str = ""
    judged: bool = True

    def target_words(self) -> str:
        sign = "≤" if self.at_most else "≥"
        later = f"; next stage {sign} {self.next_stage:g}{self.unit}" if self.next_stage is not None else ""
        return f"{sign} {self.limit:g}{self.unit}{later}"

    def off_by(self) -> float:
        """How far the median lies on the wrong side of the target, as a factor; 1 or less means it is reached."""
        if self.reached is None:
            return 0.0
        if not self.limit:
            return float("inf") if self.reached.middle > 0 else 0.0
        return self.reached.middle / self.limit if self.at_most else self.limit / max(self.reached.middle, 1e-9)

    def outcome(self) -> str:
        if self.reached is None:
            return "not run"
        if not self.judged:
            return "printed, not judged"
        if self.off_by() <= 1:
            return "met" + (", next stage too" if self.reaches_next_stage() else "")
        if not self.limit:
            return "missed"
        if self.off_by() <= MARGIN:
            return f"within 15 % (off by {(self.off_by() - 1) * 100:.0f} %)"
        return f"missed by {self.off_by():.2f} times"

    def reaches_next_stage(self) -> bool:
        if self.next_stage is None or self.reached is None:
            return False
        return self.reached.middle <= self.next_stage if self.at_most else self.reached.middle >= self.next_stage


class Findings(msgspec.Struct, frozen=True, kw_only=True):
    part: str
    method: str
    tables: list[Table]
    verdicts: list[Verdict]
    notes: list[str] = []
    raw: dict[str, Any] = {}
    seconds: float = 0.0
    scale: str = ""
    day: str = ""
