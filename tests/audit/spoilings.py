"""Every way to break an invariant that a statement can: what is written, and what the audit must say of it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, NamedTuple
from uuid import UUID

import msgspec
from sqlalchemy import delete, func, insert, select, update

from hub.kit.db import Tx
from hub.kit.ids import new_id
from hub.live.append import shop_stream
from hub.tables import TABLES
from tests.audit.house import ALL, House

Spoil = Callable[[Tx, House], None]


class Case(NamedTuple):
    """Which invariant must be found broken, in which words, by which change."""

    id: str
    wrong: str
    spoil: Spoil


CASES: list[Case] = []


def breaks(name: str, wrong: str) -> Callable[[Spoil], Spoil]:
    def noted(spoil: Spoil) -> Spoil:
        CASES.append(Case(name, wrong, spoil))
        return spoil

    return noted


def set_values(tx: Tx, table: str, where: dict[str, Any], **values: Any) -> None:
    """Overwrite rows; that nothing was hit would make a test pass for the wrong reason."""
    rows = TABLES[table]
    conditions = [rows.c[name] == value for name, value in where.items()]
    assert tx.run(update(rows).where(*conditions).values(**values).execution_options(**ALL))


def remove(tx: Tx, table: str, **where: Any) -> None:
    rows = TABLES[table]
    assert tx.run(delete(rows).where(*(rows.c[name] == value for name, value in where.items())).execution_options(**ALL))


def row_of(tx: Tx, table: str, **where: Any) -> dict[str, Any]:
    rows = TABLES[table]
    found = tx.query(select(rows).where(*(rows.c[name] == value for name, value in where.items())).limit(1).execution_options(**ALL))
    return dict(found[0]._asdict())


def copy(tx: Tx, table: str, where: dict[str, Any], **other: Any) -> None:
    """A second row like one that is there."""
    tx.run(insert(TABLES[table]).values(**(row_of(tx, table, **where) | other)))


def event_of(tx: Tx, house: House, kind: str) -> dict[str, Any]:
    """The newest event of a type in the shop's stream."""
    event = TABLES["event"]
    newest = select(func.max(event.c.seq).label("seq")).where(event.c.stream == shop_stream(house.shop.id), event.c.type == kind)
    return row_of(tx, "event", stream=shop_stream(house.shop.id), seq=tx.query(newest)[0].seq)


def say(tx: Tx, house: House, kind: str, data: dict[str, Any], channels: tuple[str, ...] = ("office",)) -> None:
    """Append an event as `append_events` would."""
    name = shop_stream(house.shop.id)
    head = row_of(tx, "stream", name=name)["head"] + 1
    event_id = new_id()
    said = {"id": event_id, "type": kind, "at": "2026-11-22T04:00:00.000Z", "channels": channels, "data": data}
    row = {"stream": name, "seq": head, "id": event_id, "type": kind, "channels": channels, "cause": None, "at": house.now}
    tx.run(insert(TABLES["event"]).values(**row, body=msgspec.json.encode(said)[1:]))
    set_values(tx, "stream", {"name": name}, head=head)


def forget(tx: Tx, house: House, kind: str) -> None:
    """Take an event out of the log and close the gap, so that the numbers look as if nothing were missing."""
    gone = event_of(tx, house, kind)
    remove(tx, "event", stream=gone["stream"], seq=gone["seq"])
    event = TABLES["event"]
    above = select(event.c.seq).where(event.c.stream == gone["stream"], event.c.seq > gone["seq"]).order_by(event.c.seq)
    for row in tx.query(above):
        set_values(tx, "event", {"stream": gone["stream"], "seq": row.seq}, seq=row.seq - 1)
    head = row_of(tx, "stream", name=gone["stream"])["head"]
    set_values(tx, "stream", {"name": gone["stream"]}, head=head - 1)


# I1


