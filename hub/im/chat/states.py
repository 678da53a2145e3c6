"""The flow of a support chat. The verbs run on it, the API serves it. Pure."""

from typing import Literal

from hub.venue.states import Move

State = Literal["queued", "assigned", "open", "idle", "closed"]
CloseReason = Literal["agent", "guest", "stay_ended", "forgotten"]
SystemCode = Literal["queued", "assigned", "transferred", "closed", "reopened", "rated"]

QUEUED, ASSIGNED, OPEN, IDLE, CLOSED = "queued", "assigned", "open", "idle", "closed"
CHAT_STATES = (QUEUED, ASSIGNED, OPEN, IDLE, CLOSED)
RUNNING = (QUEUED, ASSIGNED, OPEN, IDLE)
TAKEN = (ASSIGNED, OPEN, IDLE)

TALK, ANSWER, PHRASES = "chat.talk", "chat.answer", "chat.phrases"

CHAT_FLOW: dict[str, Move] = {
    "ask": Move(frozenset(), QUEUED, already=frozenset(RUNNING), by=TALK),
    "assign": Move(frozenset({QUEUED}), ASSIGNED, by=ANSWER),  # by the hub: to whoever is there and has the fewest
    "accept": Move(frozenset({QUEUED, ASSIGNED}), OPEN, already=frozenset({OPEN, IDLE}), by=ANSWER),  # another's: chat_taken
    "answer": Move(frozenset({QUEUED, ASSIGNED, OPEN, IDLE}), OPEN, by=ANSWER),
    "transfer": Move(frozenset({QUEUED, ASSIGNED, OPEN, IDLE}), ASSIGNED, by=ANSWER),
    "take_over": Move(frozenset({ASSIGNED, OPEN, IDLE}), OPEN, by=ANSWER),  # a transfer to oneself
    "give_back": Move(frozenset({ASSIGNED, OPEN, IDLE}), QUEUED, already=frozenset({QUEUED}), by=ANSWER),
    "take_back": Move(frozenset({ASSIGNED, OPEN}), QUEUED, by=ANSWER),  # by the hub: its guest waits, and its agent has gone
    "rest": Move(frozenset({OPEN}), IDLE, by=ANSWER),  # by the clock
    "close": Move(frozenset({QUEUED, ASSIGNED, OPEN, IDLE}), CLOSED, already=frozenset({CLOSED}), by=TALK),
    "reopen": Move(frozenset({CLOSED}), QUEUED, by=TALK),
    "rate": Move(frozenset({CLOSED}), CLOSED, by=TALK),
}
"""Beside these, a chat is over with the stay it belongs to."""
