"""Tables of messages: the call that asks for them, one row per channel and repeat, and one delivery per device."""

from sqlalchemy import CheckConstraint, Column, Index, Table, and_, bindparam, or_

from hub.kit.columns import Boolean, Instant, Integer, Json, String, Uuid, metadata

im_call = Table(
    "im_call",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("brand_id", Uuid, nullable=False),
    Column("shop_id", Uuid, nullable=False),
    Column("event", String(24), nullable=False),
    Column("kind", String(16)),  # none: as the rules say
    Column("source", String(12)),
    Column("channels", Json),  # none: the rules have chosen
    Column("params", Json, nullable=False),
    Column("items", Json),  # the dishes of one sentence, where nobody can be asked for them later
    Column("designated", Json),  # device accounts that alone are meant
    Column("template_id", Uuid),
    Column("subject", String(120)),  # what must still be true, as "round:<order id>:<n>"
    Column("resource", String(80)),  # of a refresh: what went stale
    Column("version", Integer),
    Column("order_id", Uuid),
    Column("line_id", Uuid),
    Column("stay_id", Uuid),
    Column("session_id", Uuid),
    Column("room_id", Uuid),
    Column("pad_call_id", Uuid),
    Column("made_by_kind", String(6), nullable=False),
    Column("made_by_id", Uuid),
    Column("made_by_name", String(120), nullable=False),
    Column("created_at", Instant, nullable=False),
    Index("ix_im_call_shop_id_id", "shop_id", "id"),
    sqlite_with_rowid=False,
    info={"tenant": "shop_id"},
)
_about_something = im_call.c.subject.is_not(None)
Index(
    "ix_im_call_subject",
    im_call.c.shop_id,
    im_call.c.subject,
    sqlite_where=_about_something,
    postgresql_where=_about_something,
)
_about_an_order = im_call.c.order_id.is_not(None)
Index(
    "ix_im_call_order_id",
    im_call.c.shop_id,
    im_call.c.order_id,
    sqlite_where=_about_an_order,
    postgresql_where=_about_an_order,
)