@breaks("I1", "a stored answer is none of success")
def _(tx: Tx, house: House) -> None:
    set_values(tx, "idempotency_key", {"key": "command-1"}, status=409)


@breaks("I1", "not as long as it says")
def _(tx: Tx, house: House) -> None:
    set_values(tx, "idempotency_key", {"key": "command-1"}, body=b"{")


@breaks("I1", "an effect names a key that was not stored with it")
def _(tx: Tx, house: House) -> None:
    remove(tx, "idempotency_key", key="command-1")


@breaks("I1", "one key, two effects")
def _(tx: Tx, house: House) -> None:
    set_values(tx, "line_history", {"line_id": house.line.id, "action": "start"}, cause="command-1")


# O1, O2


@breaks("O1", "a move that the table does not know")
def _(tx: Tx, house: House) -> None:
    set_values(tx, "line_history", {"line_id": house.cancelled.id, "action": "cancel"}, to_state="served")


@breaks("O1", "a move starts where the one before did not end")
def _(tx: Tx, house: House) -> None:
    set_values(tx, "line_history", {"line_id": house.line.id, "action": "serve"}, from_state="ready")


@breaks("O1", "a move starts where the one before did not end")
def _(tx: Tx, house: House) -> None:
    remove(tx, "line_history", line_id=house.line.id, version=1)


@breaks("O1", "the line is not where its history leads")
def _(tx: Tx, house: House) -> None:
    set_values(tx, "order_line", {"id": house.line.id}, state="served", served_at=house.now)


@breaks("O1", "the line is not where its history leads")
def _(tx: Tx, house: House) -> None:
    remove(tx, "line_history", line_id=house.line.id)


@breaks("O1", "the times of a line do not fit its state")
def _(tx: Tx, house: House) -> None:
    set_values(tx, "order_line", {"id": house.cancelled.id}, started_at=house.now)


@breaks("O1", "a line counts other calls than its history")
def _(tx: Tx, house: House) -> None:
    set_values(tx, "order_line", {"id": house.line.id}, call_count=5)


@breaks("O2", "versions do not follow one another from 1")
def _(tx: Tx, house: House) -> None:
    remove(tx, "line_history", line_id=house.line.id, version=3)


@breaks("O2", "a move is earlier than the one before")
def _(tx: Tx, house: House) -> None:
    set_values(tx, "line_history", {"line_id": house.line.id, "action": "finish"}, at=house.now - timedelta(hours=1))


@breaks("O2", "the history goes on beyond the line's version")
def _(tx: Tx, house: House) -> None:
    set_values(tx, "order_line", {"id": house.line.id}, version=2)


@breaks("O2", "the history goes on beyond the line's version, or has no line")
def _(tx: Tx, house: House) -> None:
    remove(tx, "order_line", id=house.line.id)


# O3, O4


@breaks("O3", "a stay has several open orders")
def _(tx: Tx, house: House) -> None:
    copy(tx, "food_order", {"id": house.order.id}, id=new_id(), number=77)


@breaks("O3", "an open order hangs on a stay that is over")
def _(tx: Tx, house: House) -> None:
    set_values(tx, "food_order", {"id": house.closed.id}, closed_at=None, state="placed")


@breaks("O3", "an open order hangs on a stay that is over or does not exist")
def _(tx: Tx, house: House) -> None:
    set_values(tx, "food_order", {"id": house.order.id}, stay_id=new_id())


@breaks("O3", "an open order stands elsewhere than its stay")
def _(tx: Tx, house: House) -> None:
    set_values(tx, "food_order", {"id": house.order.id}, room_id=house.shop.rooms["803"], room_number="803")


@breaks("O3", "an open order stands elsewhere than its stay")
def _(tx: Tx, house: House) -> None:
    set_values(tx, "food_order", {"id": house.on_wristband.id}, wristband=None)


@breaks("O4", "numbers are missing or used twice")
def _(tx: Tx, house: House) -> None:
    set_values(tx, "food_order", {"id": house.closed.id}, number=9)


