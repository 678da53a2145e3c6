"""Refusals of the chat."""

from hub.kit.errors import Forbidden, Refusal


class ChatClosed(Refusal):
    """The chat is closed. The guest may write again as long as they are here; staff begin a new one with the room."""

    status, code, title = 409, "chat_closed", "The chat is closed"


class ChatTaken(Refusal):
    """Somebody else answers this chat already; `by` names them. A transfer moves it."""

    status, code, title = 409, "chat_taken", "Somebody else answers this chat"


class AgentAway(Refusal):
    """The person who should take the chat is not here: no screen of theirs is connected. Choose another, or give it back to the queue."""

    status, code, title = 409, "agent_away", "That person is not here"


class AgentOff(Refusal):
    """The person who should take the chat is here and takes no chats now. Choose another, or give it back to the queue."""

    status, code, title = 409, "agent_off", "That person takes no chats now"


class AlreadyRated(Refusal):
    """The guest has rated this chat already; a chat is rated once."""

    status, code, title = 409, "already_rated", "The chat is rated already"


class GroupWithoutGuests(Forbidden):
    """The shop keeps its group to the staff: guests neither read it nor write there."""

    code, title = "group_without_guests", "The group is for staff only"
