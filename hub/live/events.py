"""What a stream carries: facts with the new state of the things they name."""

import builtins
from typing import ClassVar

import msgspec


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """The `data` of one event. The fields are its members; the type stands beside them in the frame.

    Named `<feature>.<thing>_<past verb>`; carries new state, never a difference, so that applying it twice changes nothing.
    """

    type: ClassVar[str] = ""

    @classmethod
    def all_kinds(cls) -> "list[builtins.type[Event]]":
        """Every kind of event that is loaded, for the protocol's document."""
        kinds: list[builtins.type[Event]] = []
        for kind in cls.__subclasses__():
            kinds += [kind, *kind.all_kinds()]
        return kinds