@breaks("O4", "the day's counter does not stand at its last number")
def _(tx: Tx, house: House) -> None:
    set_values(tx, "daily_number", {"shop_id": house.shop.id}, last=8)


@breaks("O4", "a counter without orders")
def _(tx: Tx, house: House) -> None:
    copy(tx, "daily_number", {"shop_id": house.shop.id}, business_day=(house.now + timedelta(days=3)).date(), last=2)


# O5, O6, O7


@breaks("O5", "the total is not what its lines cost")
def _(tx: Tx, house: House) -> None:
    set_values(tx, "food_order", {"id": house.order.id}, total_minor=house.order.total + 1)


@breaks("O5", "the total is not what its lines cost")
def _(tx: Tx, house: House) -> None:
    set_values(tx, "order_line", {"id": house.line.id}, quantity=3)


@breaks("O5", "a quantity outside 1…999")
def _(tx: Tx, house: House) -> None:
    set_values(tx, "order_line", {"id": house.line.id}, quantity=1000)


@breaks("O5", "the state does not follow from the lines")
def _(tx: Tx, house: House) -> None:
    set_values(tx, "food_order", {"id": house.order.id}, state="placed")


@breaks("O5", "the state does not follow from the lines")
def _(tx: Tx, house: House) -> None:
    set_values(tx, "food_order", {"id": house.order.id}, number_state=None)


@breaks("O5", "without the time of it")
def _(tx: Tx, house: House) -> None:
    set_values(tx, "food_order", {"id": house.gone.id}, cancelled_at=None)


@breaks("O6", "a line's station is not among those of its order")
def _(tx: Tx, house: House) -> None:
    set_values(tx, "food_order", {"id": house.order.id}, stations=["cold"])


@breaks("O6", "a device has stored more of a stream than there is")
def _(tx: Tx, house: House) -> None:
    cursor = {"device_id": house.shop.kitchen, "stream": shop_stream(house.shop.id), "seq": 100_000, "acked_at": house.now}
    tx.run(insert(TABLES["device_cursor"]).values(**cursor))


@breaks("O7", "an order does not have the lines it counts")
def _(tx: Tx, house: House) -> None:
    remove(tx, "order_line", id=house.cancelled.id)


@breaks("O7", "an order does not have the lines it counts")
def _(tx: Tx, house: House) -> None:
    set_values(tx, "order_line", {"id": house.cancelled.id}, position=1)


@breaks("O7", "rounds do not follow one another from 1")
def _(tx: Tx, house: House) -> None:
    remove(tx, "order_round", order_id=house.order.id, round=1)


@breaks("O7", "a round without lines")
def _(tx: Tx, house: House) -> None:
    copy(tx, "order_round", {"order_id": house.order.id, "round": 1}, round=3, id=new_id())


@breaks("O7", "a line without its order")
def _(tx: Tx, house: House) -> None:
    remove(tx, "food_order", id=house.order.id)


# E1 to E5


@breaks("E1", "numbers are missing")
def _(tx: Tx, house: House) -> None:
    remove(tx, "event", stream=shop_stream(house.shop.id), seq=7)


@breaks("E1", "go beyond what the stream says")
def _(tx: Tx, house: House) -> None:
    set_values(tx, "stream", {"name": shop_stream(house.shop.id)}, head=3)


@breaks("E1", "events of a stream that has no counter")
def _(tx: Tx, house: House) -> None:
    remove(tx, "stream", name=shop_stream(house.shop.id))


@breaks("E2", "the body does not say what the row says")
def _(tx: Tx, house: House) -> None:
    said = event_of(tx, house, "kds.line_moved")
    set_values(tx, "event", {"stream": said["stream"], "seq": said["seq"]}, type="kds.line_made")


