"""What stands on a paper, put together from a fresh view at the moment a printer takes the job.

So a card that waited for paper names the room the guests are in now, and leaves out what they have cancelled.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from hub.im.alarms.queries import find_standing
from hub.kds.stations import stations_of
from hub.kit.clock import instant
from hub.kit.db import Tx
from hub.kit.door import Row
from hub.orders.heads import find_order
from hub.orders.lines import lines_of
from hub.orders.rows import LineRow, OrderRow, label
from hub.orders.states import NOT_CHARGED
from hub.printing.covering import on_paper
from hub.printing.schemas import PrintContent, PrintedAlarm, PrintedLine
from hub.printing.states import ALARM, KITCHEN, RECEIPT, TAKEN_BACK, TEST
from hub.venue.queries import SHOP_WHOLE, shop_as_detail
from hub.venue.schemas import ShopDetail
from hub.venue.settings import setting

SAMPLES = {"zh-CN": ("测试菜品", "少辣", "这是备注"), "en": ("Sample dish", "less spicy", "this is a note")}


class Paper:
    """One job's paper: what is asked once is asked here."""

    def __init__(self, tx: Tx, row: Row) -> None:
        self.tx = tx
        self.row = row
        self.shop: ShopDetail = shop_as_detail(tx.one(SHOP_WHOLE, shop_id=row.shop_id, brand_id=row.brand_id))
        self.language = str(setting(self.shop.settings, "language"))

    def in_words(self, names: dict[str, str], otherwise: str = "") -> str:
        """A name in the shop's language."""
        return names.get(self.language) or otherwise or next(iter(names.values()), "")

    def at(self, when: datetime) -> dict[str, str]:
        """Day and time as the clock on the shop's wall shows them."""
        there = when.astimezone(ZoneInfo(self.shop.timezone))
        return {"day": there.strftime("%Y-%m-%d"), "time": there.strftime("%H:%M")}

    def about(self, when: datetime) -> dict[str, Any]:
        """What every paper says."""
        shop = self.in_words(self.shop.names, self.shop.name)
        return {"kind": self.row.kind, "language": self.language, "shop": shop, **self.at(when)}

    def of_order(self, order: OrderRow) -> dict[str, Any]:
        return {"number": label(order.number), "room": order.room_number, "wristband": order.wristband}


def compose(tx: Tx, row: Row) -> PrintContent | None:
    """What a job prints now; None when nothing is left of what it was about."""
    return MAKERS[row.kind](Paper(tx, row))


def kitchen_card(paper: Paper) -> PrintContent | None:
    """The dishes of one round that a kitchen printer's stations make."""
    row, order = paper.row, _order(paper)
    lines = _lines(paper, order) if order is not None else []
    if order is None or not lines:
        return None
    placed: dict[str, Any] = next((each for each in order.rounds if each["round"] == row.round), {})
    codes = dict.fromkeys(line.station for line in lines)
    names = {each.code: paper.in_words(each.names) for each in stations_of(paper.tx, row.shop_id)}
    return PrintContent(
        **paper.about(instant(placed["placed_at"]) if placed else lines[0].placed_at),
        **paper.of_order(order),
        round=row.round,
        source=placed.get("source"),
        by=placed.get("placed_by"),
        stations=[names.get(code, code) for code in codes],
        lines=[_dish(paper, line, line.kitchen_name) for line in lines],
    )


def receipt(paper: Paper) -> PrintContent | None:
    """What the guest owes: the same dish with the same choices in one line, whatever round it came in."""
    order = _order(paper)
    if order is None:
        return None
    return PrintContent(
        **paper.about(paper.tx.now),
        **paper.of_order(order),
        address=paper.shop.address or "",
        phone=paper.shop.phone or "",
        lines=_added_up(paper, _lines(paper, order)),
        total=order.total_minor,
        paid=order.paid_minor,
        currency=order.currency,
    )


def alarm_slip(paper: Paper) -> PrintContent | None:
    """What does not work; where a kitchen has not seen a round, that round as its card would be, without what lies there on paper."""
    row = paper.row
    stands = find_standing(paper.tx, row.shop_id, UUID(row.subject.removeprefix("alarm:")))
    if stands is None:
        return None
    since, about = instant(stands.since), stands.about
    told = PrintedAlarm(kind=stands.kind, device=about.device, channel=about.channel, text=about.text, time=paper.at(since)["time"])
    if row.order_id is None:
        return PrintContent(**paper.about(since), alarm=told)
    card = kitchen_card(paper)
    return None if card is None else PrintContent(**{name: getattr(card, name) for name in card.__struct_fields__} | {"alarm": told})


