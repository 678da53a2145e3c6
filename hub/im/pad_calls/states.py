"""The flow of a guest's call. The verbs run on it, the API serves it. Pure."""

from typing import Literal

from hub.venue.states import Move

Service = Literal["water", "clean", "cashier", "therapist"]

OPEN, ACCEPTED, FINISHED = "open", "accepted", "finished"
PAD_CALL_STATES = (OPEN, ACCEPTED, FINISHED)
RUNNING = (OPEN, ACCEPTED)

PAD_CALL_FLOW: dict[str, Move] = {
    "make": Move(frozenset(), OPEN, already=frozenset({OPEN, ACCEPTED}), by="calls.make"),
    "make_anew": Move(frozenset({ACCEPTED}), OPEN, by="calls.make"),  # once whoever took it has let the guest wait too long
    "accept": Move(frozenset({OPEN}), ACCEPTED, already=frozenset({ACCEPTED}), by="calls.answer"),  # by another: already_accepted
    "finish": Move(frozenset({OPEN, ACCEPTED}), FINISHED, already=frozenset({FINISHED}), by="calls.answer"),
    "hand_back": Move(frozenset({ACCEPTED}), OPEN, already=frozenset({OPEN}), by="calls.answer"),  # another's: as take_over
    "take_over": Move(frozenset({OPEN, ACCEPTED}), ACCEPTED, already=frozenset({ACCEPTED}), by="calls.answer"),  # early: already_accepted
    "withdraw": Move(frozenset({OPEN}), FINISHED, already=frozenset({FINISHED}), by="calls.make"),
}
"""Beside these, a call ends with the stay it was made in."""
