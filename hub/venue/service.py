"""The verbs of the venue, as other parts of the hub call them. Each life cycle has a file of its own."""

from hub.venue.rooms import add_room, change_room, check_out, create_room, end_room_stay, move_guests, open_room
from hub.venue.sessions import extend_session, finish_session, start_session
from hub.venue.shops import add_brand, add_shop, create_shop, edit_shop, follow_hours, raise_menu_version, require_open, set_shop_state
from hub.venue.stays import EndedRoom, HeldStay, hold_room_stay, hold_wristband_stay
from hub.venue.wristbands import add_wristband, create_wristband, end_wristband_stay, hand_out

__all__ = [
    "EndedRoom",
    "HeldStay",
    "add_brand",
    "add_room",
    "add_shop",
    "add_wristband",
    "change_room",
    "check_out",
    "create_room",
    "create_shop",
    "create_wristband",
    "edit_shop",
    "end_room_stay",
    "end_wristband_stay",
    "extend_session",
    "finish_session",
    "follow_hours",
    "hand_out",
    "hold_room_stay",
    "hold_wristband_stay",
    "move_guests",
    "open_room",
    "raise_menu_version",
    "require_open",
    "set_shop_state",
    "start_session",
]
