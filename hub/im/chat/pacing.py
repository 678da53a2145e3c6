"""How fast one may write: a person of the staff, or a party of guests, whichever pad they use and whichever chat they write in."""

from datetime import timedelta

from hub.accounts.paces import Pace

MESSAGES = Pace("chat_message", at_once=10, every=timedelta(seconds=2))
"""Faster than anybody types for long. Beginning a chat counts as one, so that nobody begins and closes them without end."""
PICTURES = Pace("chat_picture", at_once=5, every=timedelta(seconds=12))
"""Each is encoded anew, which takes the hub longer than anything else that a guest can ask for."""
