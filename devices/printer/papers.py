"""How a kitchen card, a receipt and an alarm's slip look: what the hub says, as lines for paper of so many columns. Pure.

A cook reads from a metre away and with one eye: the number and the place first and large, each dish with its quantity in front, what
differs from the ordinary under it, and what may harm somebody in white on black.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from devices.printer.ink import Line, both_ends, columns_of, wrapped
from devices.printer.words import Words, money

COLUMNS = 48
"""Of paper 80 mm wide; of 58 mm it is 32."""


@dataclass(frozen=True)
class Job:
    """What the hub has given to print: the job, what stands on the paper, and whether some printer has begun it before."""

    job: dict[str, Any]
    content: dict[str, Any]
    maybe_printed: bool = False


def lines_of(job: Job, columns: int = COLUMNS) -> list[Line]:
    """The paper of a job."""
    paper = Paper(job, columns)
    kind = job.content["kind"]
    body = {"receipt": paper.receipt, "test": paper.test}.get(kind, paper.card)
    return [*paper.marks(), *body()]


class Paper:
    """One job on paper of this width."""

    def __init__(self, job: Job, columns: int) -> None:
        self.job = job.job
        self.content = job.content
        self.maybe_printed = job.maybe_printed
        self.columns = columns
        self.t = Words(job.content.get("language") or "en")

    # What every paper may say at its head

    def marks(self) -> Iterator[Line]:
        """Why somebody should look twice: an alarm, a copy, one that may lie somewhere already."""
        alarm = self.content.get("alarm")
        if alarm:
            yield from self._banner(self.t(alarm["kind"]), self.t(f"{alarm['kind']}_do"))
        if self.content["kind"] == "cancel":
            yield from self._banner(self.t("cancelled"), self.t("cancelled_do"))
        if self.job.get("copy"):
            yield from self._banner(self.t("copy", n=self.job["copy"]), self.t("copy_why"))
        elif self.maybe_printed:
            yield from self._banner(self.t("maybe"), self.t("maybe_why"))

    def _banner(self, text: str, why: str) -> Iterator[Line]:
        for piece in wrapped(text, self.columns // 2 - 2):
            yield Line(centred(piece, self.columns // 2), wide=2, high=2, bold=True, invert=True)
        for piece in wrapped(why, self.columns):
            yield Line(piece, high=2, align="center")
        yield Line()

    def _foot(self) -> Iterator[Line]:
        job = self.job
        if job.get("meant_for_id") != job.get("device_id"):
            yield from self._small(self.t("instead", name=job["meant_for"]))
        if job.get("made_by"):
            yield from self._small(self.t("asked_by", name=job["made_by"]))

    def _small(self, text: str, align: str = "left") -> Iterator[Line]:
        for piece in wrapped(text, self.columns):
            yield Line(piece, align=align)

    def _ends(self, left: str, right: str, wide: int = 1, high: int = 1) -> Iterator[Line]:
        """Two texts at the two edges, in bold when they are large; where they do not fit beside each other, below each other."""
        columns, bold = self.columns // wide, high > 1
        if columns_of(left) + columns_of(right) < columns:
            yield Line(both_ends(left, right, columns), wide=wide, high=high, bold=bold)
            return
        for text, align in ((left, "left"), (right, "right")):
            for piece in wrapped(text, columns):
                yield Line(piece, wide=wide, high=high, bold=bold, align=align)

    def _rule(self, mark: str = "-") -> Line:
        return Line(mark * self.columns)

    # Kitchen cards and the slips of alarms

    def card(self) -> Iterator[Line]:
        """One round for the stations of this printer."""
        content = self.content
        if content.get("stations"):
            for piece in wrapped(" / ".join(content["stations"]), self.columns // 2):
                yield Line(piece, wide=2, high=2, bold=True, align="center")
        if content.get("number"):
            yield from self._who()
            yield from self._when()
        if content["lines"]:
            yield self._rule("=")
            for index, dish in enumerate(content["lines"]):
                if index:
                    yield self._rule()
                yield from self._dish(dish)
            yield self._rule("=")
            portions = sum(dish["quantity"] for dish in content["lines"])
            yield Line(self.t("portions", n=portions) if portions > 1 else self.t("portion"), high=2, bold=True)
        elif content.get("alarm"):
            yield from self._about_alarm(content["alarm"])
        if content.get("by"):
            yield from self._small(self.t("ordered_by", name=content["by"]))
        yield from self._foot()
        yield from self._small(content["shop"])

    def _who(self) -> Iterator[Line]:
        """The number and the place, as large as they fit beside each other."""
        place = self.content.get("wristband") or self.content.get("room") or ""
        word = self.t("wristband" if self.content.get("wristband") else "room")
        number = self.content["number"]
        yield Line(both_ends(self.t("number"), word if place else "", self.columns))
        for wide in (4, 3, 2):
            if columns_of(number) + columns_of(place) + 2 <= self.columns // wide:
                yield Line(both_ends(number, place, self.columns // wide), wide=wide, high=wide, bold=True)
                return
        yield Line(number, wide=4, high=4, bold=True)
        for piece in wrapped(place, self.columns // 2):
            yield Line(piece, wide=2, high=2, bold=True, align="right")

    def _when(self) -> Iterator[Line]:
        content = self.content
        what = [self.t("round", n=content["round"])] if content.get("round") else []
        if content.get("source") in ("pad", "cashier", "handheld", "wristband"):
            what.append(self.t(content["source"]))
        yield from self._ends(f"{content['day'][5:]} {content['time']}", " / ".join(what), 1, 2)

    def _dish(self, dish: dict[str, Any]) -> Iterator[Line]:
        """The quantity stands alone at the edge, so that a long name does not hide it."""
        count, half = f"{dish['quantity']}", self.columns // 2
        indent = columns_of(count) + 2
        if dish.get("rush"):
            yield Line(f" {self.t('rush')} ", wide=2, high=2, bold=True, invert=True, indent=2 * indent)
        pieces = wrapped(dish["name"], half - indent)
        for index, piece in enumerate(pieces):
            front = f"{count}x" if index == 0 else ""
            yield Line(f"{front:<{indent}}{piece}", wide=2, high=2, bold=True)
        margin = " " * (2 * indent)
        for option in dish.get("options", ()):
            if indent + 2 + columns_of(option) <= half:
                yield Line(f"{'':{indent}}+ {option}", wide=2, high=2)
            else:
                yield from self._under(f"+ {option}", margin, 2)
        if dish.get("note"):
            yield from self._under(f"{self.t('note')}: {dish['note']}", margin, 0, bold=True)
        if dish.get("allergens"):
            named = self.t.between.join(self.t.allergen(code) for code in dish["allergens"])
            for piece in wrapped(f"{self.t('allergens')}: {named}", self.columns - len(margin) - 2):
                yield Line(f" {piece} ", high=2, bold=True, invert=True, indent=2 * indent)

    def _under(self, text: str, margin: str, hang: int, bold: bool = False) -> Iterator[Line]:
        """Something under a dish, twice as high; what does not fit goes on below its own first letter."""
        for index, piece in enumerate(wrapped(text, self.columns - len(margin) - hang)):
            yield Line(margin + (" " * hang if index else "") + piece, high=2, bold=bold)

    def _about_alarm(self, alarm: dict[str, Any]) -> Iterator[Line]:
        yield self._rule("=")
        for piece in wrapped(alarm.get("device") or alarm.get("channel") or "", self.columns // 2):
            yield Line(piece, wide=2, high=2, bold=True)
        if alarm.get("text"):
            for piece in wrapped(alarm["text"], self.columns):
                yield Line(piece, high=2)
        yield Line(self.t("since", time=f"{self.content['day'][5:]} {alarm['time']}"), high=2)
        yield self._rule("=")

    # Receipts

    def receipt(self) -> Iterator[Line]:
        """What the guest owes."""
        content, half = self.content, self.columns // 2
        for piece in wrapped(content["shop"], half):
            yield Line(piece, wide=2, high=2, bold=True, align="center")
        for text in (content.get("address"), content.get("phone") and self.t("phone", n=content["phone"])):
            if text:
                yield from self._small(text, "center")
        yield Line()
        place = content.get("wristband") or content.get("room") or ""
        word = self.t("wristband" if content.get("wristband") else "room")
        yield from self._ends(content["number"], f"{word} {place}" if place else "", 2, 2)
        yield Line(f"{content['day']} {content['time']}")
        yield self._rule()
        for dish in content["lines"]:
            yield from self._sold(dish)
        yield self._rule()
        yield from self._sums()
        yield Line()
        yield Line(self.t("thanks"), high=2, align="center")
        yield from self._small(self.t("no_invoice"), "center")
        yield from self._foot()

    def _sold(self, dish: dict[str, Any]) -> Iterator[Line]:
        """Name, quantity and amount in one line; a long name takes its own lines first."""
        end = f"{dish['quantity']:>4} {money(dish['amount'], self.content['currency']):>11}"
        pieces = wrapped(dish["name"], self.columns - len(end) - 1)
        for piece in pieces[:-1]:
            yield Line(piece, bold=True)
        yield Line(both_ends(pieces[-1], end, self.columns), bold=True)
        for option in dish.get("options", ()):
            for piece in wrapped(f"+ {option}", self.columns - 4):
                yield Line(f"  {piece}")

    def _sums(self) -> Iterator[Line]:
        content, half = self.content, self.columns // 2
        currency, total, paid = content["currency"], content["total"], content.get("paid") or 0
        amount = f"{currency} {money(total, currency)}"
        if columns_of(self.t("total")) + columns_of(amount) < half:
            yield Line(both_ends(self.t("total"), amount, half), wide=2, high=2, bold=True)
        else:
            yield Line(self.t("total"), wide=2, high=2, bold=True)
            yield Line(amount, high=2, bold=True, align="right")
        if paid:
            yield from self._ends(self.t("paid"), money(paid, currency))
            yield from self._ends(self.t("due"), money(total - paid, currency), 1, 2)

    # Trying a printer out

    def test(self) -> Iterator[Line]:
        """The width of the paper, both scripts, the sizes, and white on black."""
        content = self.content
        yield Line(self.t("test"), wide=2, high=2, bold=True, align="center")
        yield Line(content.get("by") or "", high=2, align="center")
        yield Line(content["shop"], align="center")
        yield Line(f"{content['day']} {content['time']}", align="center")
        yield Line()
        yield from self._small(self.t("test_text"))
        yield Line(("1234567890" * 6)[: self.columns])
        yield self._rule("=")
        for dish in content["lines"]:
            yield from self._dish(dish)
        yield self._rule("=")
        yield Line("#01 ABC abc 水饺", wide=2, high=2)
        yield from self._foot()


def centred(text: str, columns: int) -> str:
    """In the middle of a line that is filled to both edges, so that white on black makes a bar."""
    left = max(0, columns - columns_of(text)) // 2
    return " " * left + text + " " * max(0, columns - columns_of(text) - left)
