"""Tables of the chat: chats with their queue, messages, who has read how far, pictures, agents, canned phrases."""

from sqlalchemy import CheckConstraint, Column, ColumnElement, ForeignKey, Index, Table

from hub.kit.columns import Boolean, Instant, Integer, Json, SmallInteger, String, Text, Uuid, metadata

chat = Table(
    "chat",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("brand_id", Uuid, nullable=False),
    Column("shop_id", Uuid, ForeignKey("shop.id"), nullable=False),
    Column("kind", String(8), nullable=False),
    Column("state", String(8), nullable=False),
    Column("stay_id", Uuid, ForeignKey("stay.id")),
    Column("room_id", Uuid, ForeignKey("room.id")),  # where the party is now
    Column("wristband", String(40)),
    Column("agent_id", Uuid),
    Column("agent_name", String(80)),
    Column("passed_by_id", Uuid),  # who had it last and did not answer: not the first to be asked again
    Column("declined", Boolean, nullable=False),  # that person gave it back, and is not asked again at all
    Column("note", Text),  # of the last transfer, for staff
    Column("place", Integer),  # in the queue, from 1
    Column("nobody_here", Boolean, nullable=False),
    Column("messages", Integer, nullable=False),
    Column("last", Json),  # the newest message as it was sent, but for its number, which is `messages`
    Column("last_at", Instant, nullable=False),  # when somebody wrote last: the house's own words do not count
    Column("guest_read", Integer, nullable=False),
    Column("staff_read", Integer, nullable=False),
    Column("stars", SmallInteger),
    Column("comment", String(500)),
    Column("rated_at", Instant),
    Column("closed_by", Json),
    Column("close_reason", String(12)),
    Column("opened_at", Instant, nullable=False),
    Column("queued_at", Instant),  # since when the guest waits: whoever was passed by keeps their place
    Column("waits_since", Instant),  # since when it stands in the queue this time
    Column("called_at", Instant),  # nobody took it in time, so the house was called: once each time it waits
    Column("asked_at", Instant),  # the first word of the guest's that staff have not answered; none where staff spoke last
    Column("assigned_at", Instant),
    Column("answered_at", Instant),
    Column("closed_at", Instant),
    Column("version", Integer, nullable=False),
    CheckConstraint("kind IN ('support', 'group')", name="kind"),
    CheckConstraint("state IN ('queued', 'assigned', 'open', 'idle', 'closed')", name="state"),
    CheckConstraint("(kind = 'group') = (stay_id IS NULL)", name="support_is_of_a_stay"),
    CheckConstraint("(state = 'closed') = (closed_at IS NOT NULL)", name="closed_once"),
    CheckConstraint("(closed_at IS NULL) = (close_reason IS NULL)", name="closed_for_a_reason"),
    CheckConstraint("state <> 'assigned' OR agent_id IS NOT NULL", name="assigned_to_somebody"),
    CheckConstraint("state <> 'queued' OR (agent_id IS NULL AND queued_at IS NOT NULL)", name="queued_with_nobody"),
    CheckConstraint("(state = 'queued') = (waits_since IS NOT NULL)", name="waits_in_the_queue"),
    CheckConstraint("called_at IS NULL OR state = 'queued'", name="called_for_who_waits"),
    CheckConstraint("asked_at IS NULL OR state NOT IN ('idle', 'closed')", name="rests_when_answered"),
    CheckConstraint("place IS NULL OR state = 'queued'", name="a_place_in_the_queue"),
    CheckConstraint("guest_read <= messages AND staff_read <= messages", name="read_what_was_written"),
    CheckConstraint("stars IS NULL OR stars BETWEEN 1 AND 5", name="stars"),
    CheckConstraint("(stars IS NULL) = (rated_at IS NULL)", name="rated_once"),
    info={"tenant": "shop_id"},
)
RUNS: ColumnElement[bool] = chat.c.closed_at.is_(None)
IS_GROUP = chat.c.kind == "group"
Index("uq_chat_stay_id_running", chat.c.stay_id, unique=True, sqlite_where=RUNS, postgresql_where=RUNS)
Index("uq_chat_shop_id_group", chat.c.shop_id, unique=True, sqlite_where=IS_GROUP, postgresql_where=IS_GROUP)
Index(  # with the column that is empty: SQLite takes it, though all chats of a shop stand in the same order elsewhere
    "ix_chat_shop_id_running", chat.c.closed_at, chat.c.shop_id, chat.c.id, sqlite_where=RUNS, postgresql_where=RUNS
)
Index("ix_chat_shop_id_id", chat.c.shop_id, chat.c.id)
Index("ix_chat_stay_id_id", chat.c.stay_id, chat.c.id)
Index("ix_chat_last_at_running", chat.c.last_at, sqlite_where=RUNS, postgresql_where=RUNS)
Index("ix_chat_closed_at", chat.c.closed_at)