@breaks("E2", "the body cannot be read")
def _(tx: Tx, house: House) -> None:
    said = event_of(tx, house, "kds.line_moved")
    set_values(tx, "event", {"stream": said["stream"], "seq": said["seq"]}, body=said["body"][:-5])


@breaks("E2", "the id of an earlier event")
def _(tx: Tx, house: House) -> None:
    said = event_of(tx, house, "kds.line_moved")
    copy(tx, "event", {"stream": said["stream"], "seq": said["seq"]}, seq=row_of(tx, "stream", name=said["stream"])["head"] + 1)


@breaks("E3", "the order is not as it was told last")
def _(tx: Tx, house: House) -> None:
    set_values(tx, "food_order", {"id": house.order.id}, version=house.order.version + 50)


@breaks("E3", "the line is not as it was told last")
def _(tx: Tx, house: House) -> None:
    forget(tx, house, "kds.line_moved")


@breaks("E3", "the room is not as it was told last")
def _(tx: Tx, house: House) -> None:
    set_values(tx, "room", {"id": house.shop.rooms["803"]}, version=9)


@breaks("E3", "the number is not as it was told last")
def _(tx: Tx, house: House) -> None:
    say(tx, house, "kds.number_changed", {"removed": {"number": [house.order.id]}}, ("call",))


@breaks("E3", "an order that changed and no event says so")
def _(tx: Tx, house: House) -> None:
    copy(tx, "food_order", {"id": house.order.id}, id=new_id(), number=77)


@breaks("E4", "a channel of somebody else")
def _(tx: Tx, house: House) -> None:
    say(tx, house, "venue.room_changed", {}, ("office", f"room:{house.stranger.rooms['801']}"))


@breaks("E4", "a channel of somebody else")
def _(tx: Tx, house: House) -> None:
    theirs = row_of(tx, "chat", shop_id=house.stranger.id, state="queued")["stay_id"]
    say(tx, house, "chat.typing", {}, ("chat", f"stay:{theirs}"))


@breaks("E4", "a channel of somebody else")
def _(tx: Tx, house: House) -> None:
    say(tx, house, "im.device_moved", {}, (f"device:{house.stranger.pad}",))


@breaks("E4", "a channel of somebody else")
def _(tx: Tx, house: House) -> None:
    session = row_of(tx, "session", subject_id=house.stranger.pad)["id"]
    say(tx, house, "accounts.session_ended", {"session": session}, (f"session:{session}",))


@breaks("E4", "a channel that nobody of this stream can follow")
def _(tx: Tx, house: House) -> None:
    say(tx, house, "venue.room_changed", {}, ("everybody",))


@breaks("E4", "a channel that nobody of this stream can follow")
def _(tx: Tx, house: House) -> None:
    say(tx, house, "venue.room_changed", {}, ("room:801",))


@breaks("E4", "an event about another shop")
def _(tx: Tx, house: House) -> None:
    say(tx, house, "orders.order_changed", {"order": {"id": house.gone.id, "shop_id": house.stranger.id, "version": house.gone.version}})


@breaks("E4", "a room of another shop, or of none")
def _(tx: Tx, house: House) -> None:
    say(tx, house, "venue.room_changed", {"room": {"id": house.stranger.rooms["803"], "version": 1}})


@breaks("E4", "a stream of nobody")
def _(tx: Tx, house: House) -> None:
    copy(tx, "stream", {"name": shop_stream(house.shop.id)}, name=shop_stream(new_id()), head=0, oldest=1)


@breaks("E5", "a line whose placing nobody was told")
def _(tx: Tx, house: House) -> None:
    forget(tx, house, "orders.order_placed")


@breaks("E5", "a move that nobody was told")
def _(tx: Tx, house: House) -> None:
    forget(tx, house, "kds.line_moved")


@breaks("E5", "a move that nobody was told")
def _(tx: Tx, house: House) -> None:
    remove(tx, "event", stream=shop_stream(house.shop.id))
    remove(tx, "stream", name=shop_stream(house.shop.id))


