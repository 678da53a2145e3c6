"""What each event brings, and which of it a text may name. Pure data; the office, the checks and the tests read it."""

from collections.abc import Mapping
from typing import Any, Literal, NamedTuple, get_args

from hub.im.rules.errors import MissingParam

EventName = Literal[
    "order_placed",
    "line_started",
    "line_ready",
    "line_called",
    "line_served",
    "line_cancelled",
    "order_closed",
    "service_requested",
    "service_overdue",
    "shop_state_changed",
    "sold_out_changed",
    "device_alarm",
    "custom",
]
Language = Literal["zh-CN", "en"]
LANGUAGES: tuple[Language, ...] = get_args(Language)


class Placeholder(NamedTuple):
    """A name that may stand between braces, with a value to try it with."""

    name: str
    example: Mapping[Language, str]
    by_digit: bool = False
    """Said digit by digit: 801 is a place, not a quantity."""
    per_item: bool = False
    """Each dish of a round has its own."""
    characters_max: int = 40


def _everywhere(value: str) -> dict[Language, str]:
    return dict.fromkeys(LANGUAGES, value)


PLACEHOLDERS: Mapping[str, Placeholder] = {
    one.name: one
    for one in (
        Placeholder("roomName", _everywhere("801"), by_digit=True),
        Placeholder("goodsName", {"zh-CN": "水饺", "en": "Dumplings"}, per_item=True),
        Placeholder("num", _everywhere("2"), per_item=True),
        Placeholder("displayNo", _everywhere("#01"), by_digit=True),
        Placeholder("tableName", {"zh-CN": "靠窗桌", "en": "Window table"}),
        Placeholder("guestName", {"zh-CN": "王女士", "en": "Ms Wang"}),
        Placeholder("waiterName", {"zh-CN": "小林", "en": "Lin"}),
        Placeholder("minutes", _everywhere("5")),
        Placeholder("shopName", {"zh-CN": "云上汤泉", "en": "Cloud Springs"}),
        Placeholder("wristband", _everywhere("A017"), by_digit=True),
        Placeholder("service", _everywhere("water")),
        Placeholder("state", _everywhere("paused")),
        Placeholder("deviceName", {"zh-CN": "热菜屏", "en": "Hot kitchen screen"}),
        Placeholder("message", {"zh-CN": "请到前台集合", "en": "Please come to the desk"}, characters_max=160),
    )
}


class EventInfo(NamedTuple):
    """What a call of this event must bring, one of each group, and what its texts may name."""

    required: tuple[tuple[str, ...], ...]
    allowed: tuple[str, ...]

    @property
    def per_item(self) -> bool:
        """Whether something in it repeats for each dish."""
        return any(PLACEHOLDERS[name].per_item for name in self.allowed)


_PLACE = ("roomName", "wristband", "tableName", "guestName", "waiterName", "minutes", "shopName")
_GUESTS = ("roomName", "wristband")
"""A wristband's guest may stand in no room; then its tag names them."""
_OF_LINES = (*_PLACE, "goodsName", "num", "displayNo")
_LINE = EventInfo((_GUESTS, ("goodsName",), ("num",), ("displayNo",)), _OF_LINES)

EVENTS: Mapping[str, EventInfo] = {
    "order_placed": EventInfo((_GUESTS, ("goodsName",), ("num",)), _OF_LINES),
    "line_started": _LINE,
    "line_ready": _LINE,
    "line_called": _LINE,
    "line_served": _LINE,
    "line_cancelled": _LINE,
    "order_closed": EventInfo((_GUESTS, ("displayNo",)), (*_PLACE, "displayNo")),
    "service_requested": EventInfo((("roomName",), ("service",)), (*_PLACE, "service")),
    "service_overdue": EventInfo((("roomName",), ("service",)), (*_PLACE, "service")),
    "shop_state_changed": EventInfo((), ("shopName", "state", "minutes")),
    "sold_out_changed": EventInfo((), ("shopName", "goodsName", "minutes")),
    "device_alarm": EventInfo((), ("deviceName", "service", "roomName", "displayNo", "minutes", "shopName")),
    "custom": EventInfo((), tuple(name for name in PLACEHOLDERS if name not in ("deviceName", "state"))),
}


def check_params(event: str, params: Mapping[str, Any]) -> None:
    """Look whether a call brings what its event must bring.

    Raises:
        MissingParam: naming the first that is not there, or is empty.
    """
    for group in EVENTS[event].required:
        if not any(str(params.get(name) or "").strip() for name in group):
            raise MissingParam(f"{event} needs {' or '.join(group)}", param=group[0], one_of=list(group))
