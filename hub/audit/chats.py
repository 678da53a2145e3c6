"""C1 and C2: what is written in chats is numbered without holes, and who waits has a place."""

from sqlalchemy import func, or_, select

from hub.audit.finding import Breach, Invariant, count_of, table

chat = table("chat")
message = table("chat_message")

numbered = Invariant(
    "C1",
    "The messages of a chat are numbered up to its newest without a hole; the oldest are forgotten first.",
    {"chats": count_of(chat), "messages": count_of(message)},
    [
        Breach(
            "a chat's newest message has another number than the chat says",
            select(chat.c.id, chat.c.shop_id, chat.c.messages, func.max(message.c.number).label("newest"))
            .join_from(chat, message, message.c.chat_id == chat.c.id)
            .group_by(chat.c.id, chat.c.shop_id, chat.c.messages)
            .having(func.max(message.c.number) != chat.c.messages),
        ),
        Breach(
            "a number is missing between two messages of a chat",
            select(message.c.chat_id, func.count().label("many"), func.max(message.c.number).label("newest"))
            .group_by(message.c.chat_id)
            .having(func.max(message.c.number) - func.min(message.c.number) + 1 != func.count()),
        ),
    ],
)

queued = Invariant(
    "C2",
    "The chats that wait in a shop have the places 1, 2, 3 and so on.",
    {"waiting": count_of(chat, chat.c.state == "queued")},
    [
        Breach(
            "the places of a queue are not 1, 2, 3 and so on",
            select(chat.c.shop_id, func.count().label("waiting"), func.max(chat.c.place).label("last"))
            .where(chat.c.state == "queued")
            .group_by(chat.c.shop_id)
            .having(or_(func.count(chat.c.place.distinct()) != func.count(), func.max(chat.c.place) != func.count())),
        ),
    ],
)