@breaks("E5", "told before")
def _(tx: Tx, house: House) -> None:
    said = event_of(tx, house, "kds.line_moved")
    say(tx, house, said["type"], msgspec.json.decode(b"{" + said["body"])["data"])


@breaks("E5", "a move was told that never was")
def _(tx: Tx, house: House) -> None:
    say(tx, house, "kds.line_moved", {"line": {"id": house.line.id, "version": 99}})


# T1


@breaks("T1", "room names no shop of its brand")
def _(tx: Tx, house: House) -> None:
    set_values(tx, "room", {"id": house.shop.rooms["803"]}, brand_id=house.stranger.brand_id)


@breaks("T1", "order_line names no shop of its brand")
def _(tx: Tx, house: House) -> None:
    set_values(tx, "order_line", {"id": house.line.id}, shop_id=new_id())


@breaks("T1", "order_line.order_id names no food_order of the same shop and brand")
def _(tx: Tx, house: House) -> None:
    set_values(tx, "order_line", {"id": house.line.id}, order_id=house.gone.id)


@breaks("T1", "device_binding.room_id names no room of the same shop and brand")
def _(tx: Tx, house: House) -> None:
    set_values(tx, "device_binding", {"device_id": house.shop.pad, "room_id": house.shop.rooms["802"]}, room_id=house.stranger.rooms["801"])


@breaks("T1", "access_token.session_id names no session")
def _(tx: Tx, house: House) -> None:
    remove(tx, "session", subject_id=house.shop.pad)


# V1


def _stay_of(tx: Tx, house: House, number: str) -> UUID:
    found: UUID = row_of(tx, "room", id=house.shop.rooms[number])["stay_id"]
    return found


@breaks("V1", "a room has several running stays of its own")
def _(tx: Tx, house: House) -> None:
    copy(tx, "stay", {"id": _stay_of(tx, house, "801")}, id=new_id())


@breaks("V1", "a running stay that its room does not name")
def _(tx: Tx, house: House) -> None:
    set_values(tx, "room", {"id": house.shop.rooms["801"]}, stay_id=None)


@breaks("V1", "a room names a stay that is over")
def _(tx: Tx, house: House) -> None:
    set_values(tx, "stay", {"id": _stay_of(tx, house, "801")}, closed_at=house.now)


@breaks("V1", "a room names a stay that is over, a wristband's, or elsewhere")
def _(tx: Tx, house: House) -> None:
    set_values(tx, "room", {"id": house.shop.rooms["803"]}, stay_id=_stay_of(tx, house, "801"))


@breaks("V1", "a room's state does not fit its guests")
def _(tx: Tx, house: House) -> None:
    set_values(tx, "room", {"id": house.shop.rooms["801"]}, state="free")


@breaks("V1", "a room's state does not fit its guests")
def _(tx: Tx, house: House) -> None:
    set_values(tx, "room", {"id": house.shop.rooms["803"]}, state="in_use")


@breaks("V1", "a wristband that is out without a stay of its own")
def _(tx: Tx, house: House) -> None:
    set_values(tx, "wristband", {"shop_id": house.shop.id, "code": "W2"}, state="out")


@breaks("V1", "or in with one")
def _(tx: Tx, house: House) -> None:
    set_values(tx, "wristband", {"shop_id": house.shop.id, "code": "W1"}, state="in")


@breaks("V1", "a therapist is at work on a stay that is over")
def _(tx: Tx, house: House) -> None:
    set_values(tx, "stay", {"id": _stay_of(tx, house, "801")}, closed_at=house.now)


@breaks("V1", "a therapist is at work twice")
def _(tx: Tx, house: House) -> None:
    copy(tx, "therapist_session", {"staff_id": house.shop.waiter.id}, id=new_id())


# B1