def test_page(paper: Paper) -> PrintContent | None:
    """A paper that shows what this printer can do."""
    name, option, note = SAMPLES.get(paper.language, SAMPLES["en"])
    line = PrintedLine(quantity=1, name=name, options=[option], allergens=["gluten"], note=note)
    return PrintContent(**paper.about(paper.tx.now), by=paper.row.device_name, lines=[line])


def taken_back(paper: Paper) -> PrintContent | None:
    """The dishes of a card that nobody wants any more: the one that made this job, and what was taken back of the same round since."""
    row, order = paper.row, _order(paper)
    lines = [] if order is None else lines_of(paper.tx, row.shop_id, order.id)
    since = next((_gone_at(line) for line in lines if line.id == UUID(row.subject.removeprefix("cancel:"))), None)
    gone = [line for line in lines if _is_on(row, line) and since is not None and (at := _gone_at(line)) is not None and at >= since]
    if order is None or since is None or not gone:
        return None
    codes = dict.fromkeys(line.station for line in gone)
    names = {each.code: paper.in_words(each.names) for each in stations_of(paper.tx, row.shop_id)}
    return PrintContent(
        **paper.about(since),
        **paper.of_order(order),
        round=row.round,
        stations=[names.get(code, code) for code in codes],
        lines=[_dish(paper, line, line.kitchen_name) for line in gone],
    )


MAKERS: dict[str, Callable[[Paper], PrintContent | None]] = {
    KITCHEN: kitchen_card,
    TAKEN_BACK: taken_back,
    RECEIPT: receipt,
    ALARM: alarm_slip,
    TEST: test_page,
}


def _gone_at(line: LineRow) -> datetime | None:
    """When a line was cancelled or voided; None while it is of its order."""
    return (line.voided_at or line.cancelled_at) if line.state in NOT_CHARGED else None


def _is_on(row: Row, line: LineRow) -> bool:
    """Whether a line is of the round and the stations that a job is about."""
    return row.round in (None, line.round) and (not row.stations or line.station in row.stations)


def _order(paper: Paper) -> OrderRow | None:
    row = paper.row
    return None if row.order_id is None else find_order(paper.tx, row.shop_id, row.order_id)


def _lines(paper: Paper, order: OrderRow) -> list[LineRow]:
    """The lines this paper is about, without what was cancelled; on the slip of an alarm, without what the kitchen has on paper."""
    row = paper.row
    has_card = on_paper(paper.tx, row.shop_id, order.id, row.round) if row.kind == ALARM else lambda _: False
    return [
        line
        for line in lines_of(paper.tx, row.shop_id, order.id)
        if line.state not in NOT_CHARGED and _is_on(row, line) and not has_card(line.station)
    ]


def _dish(paper: Paper, line: LineRow, name: str) -> PrintedLine:
    return PrintedLine(
        quantity=line.quantity,
        name=name,
        options=_options(paper, line),
        allergens=list(line.allergens),
        note=line.note,
        rush=line.rush,
    )


def _options(paper: Paper, line: LineRow) -> list[str]:
    return [paper.in_words(each.get("names") or {}, each["name"]) for each in line.options]


def _added_up(paper: Paper, lines: Sequence[LineRow]) -> list[PrintedLine]:
    same: dict[tuple[Any, ...], list[LineRow]] = {}
    for line in lines:
        same.setdefault((line.sku_id, line.unit_price_minor, *_options(paper, line)), []).append(line)
    return [_sold(paper, together) for together in same.values()]


def _sold(paper: Paper, together: Sequence[LineRow]) -> PrintedLine:
    line, quantity = together[0], _portions(together)
    name = paper.in_words(line.names, line.name)
    return PrintedLine(quantity=quantity, name=name, options=_options(paper, line), amount=quantity * line.unit_price_minor)


def _portions(lines: Iterable[LineRow]) -> int:
    return sum(line.quantity for line in lines)
