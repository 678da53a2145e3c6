"""The chat of the examples: the guests of room 801 want two more pairs of chopsticks."""

from typing import Any

from msgspec.structs import replace

from hub.api_page import example_things as things
from hub.im.chat.schemas import (
    AgentMe,
    AgentOut,
    Agents,
    ByRef,
    ChatAnswer,
    ChatMessageOut,
    ChatMessages,
    ChatOut,
    GroupChat,
    MessagePosted,
    OneChat,
    OwnMark,
    PhraseAnswer,
    PhraseOut,
    Phrases,
    PictureAnswer,
    PictureRef,
    RatingOut,
    ReadMarks,
    StaffRef,
    SubjectRef,
)
from hub.kit.paging import Page

CHAT, GROUP, FIRST, ANSWERED, CHAT_PICTURE, PHRASE, WORD = map(things.an_id, range(60, 67))

GUEST = ByRef(kind="guest", id=things.STAY, name="801")
WAITER = ByRef(kind="staff", id=things.PERSON, name="林小雨")
A_QUESTION = ChatMessageOut(
    id=FIRST,
    chat_id=CHAT,
    number=1,
    kind="text",
    by=GUEST,
    text="请加两双筷子",
    picture=None,
    code=None,
    facts=None,
    at=things.STARTED_AT,
    client_id="pad-801-17",
)
AN_ANSWER = replace(A_QUESTION, id=ANSWERED, number=2, by=WAITER, text="好的，马上送到", at=things.READY_AT, client_id=None)
A_CHAT = ChatOut(
    id=CHAT,
    kind="support",
    state="queued",
    subject=SubjectRef(stay_id=things.STAY, room=things.AT_801, wristband=None),
    agent=None,
    place=1,
    nobody_here=False,
    last=A_QUESTION,
    messages=1,
    read=ReadMarks(guest=1, staff=0),
    rating=None,
    closed_by=None,
    close_reason=None,
    opened_at=things.STARTED_AT,
    assigned_at=None,
    answered_at=None,
    closed_at=None,
    version=2,
)
TAKEN = replace(
    A_CHAT,
    state="open",
    agent=StaffRef(id=things.PERSON, name="林小雨"),
    place=None,
    last=AN_ANSWER,
    messages=2,
    read=ReadMarks(guest=1, staff=2),
    assigned_at=things.READY_AT,
    answered_at=things.READY_AT,
    version=4,
)
CLOSED = replace(TAKEN, state="closed", closed_by=WAITER, close_reason="agent", closed_at="2026-11-22T10:58:40.100Z", version=6)
RATED = replace(CLOSED, rating=RatingOut(stars=5, comment="很快", at="2026-11-22T10:59:02.551Z"), version=7)
A_GROUP = replace(
    A_CHAT,
    id=GROUP,
    kind="group",
    state="open",
    subject=None,
    place=None,
    last=replace(A_QUESTION, id=WORD, chat_id=GROUP, by=WAITER, text="今晚有螃蟹", client_id=None),
    read=ReadMarks(guest=0, staff=0),
    opened_at="2026-09-01T02:00:00.000Z",
)
A_PICTURE = PictureRef(id=CHAT_PICTURE, url=f"/api/v1/chats/pictures/{CHAT_PICTURE}", width=1600, height=1200)
A_PHRASE = PhraseOut(
    id=PHRASE, names={"zh-CN": "请稍等，我马上为您确认。", "en": "One moment, please, I will check for you."}, shortcut="moment", version=1
)

ANSWERS: dict[str, Any] = {
    "begin_chat": ChatAnswer(chat=replace(A_CHAT, last=None, messages=0, read=ReadMarks(guest=0, staff=0), version=1), changed=True),
    "list_chats": Page(items=[TAKEN]),
    "get_group": GroupChat(chat=A_GROUP, mine=OwnMark(read=1)),
    "list_agents": Agents(items=[AgentOut(id=things.PERSON, name="林小雨", available=True, present=True, capacity=4, open=1)]),
    "get_chat": OneChat(chat=TAKEN, note="想分开结账"),
    "list_messages": ChatMessages(items=[A_QUESTION, AN_ANSWER], next=None),
    "post_message": MessagePosted(message=A_QUESTION, chat=A_CHAT),
    "bring_picture": PictureAnswer(picture=A_PICTURE),
    "mark_read": ChatAnswer(chat=replace(TAKEN, read=ReadMarks(guest=2, staff=2), version=5), changed=True),
    "accept_chat": ChatAnswer(chat=TAKEN, changed=True),
    "transfer_chat": ChatAnswer(
        chat=replace(TAKEN, state="assigned", agent=StaffRef(id=things.CASHIER, name="陈晨"), answered_at=None, version=5), changed=True
    ),
    "close_chat": ChatAnswer(chat=CLOSED, changed=True),
    "rate_chat": ChatAnswer(chat=RATED, changed=True),
    "get_agent": AgentMe(available=True, capacity=4),
    "be_agent": AgentMe(available=True, capacity=4),
    "list_phrases": Phrases(items=[A_PHRASE]),
    "add_phrase": PhraseAnswer(phrase=A_PHRASE, changed=True),
    "edit_phrase": PhraseAnswer(phrase=replace(A_PHRASE, shortcut="wait", version=2), changed=True),
}

BODIES: dict[str, dict[str, Any]] = {
    "begin_chat": {"from a pad": {}, "to the guests of a room": {"room_id": str(things.ROOM)}},
    "post_message": {
        "a text": {"text": "请加两双筷子", "client_id": "pad-801-17"},
        "a picture": {"picture_id": str(CHAT_PICTURE), "text": "是这个吗？"},
    },
    "mark_read": {"everything so far": {"upto": 2}},
    "transfer_chat": {
        "to a colleague": {"staff_id": str(things.CASHIER), "note": "想分开结账"},
        "back to the queue": {"staff_id": None},
    },
    "rate_chat": {"in words": {"stars": 5, "comment": "很快"}, "stars alone": {"stars": 4}},
    "be_agent": {"on": {"available": True, "capacity": 4}, "off": {"available": False}},
    "add_phrase": {"in both languages": {"names": A_PHRASE.names, "shortcut": "moment"}},
    "edit_phrase": {"another shortcut": {"shortcut": "wait"}},
}