@breaks("B1", "a device has no open binding, or several")
def _(tx: Tx, house: House) -> None:
    copy(tx, "device_binding", {"device_id": house.shop.kitchen}, id=new_id())


@breaks("B1", "a device has no open binding")
def _(tx: Tx, house: House) -> None:
    set_values(tx, "device_binding", {"device_id": house.shop.kitchen}, until=house.now)


@breaks("B1", "or is revoked and has one")
def _(tx: Tx, house: House) -> None:
    set_values(tx, "device_binding", {"device_id": house.shop.lost}, until=None)


@breaks("B1", "an account is shared by others than cashiers")
def _(tx: Tx, house: House) -> None:
    set_values(tx, "device", {"id": house.shop.kitchen}, account_id=row_of(tx, "device", id=house.shop.cashier)["account_id"])


@breaks("B1", "two devices in use with one account that is not shared")
def _(tx: Tx, house: House) -> None:
    set_values(tx, "device", {"id": house.shop.kitchen}, account_id=row_of(tx, "device", id=house.shop.pad)["account_id"])


@breaks("B1", "a shop has several shared accounts")
def _(tx: Tx, house: House) -> None:
    copy(tx, "device_account", {"shop_id": house.shop.id, "shared": True}, id=new_id())


# A1, A2


@breaks("A1", "an open session of nobody")
def _(tx: Tx, house: House) -> None:
    set_values(tx, "session", {"subject_id": house.shop.pad}, subject_id=new_id())


@breaks("A1", "or of somebody of another brand")
def _(tx: Tx, house: House) -> None:
    set_values(tx, "session", {"subject_id": house.shop.manager.id}, brand_id=house.stranger.brand_id)


@breaks("A1", "a person who is switched off")
def _(tx: Tx, house: House) -> None:
    set_values(tx, "user", {"id": house.shop.manager.id}, state="disabled")


@breaks("A1", "or of a device that is revoked")
def _(tx: Tx, house: House) -> None:
    set_values(tx, "session", {"subject_id": house.shop.lost}, revoked_at=None, revoked_why=None)


@breaks("A1", "a session was ended without a reason")
def _(tx: Tx, house: House) -> None:
    set_values(tx, "session", {"subject_id": house.shop.lost}, revoked_why=None)


@breaks("A1", "an open session's refresh token is not one of its own")
def _(tx: Tx, house: House) -> None:
    set_values(tx, "session", {"subject_id": house.shop.pad}, current_refresh=b"x" * 32)


@breaks("A2", "a refresh token of an ended session was used")
def _(tx: Tx, house: House) -> None:
    session = row_of(tx, "session", subject_id=house.shop.lost)
    set_values(tx, "refresh_token", {"session_id": session["id"]}, used_at=session["revoked_at"] + timedelta(minutes=2))


# J1, N1


def _job(tx: Tx, house: House, **other: Any) -> None:
    plain: dict[str, Any] = {
        "id": new_id(),
        "kind": "venue.follow_hours",
        "key": "one",
        "args": {},
        "state": "waiting",
        "due_at": house.now,
    }
    tx.run(insert(TABLES["job"]).values(**(plain | {"attempts": 0, "created_at": house.now} | other)))


@breaks("J1", "leased though nothing is left to do")
def _(tx: Tx, house: House) -> None:
    _job(tx, house, state="done", done_at=house.now, attempts=1, lease_owner=new_id(), lease_until=house.now)


@breaks("J1", "a job is in no state")
def _(tx: Tx, house: House) -> None:
    _job(tx, house, state="lost")


@breaks("J1", "half leased")
def _(tx: Tx, house: House) -> None:
    _job(tx, house, attempts=1, lease_owner=new_id())


@breaks("J1", "a job is done without the time of it")
def _(tx: Tx, house: House) -> None:
    _job(tx, house, state="done", attempts=1)


@breaks("J1", "died without a reason")
def _(tx: Tx, house: House) -> None:
    _job(tx, house, state="dead", attempts=5)


