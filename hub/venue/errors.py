"""Refusals of the venue."""

from typing import Any

from hub.kit.errors import Refusal, StateNotAllowed


class StayClosed(Refusal):
    """No guest can order here: the room or wristband has no stay, or its guests have checked out.

    Open the room, or hand the wristband out.
    """

    status, code, title = 409, "stay_closed", "No stay runs here"


class RoomInUse(Refusal):
    """Guests are in this room already. Choose another, or clean it first."""

    status, code, title = 409, "room_in_use", "The room is in use"


class RoomNotFree(Refusal):
    """The room cannot take guests now: it has to be cleaned, or it is out of order. `from` says which."""

    status, code, title = 409, "room_not_free", "The room is not free"


class WristbandInUse(Refusal):
    """The wristband is with a guest already. `codes` names those that are; two guests must not share a tab."""

    status, code, title = 409, "wristband_in_use", "The wristband is in use"


class ShopClosed(Refusal):
    """The shop takes no new orders now; those that run go on. `reopens_at` says when it opens again, if that is known."""

    status, code, title = 409, "shop_closed", "The shop is closed"


class TherapistBusy(StateNotAllowed):
    """This therapist is at work on another guest. Finish that session first."""

    title = "The therapist is at work"


def wrong_state(state: str, allowed: frozenset[str], detail: str = "") -> StateNotAllowed:
    """A move that makes no sense from here, with what it would need."""
    facts: dict[str, Any] = {"from": state, "allowed": sorted(allowed)}
    return StateNotAllowed(detail or f"not possible while {state}", **facts)
