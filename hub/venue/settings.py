"""The switches of a shop, with what a new shop has. Features read them from `ShopRow.settings` and say here what they mean."""

from typing import Any

import msgspec

from hub.kit.errors import invalid

Value = bool | str | int


class Setting(msgspec.Struct, frozen=True):
    """One switch: what a new shop has, what it means, and, for words, which are possible."""

    default: Value
    meaning: str
    choices: tuple[str, ...] = ()
    least: int = 0
    most: int = 86_400
    """Between which a number has to be."""

    def takes(self, value: Value) -> bool:
        if type(value) is not type(self.default) or (self.choices and value not in self.choices):
            return False
        return type(value) is not int or self.least <= value <= self.most

    @property
    def expected(self) -> str:
        """What would be taken, in words."""
        if self.choices:
            return f"one of {self.choices}"
        return "true or false" if isinstance(self.default, bool) else f"a number from {self.least} to {self.most}"


SETTINGS: dict[str, Setting] = {
    "language": Setting("zh-CN", "the language of plain names on this shop's screens", ("zh-CN", "en")),
    "wristband_needs_confirm": Setting(False, "a wristband's order reaches the kitchen only when the cashier has accepted it"),
    "ext_sold_out": Setting(True, "kitchen and cashier may mark goods as sold out"),
    "ext_undo": Setting(False, "the kitchen may undo a start within 60 seconds"),
    "ext_recall": Setting(False, "a finished line may be taken back within 15 minutes"),
    "ext_void": Setting(False, "a manager may void a line that is being made; the kitchen confirms it"),
    "ext_rush": Setting(False, "a line may be put first"),
    "call_escalate_seconds": Setting(120, "after so many seconds a guest's call that nobody takes is marked for desk and office", least=10),
    "call_finish_seconds": Setting(
        600, "after so many seconds a guest's call that somebody took and nobody finished is marked, and the guest may call anew", least=60
    ),
    "chat_answer_seconds": Setting(60, "after so many seconds a guest's chat that nobody answers goes to another of the staff", least=10),
    "group_with_guests": Setting(True, "guests read and write in the shop's group, which everyone in the house reads"),
    "call_screen_minutes": Setting(15, "so long a called number stays on the call screens; 0: until it is served"),
    "call_screen_languages": Setting(
        "both", "call screens show both languages together, by turns, or one of them", ("both", "switch", "zh-CN", "en")
    ),
}


def setting(settings: dict[str, Any], name: str) -> Any:
    """What the shop has set, else what a new shop has."""
    return settings.get(name, SETTINGS[name].default)


def merged(settings: dict[str, Any], changes: dict[str, Value | None]) -> dict[str, Any]:
    """The settings with some of them changed; null goes back to the default.

    Raises:
        Invalid: an unknown setting, or a value of another kind.
    """
    result = dict(settings)
    for name, value in changes.items():
        known = SETTINGS.get(name)
        if known is None:
            raise invalid(f"/settings/{name}", "there is no such setting")
        if value is None:
            result.pop(name, None)
        elif not known.takes(value):
            raise invalid(f"/settings/{name}", known.expected)
        else:
            result[name] = value
    return result