@breaks("J1", "without having been tried")
def _(tx: Tx, house: House) -> None:
    _job(tx, house, state="done", done_at=house.now)


@breaks("J1", "two jobs of one kind and key wait")
def _(tx: Tx, house: House) -> None:
    _job(tx, house)
    _job(tx, house)


@breaks("N1", "a device's presence does not follow from its connections")
def _(tx: Tx, house: House) -> None:
    set_values(tx, "device", {"id": house.shop.kitchen}, presence="online")


@breaks("M1", "dropped or has failed without a reason")
def a_message_is_dropped_for_no_reason(tx: Tx, house: House) -> None:
    set_values(tx, "im_message", {"state": "dropped", "shop_id": house.shop.id}, reason=None)


@breaks("M1", "went out before it was due")
def a_message_is_early(tx: Tx, house: House) -> None:
    set_values(tx, "im_message", {"id": house.told.message_id}, due_at=house.now + timedelta(hours=1))


@breaks("M1", "of the same call, channel, kind and repeat")
def a_message_is_made_twice(tx: Tx, house: House) -> None:
    copy(tx, "im_message", {"id": house.told.message_id}, id=new_id())


@breaks("M2", "a delivery without its message")
def a_delivery_of_nothing(tx: Tx, house: House) -> None:
    copy(tx, "im_delivery", {"message_id": house.told.message_id, "device_id": house.told.device_id}, message_id=new_id())


@breaks("M2", "no device has said so")
def a_message_that_nobody_has_spoken(tx: Tx, house: House) -> None:
    set_values(tx, "im_delivery", {"message_id": house.told.message_id}, result="shown")


@breaks("C1", "another number than the chat says")
def a_chat_says_more_than_was_written(tx: Tx, house: House) -> None:
    set_values(tx, "chat", {"id": house.chat.id}, messages=9)


@breaks("C1", "a number is missing")
def a_message_of_a_chat_is_missing(tx: Tx, house: House) -> None:
    remove(tx, "chat_message", chat_id=house.chat.id, number=2)


@breaks("C2", "the places of a queue")
def the_first_in_the_queue_is_second(tx: Tx, house: House) -> None:
    set_values(tx, "chat", {"state": "queued", "shop_id": house.stranger.id}, place=2)


@breaks("M3", "still waits")
def a_message_is_left_lying(tx: Tx, house: House) -> None:
    lying = {"state": "scheduled", "sent_at": None, "due_at": house.now - timedelta(hours=1)}
    set_values(tx, "im_message", {"id": house.told.message_id}, **lying)


@breaks("M2", "answers come to is not what they have said")
def a_message_whose_answers_nobody_gave(tx: Tx, house: House) -> None:
    set_values(tx, "im_message", {"id": house.told.message_id}, answers="blocked")


# P1 to P3, and what was told of print jobs


@breaks("E3", "the print_job is not as it was told last")
def a_print_job_moves_on_in_silence(tx: Tx, house: House) -> None:
    set_values(tx, "print_job", {"id": house.paper}, version=9)


@breaks("E3", "a print job is not what was said of it")
def a_print_job_changes_without_a_version(tx: Tx, house: House) -> None:
    set_values(tx, "print_job", {"id": house.jammed}, problem="cover_open")


@breaks("E3", "a print job that changed and no event says so")
def a_print_job_that_nobody_was_told_of(tx: Tx, house: House) -> None:
    copy(tx, "print_job", {"id": house.receipt}, id=new_id(), copy=7)


@breaks("T1", "print_job.order_id names no food_order of the same shop and brand")
def a_print_job_of_another_house(tx: Tx, house: House) -> None:
    set_values(tx, "print_job", {"id": house.paper}, order_id=house.gone.id)


@breaks("P1", "two jobs of one printer for the same paper")
def a_receipt_comes_out_twice(tx: Tx, house: House) -> None:
    copy(tx, "print_job", {"id": house.receipt}, id=new_id())


