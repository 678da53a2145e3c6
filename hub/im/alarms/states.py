"""The flow of an alarm. Nobody raises or clears one by hand: what it is about decides. Pure."""

from hub.venue.states import HUB, Move

STANDING, OVER = "standing", "over"
ALARM_STATES = (STANDING, OVER)

ALARM_FLOW: dict[str, Move] = {
    "raise": Move(frozenset(), STANDING, already=frozenset({STANDING}), by=HUB),
    "take_step": Move(frozenset({STANDING}), STANDING, by=HUB),
    "clear": Move(frozenset({STANDING}), OVER, already=frozenset({OVER}), by=HUB),
}