chat_message = Table(
    "chat_message",
    metadata,
    Column("chat_id", Uuid, ForeignKey("chat.id"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("id", Uuid, nullable=False),
    Column("shop_id", Uuid, nullable=False),
    Column("kind", String(8), nullable=False),
    Column("by_kind", String(6), nullable=False),
    Column("by_id", Uuid),
    Column("by_name", String(80), nullable=False),
    Column("text", Text),
    Column("picture_id", Uuid, ForeignKey("chat_picture.id")),
    Column("picture", Json),
    Column("code", String(12)),
    Column("facts", Json),
    Column("client_id", String(64)),
    Column("at", Instant, nullable=False),
    CheckConstraint("number > 0", name="number"),
    CheckConstraint("kind IN ('text', 'picture', 'system')", name="kind"),
    CheckConstraint("by_kind IN ('guest', 'staff', 'system')", name="by_kind"),
    CheckConstraint("(kind = 'system') = (code IS NOT NULL)", name="system_says_what"),
    CheckConstraint("kind = 'system' OR by_id IS NOT NULL", name="written_by_somebody"),
    info={"tenant": "shop_id"},
)
Index("ix_chat_message_at", chat_message.c.at)
NAMED = chat_message.c.client_id.is_not(None)
Index(
    "uq_chat_message_client_id",
    *(chat_message.c[name] for name in ("chat_id", "by_id", "client_id")),
    unique=True,
    sqlite_where=NAMED,
    postgresql_where=NAMED,
)
WITH_PICTURE = chat_message.c.picture_id.is_not(None)
Index("ix_chat_message_picture_id", chat_message.c.picture_id, sqlite_where=WITH_PICTURE, postgresql_where=WITH_PICTURE)

chat_member = Table(  # in a support chat only for who is writing: what was read stands in the chat itself
    "chat_member",
    metadata,
    Column("chat_id", Uuid, ForeignKey("chat.id"), primary_key=True),
    Column("member_id", Uuid, primary_key=True),
    Column("shop_id", Uuid, nullable=False),
    Column("read_upto", Integer, nullable=False),
    Column("typed_at", Instant),
    info={"tenant": "shop_id"},
)

chat_picture = Table(
    "chat_picture",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("shop_id", Uuid, nullable=False),
    Column("chat_id", Uuid, ForeignKey("chat.id"), nullable=False, index=True),
    Column("file", String(80), nullable=False, index=True),
    Column("width", Integer, nullable=False),
    Column("height", Integer, nullable=False),
    Column("by_id", Uuid, nullable=False),
    Column("created_at", Instant, nullable=False, index=True),
    info={"tenant": "shop_id"},
)

chat_desk = Table(  # one row per shop: whoever gives out chats or moves the queue holds it
    "chat_desk",
    metadata,
    Column("shop_id", Uuid, ForeignKey("shop.id"), primary_key=True),
    info={"tenant": "shop_id"},
)

chat_agent = Table(
    "chat_agent",
    metadata,
    Column("shop_id", Uuid, ForeignKey("shop.id"), primary_key=True),
    Column("user_id", Uuid, primary_key=True),
    Column("brand_id", Uuid, nullable=False),
    Column("available", Boolean, nullable=False),
    Column("capacity", SmallInteger, nullable=False),
    Column("left_at", Instant),  # since when no screen of theirs is connected
    Column("switched_at", Instant, nullable=False),  # since when they take chats, or take none
    CheckConstraint("capacity BETWEEN 1 AND 20", name="capacity"),
    info={"tenant": "shop_id"},
)

chat_phrase = Table(
    "chat_phrase",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("brand_id", Uuid, nullable=False),
    Column("shop_id", Uuid, ForeignKey("shop.id"), nullable=False),
    Column("names", Json, nullable=False),
    Column("shortcut", String(20), nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("updated_at", Instant, nullable=False),
    Column("version", Integer, nullable=False),
    Index("uq_chat_phrase_shop_id_shortcut", "shop_id", "shortcut", unique=True),
    info={"tenant": "shop_id"},
)
