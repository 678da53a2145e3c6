"""Refusals of guests' calls."""

from hub.kit.errors import Refusal


class AlreadyAccepted(Refusal):
    """Somebody else is on the way already; `by` names them. Nothing is left to do, unless they ask for help or the guest waits too long."""

    status, code, title = 409, "already_accepted", "Somebody else goes already"
