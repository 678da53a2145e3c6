"""What goes in and out of the chat."""

from typing import Annotated, Any, Literal
from uuid import UUID

from msgspec import UNSET, Meta, UnsetType

from hub.im.chat.states import CloseReason, State, SystemCode
from hub.im.rules.placeholders import Language
from hub.kit.clock import Stamp
from hub.kit.web import In, Out
from hub.venue.schemas import RoomRef

TEXT_MOST = 2_000
Text = Annotated[str, Meta(max_length=TEXT_MOST)]
ClientId = Annotated[str, Meta(min_length=1, max_length=64)]
Shortcut = Annotated[str, Meta(pattern=r"^[a-z0-9_-]{1,20}$")]
PhraseText = Annotated[str, Meta(min_length=1, max_length=500)]


class BeginChat(In, frozen=True, kw_only=True):
    """A pad asks for its own stay and names no room; staff name the room whose guests they write to.

    `stay_id`, where a pad sends it, says for whom: when other guests are there by then, it is refused.
    """

    room_id: UUID | None = None
    stay_id: UUID | None = None


class PostMessage(In, frozen=True, kw_only=True):
    """A text, or a picture that was brought before, or both. `client_id` comes back with the message, so that its sender knows its own.

    `stay_id`, where a pad sends it, says who wrote: what waited for the network until other guests were there is refused.
    """

    text: Text | None = None
    picture_id: UUID | None = None
    client_id: ClientId | None = None
    stay_id: UUID | None = None


class MarkRead(In, frozen=True, kw_only=True):
    """Read up to this number, and everything before it."""

    upto: Annotated[int, Meta(ge=0, le=2_147_483_647)]


class TransferChat(In, frozen=True, kw_only=True):
    """To a colleague, or, without one, back to the queue. Guests never see the note."""

    staff_id: UUID | None = None
    note: Annotated[str, Meta(max_length=500)] | None = None


class RateChat(In, frozen=True, kw_only=True):
    """What the guest says of a chat that is closed."""

    stars: Annotated[int, Meta(ge=1, le=5)]
    comment: Annotated[str, Meta(max_length=500)] | None = None


class BeAgent(In, frozen=True, kw_only=True):
    """Whether chats are given to me, and how many at once at most."""

    available: bool
    capacity: Annotated[int, Meta(ge=1, le=20)] | None = None


class AddPhrase(In, frozen=True, kw_only=True):
    """A canned phrase: its words in each language, and what is typed behind the slash to find it."""

    names: dict[Language, PhraseText]
    shortcut: Shortcut


class EditPhrase(In, frozen=True, kw_only=True):
    """What is to change of a phrase."""

    names: dict[Language, PhraseText] | UnsetType = UNSET
    shortcut: Shortcut | UnsetType = UNSET


class ByRef(Out, frozen=True, kw_only=True):
    """Who wrote. A guest is known by their stay and the room's number, whichever pad of the room they use; the house has no id."""

    kind: Literal["guest", "staff", "system"]
    id: UUID | None
    name: str


class StaffRef(Out, frozen=True, kw_only=True):
    """A person of the staff."""

    id: UUID
    name: str


class PictureRef(Out, frozen=True, kw_only=True):
    """A picture in a chat. Its address answers only whoever may read the chat."""

    id: UUID
    url: str
    width: int
    height: int


class ChatMessageOut(Out, frozen=True, kw_only=True):
    """One message. Numbers run from 1 without holes inside a chat. A `system` message says by `code` and `facts` what happened."""

    id: UUID
    chat_id: UUID
    number: int
    kind: Literal["text", "picture", "system"]
    by: ByRef
    text: str | None
    picture: PictureRef | None
    code: SystemCode | None
    facts: dict[str, Any] | None
    at: Stamp
    client_id: str | None


class SubjectRef(Out, frozen=True, kw_only=True):
    """Whose chat it is: a stay, and where those guests are now."""

    stay_id: UUID
    room: RoomRef | None
    wristband: str | None


class ReadMarks(Out, frozen=True, kw_only=True):
    """Up to which number each side has read. In the group everyone has a mark of their own, so both are 0."""

    guest: int
    staff: int


class RatingOut(Out, frozen=True, kw_only=True):
    """What the guest said of the chat."""

    stars: int
    comment: str | None
    at: Stamp


class ChatOut(Out, frozen=True, kw_only=True):
    """A chat. `messages` is the highest number; `last` is that message, a long text cut short.

    `place` counts from 1 in the queue; `nobody_here` says that nobody who takes chats is there now.
    """

    id: UUID
    kind: Literal["support", "group"]
    state: State
    subject: SubjectRef | None
    agent: StaffRef | None
    place: int | None
    nobody_here: bool
    last: ChatMessageOut | None
    messages: int
    read: ReadMarks
    rating: RatingOut | None
    closed_by: ByRef | None
    close_reason: CloseReason | None
    opened_at: Stamp
    assigned_at: Stamp | None
    answered_at: Stamp | None
    closed_at: Stamp | None
    version: int


class ChatAnswer(Out, frozen=True, kw_only=True):
    """`changed` is false when the chat was already as asked for."""

    chat: ChatOut
    changed: bool


class OneChat(Out, frozen=True, kw_only=True):
    """A chat. `note` is what the colleague wrote who gave it away last: for staff only."""

    chat: ChatOut
    note: str | None


class OwnMark(Out, frozen=True, kw_only=True):
    """How far the caller has read in the group."""

    read: int


class GroupChat(Out, frozen=True, kw_only=True):
    """The one group of the shop."""

    chat: ChatOut
    mine: OwnMark


class MessagePosted(Out, frozen=True, kw_only=True):
    """The message with its number and time, and the chat as it is now."""

    message: ChatMessageOut
    chat: ChatOut


class ChatMessages(Out, frozen=True, kw_only=True):
    """A stretch of messages, ascending. `next` is the number to ask on from (`before` or `after`, as asked), or null at the end."""

    items: list[ChatMessageOut]
    next: int | None


class PictureAnswer(Out, frozen=True, kw_only=True):
    """The picture that was brought, to be named in a message."""

    picture: PictureRef


class AgentMe(Out, frozen=True, kw_only=True):
    """Whether chats are given to me, and how many at once at most."""

    available: bool
    capacity: int


class AgentOut(Out, frozen=True, kw_only=True):
    """A person who may answer chats: whether they take some, whether they are here, and how many they have."""

    id: UUID
    name: str
    available: bool
    present: bool
    capacity: int
    open: int


class Agents(Out, frozen=True, kw_only=True):
    """Everybody who may answer chats of the shop, by name."""

    items: list[AgentOut]


class PhraseOut(Out, frozen=True, kw_only=True):
    """A canned phrase of the shop."""

    id: UUID
    names: dict[str, str]
    shortcut: str
    version: int


class PhraseAnswer(Out, frozen=True, kw_only=True):
    """`changed` is false when the phrase was already like that."""

    phrase: PhraseOut
    changed: bool


class Phrases(Out, frozen=True, kw_only=True):
    """All canned phrases of the shop, in their order."""

    items: list[PhraseOut]