im_message = Table(
    "im_message",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("call_id", Uuid, nullable=False),
    Column("brand_id", Uuid, nullable=False),
    Column("shop_id", Uuid, nullable=False),
    Column("rule_id", Uuid),
    Column("template_id", Uuid),  # where it is not the rule's
    Column("channel", String(60), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("repeat", Integer, nullable=False),
    Column("times", Integer, nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("expires_at", Instant),
    Column("state", String(10), nullable=False),
    Column("reason", String(40)),
    Column("turn_at", Instant),  # of a voice that waits for its channel: its turn at the earliest; of one that has waited: its turn
    Column("bound_room_id", Uuid),  # of a message to one device: where that stood when the message was written
    Column("text", String(400)),
    Column("speech", String(800)),
    Column("lang", String(8)),
    Column("chime", String(20)),
    Column("voice", Boolean),
    Column("audio", String(200)),
    Column("lines", Json),
    Column("attempts", Integer, nullable=False),
    Column("sent_at", Instant),
    Column("answers", String(8)),  # what its devices have said comes to: nothing yet, fine, late, left out or blocked
    Column("got_by", String(120)),  # who was the first to say that they have understood
    Column("got_at", Instant),
    Column("created_at", Instant, nullable=False),
    Column("updated_at", Instant, nullable=False),
    Index("uq_im_message_call_id", "call_id", "channel", "kind", "repeat", unique=True),
    CheckConstraint("state IN ('scheduled', 'sending', 'sent', 'shown', 'spoken', 'dropped', 'failed')", name="state"),
    CheckConstraint("kind IN ('announcement', 'refresh', 'notice', 'pad_call')", name="kind"),
    CheckConstraint("state NOT IN ('dropped', 'failed') OR reason IS NOT NULL", name="ended_for_a_reason"),
    CheckConstraint("(state IN ('sent', 'shown', 'spoken')) = (sent_at IS NOT NULL)", name="sent_at_a_time"),
    CheckConstraint("(got_by IS NULL) = (got_at IS NULL)", name="understood_at_a_time"),
    CheckConstraint("answers IN ('fine', 'late', 'left_out', 'blocked')", name="answers"),
    sqlite_with_rowid=False,
    info={"tenant": "shop_id"},
)
SCHEDULED = im_message.c.state == "scheduled"
SENDING = im_message.c.state == "sending"
DUE_BY_ITSELF = SCHEDULED & im_message.c.turn_at.is_(None)
IN_LANE = SCHEDULED & im_message.c.turn_at.is_not(None)
"""Waits for its channel: the lane says when somebody is looked at again."""
IS_DUE = SCHEDULED & or_(im_message.c.turn_at.is_not(None), im_message.c.due_at <= bindparam("now", type_=Instant))
Index("ix_im_message_due_at", im_message.c.due_at, sqlite_where=DUE_BY_ITSELF, postgresql_where=DUE_BY_ITSELF)
Index(
    "ix_im_message_in_lane",
    im_message.c.shop_id,
    im_message.c.channel,
    im_message.c.repeat,
    im_message.c.due_at,
    im_message.c.id,
    sqlite_where=IN_LANE,
    postgresql_where=IN_LANE,
)
Index("ix_im_message_sending", im_message.c.updated_at, sqlite_where=SENDING, postgresql_where=SENDING)
UNANSWERED = (im_message.c.state == "sent") & (im_message.c.kind == "announcement")
Index("ix_im_message_unanswered", im_message.c.sent_at, sqlite_where=UNANSWERED, postgresql_where=UNANSWERED)
MAY_TROUBLE = or_(
    im_message.c.state == "failed",
    and_(im_message.c.state == "dropped", im_message.c.reason == "expired", im_message.c.updated_at > im_message.c.created_at),
    and_(im_message.c.state == "dropped", im_message.c.reason == "device_moved"),
    and_(im_message.c.state == "sent", im_message.c.kind != "refresh", im_message.c.channel != "office", im_message.c.answers.is_(None)),
    and_(im_message.c.answers.is_not(None), im_message.c.answers != "fine"),
)
"""What a person should look at, but for the few seconds in which a device may still answer."""
Index(
    "ix_im_message_may_trouble",
    im_message.c.shop_id,
    im_message.c.call_id,
    im_message.c.id,
    sqlite_where=MAY_TROUBLE,
    postgresql_where=MAY_TROUBLE,
)

im_delivery = Table(  # what one device did with one message
    "im_delivery",
    metadata,
    Column("message_id", Uuid, primary_key=True),
    Column("device_id", Uuid, primary_key=True),
    Column("brand_id", Uuid, nullable=False),
    Column("shop_id", Uuid, nullable=False),
    Column("sent_at", Instant, nullable=False),
    Column("acked_at", Instant),
    Column("result", String(40)),
    Column("rank", Integer, nullable=False),
    Column("at", Instant),
    CheckConstraint("(result IS NULL) = (at IS NULL)", name="said_at_a_time"),
    sqlite_with_rowid=False,
    info={"tenant": "shop_id"},
)

im_lane = Table(  # when a channel was last spoken on: voices do not overlap
    "im_lane",
    metadata,
    Column("shop_id", Uuid, primary_key=True),
    Column("name", String(160), primary_key=True),
    Column("brand_id", Uuid, nullable=False),
    Column("slots", Json, nullable=False),  # the newest 20 moments, in milliseconds since 1970
    Column("next_at", Instant),  # when the first of those who wait has its turn; none: nobody waits
    Column("updated_at", Instant, nullable=False, index=True),
    sqlite_with_rowid=False,
    info={"tenant": "shop_id"},
)
SOMEBODY_WAITS = im_lane.c.next_at.is_not(None)
Index(
    "ix_im_lane_next_at", im_lane.c.shop_id, im_lane.c.next_at, im_lane.c.name, sqlite_where=SOMEBODY_WAITS, postgresql_where=SOMEBODY_WAITS
)
