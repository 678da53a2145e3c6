"""Who is told of rooms and stays. A wristband's stay shows on no pad, whatever room it stands in."""

from uuid import UUID

STAFF = ("cashier", "handheld", "office")


def of_room(room_id: UUID) -> list[str]:
    """A room and its own stay."""
    return [*STAFF, f"room:{room_id}"]


def guests_in(room_id: UUID) -> str:
    """The name under which the stream remembers where the room's present guests came in, or where the last ones left it empty."""
    return f"room:{room_id}"