@breaks("P1", "two cards of one round at one printer")
def a_round_comes_out_twice(tx: Tx, house: House) -> None:
    copy(tx, "print_job", {"id": house.paper}, id=new_id(), subject="round:again")


@breaks("P1", "a card of no round")
def a_card_of_no_round(tx: Tx, house: House) -> None:
    set_values(tx, "print_job", {"id": house.paper}, round=None)


@breaks("P1", "a receipt of no order")
def a_receipt_of_no_order(tx: Tx, house: House) -> None:
    set_values(tx, "print_job", {"id": house.receipt}, order_id=None)


@breaks("P2", "a job is over without the time of it")
def a_paper_without_a_time(tx: Tx, house: House) -> None:
    set_values(tx, "print_job", {"id": house.paper}, ended_at=None)


@breaks("P2", "has the time and is not")
def a_job_that_goes_on_after_its_end(tx: Tx, house: House) -> None:
    set_values(tx, "print_job", {"id": house.jammed}, ended_at=house.now)


@breaks("P2", "a job failed or expired without a reason")
def a_job_fails_for_no_reason(tx: Tx, house: House) -> None:
    set_values(tx, "print_job", {"id": house.jammed}, state="failed", problem=None)


@breaks("P2", "is printed and still has one")
def a_paper_with_a_problem(tx: Tx, house: House) -> None:
    set_values(tx, "print_job", {"id": house.paper}, problem="paper_out")


@breaks("P2", "on paper that nobody took")
def a_paper_that_nobody_took(tx: Tx, house: House) -> None:
    set_values(tx, "print_job", {"id": house.paper}, taken_by_id=None)


@breaks("P2", "or without what stands there")
def a_paper_of_which_nothing_is_known(tx: Tx, house: House) -> None:
    set_values(tx, "print_job", {"id": house.paper}, content=None)


@breaks("P2", "what is another's turn")
def a_job_is_with_two_printers(tx: Tx, house: House) -> None:
    set_values(tx, "print_job", {"id": house.jammed}, state="printing", device_id=house.shop.desk_printer)


@breaks("P2", "too old was printed without anybody asking")
def a_card_of_last_night(tx: Tx, house: House) -> None:
    taken = row_of(tx, "print_job", id=house.paper)["taken_at"]
    set_values(tx, "print_job", {"id": house.paper}, expires_at=taken - timedelta(seconds=1))


@breaks("P3", "a card of dishes that had been taken back before")
def a_card_of_what_was_cancelled(tx: Tx, house: House) -> None:
    card = row_of(tx, "print_job", id=house.paper)
    before = card["taken_at"] - timedelta(minutes=1)
    of_card = {"order_id": card["order_id"], "round": card["round"], "station": "hot"}
    set_values(tx, "order_line", of_card, state="cancelled", cancelled_at=before)


@breaks("P3", "a slip of an alarm that was over")
def a_slip_of_what_works_again(tx: Tx, house: House) -> None:
    paper = row_of(tx, "print_job", id=house.paper)
    cleared = paper["taken_at"] - timedelta(minutes=1)
    of_shop: dict[str, Any] = {"shop_id": house.shop.id}
    alarm = of_shop | {"id": new_id(), "brand_id": house.shop.brand_id, "kind": "device_unreachable", "subject": "device:this", "about": {}}
    times = {"since": cleared, "raised_at": cleared, "cleared_at": cleared, "ended": "connected", "steps_taken": 1}
    tx.run(insert(TABLES["alarm"]).values(**alarm, **times))
    step = of_shop | {"alarm_id": alarm["id"], "step": "print", "state": "done", "at": cleared, "print_job_id": house.paper}
    tx.run(insert(TABLES["alarm_step"]).values(**step))
    set_values(tx, "print_job", {"id": house.paper}, kind="alarm", order_id=None, round=None)
