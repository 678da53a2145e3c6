"""Staff: who works for the brand, in which role, in which shop."""

from typing import Any
from uuid import UUID

from msgspec import UNSET
from sqlalchemy import bindparam, select, update

from hub.accounts import sessions, shops
from hub.accounts.actor import Actor
from hub.accounts.audit import record
from hub.accounts.events import StaffChanged
from hub.accounts.models import staff_grant, user
from hub.accounts.queries import GET_STAFF, get_staff, user_out
from hub.accounts.schemas import AddStaff, ChangeStaff, StaffAnswer, UserOut
from hub.accounts.sign_in import sign_in_name
from hub.kit.columns import Instant
from hub.kit.db import Tx
from hub.kit.door import insert_row, upsert_row
from hub.kit.errors import Forbidden, NotFound, invalid
from hub.live.append import publish, user_stream

ADD_USER = upsert_row(user, list(user.c.keys()), conflict=["username"], returning=["id"])
ADD_GRANT = insert_row(staff_grant)
LOCK_USER = (
    update(user)
    .where(user.c.brand_id == bindparam("brand_id"), user.c.id == bindparam("user_id"))
    .values(updated_at=bindparam("now", type_=Instant))
)
CHANGE_USER = (
    update(user)
    .where(user.c.brand_id == bindparam("brand_id"), user.c.id == bindparam("user_id"))
    .values(
        name=bindparam("new_name"),
        password_hash=bindparam("new_hash"),
        state=bindparam("new_state"),
        scope_version=user.c.scope_version + bindparam("scope_steps"),
    )
)
OF_ROLE = (
    select(user.c.id)
    .join_from(user, staff_grant, staff_grant.c.user_id == user.c.id)
    .where(
        user.c.brand_id == bindparam("brand_id"),
        user.c.state == "active",
        staff_grant.c.brand_id == bindparam("brand_id"),
        staff_grant.c.shop_id == bindparam("shop_id"),
        staff_grant.c.role == bindparam("role"),
    )
    .order_by(user.c.id)
)
RAISE_SCOPE = (
    update(user)
    .where(user.c.brand_id == bindparam("brand_id"), user.c.id == bindparam("user_id"))
    .values(scope_version=user.c.scope_version + 1)
)
CHANGE_GRANT = (
    update(staff_grant)
    .where(staff_grant.c.brand_id == bindparam("brand_id"), staff_grant.c.user_id == bindparam("user_id"))
    .values(
        shop_id=bindparam("new_shop_id"), role=bindparam("new_role"), job=bindparam("new_job"), updated_at=bindparam("now", type_=Instant)
    )
)


def check_placing(tx: Tx, who: Actor, role: str, shop_id: UUID | None) -> UUID | None:
    """Where a person of this role may be put to work by the caller; the shop, or None for an owner.

    Raises:
        Forbidden: only an owner makes owners.
        NotFound: the shop is not the caller's.
        Invalid: a role below owner without a shop, or an owner with one.
    """
    if role == "owner":
        if who.shop_id is not None:
            raise Forbidden("only an owner makes owners")
        if shop_id is not None:
            raise invalid("/shop_id", "an owner stands above the shops")
        return None
    shop_id = shop_id or who.shop_id
    if shop_id is None:
        raise invalid("/shop_id", "this role works in one shop")
    if shop_id != who.shop_id and (who.shop_id is not None or shops.find_shop(tx, shop_id).brand_id != who.brand_id):
        raise NotFound
    return shop_id


def add_staff(tx: Tx, who: Actor, data: AddStaff, password_hash: str) -> UserOut:
    """A new member of staff, who can sign in at once.

    Raises:
        Forbidden, NotFound: see `check_placing`.
        Invalid: the name to sign in with is taken, or the role and the shop do not go together.
    """
    shop_id = check_placing(tx, who, data.role, data.shop_id)
    user_id = add_user(
        tx,
        brand_id=who.brand_id,
        shop_id=shop_id,
        role=data.role,
        username=data.username,
        name=data.name,
        job=data.job,
        password_hash=password_hash,
    )
    if user_id is None:
        raise invalid("/username", "taken")
    added = user_out(get_staff(tx, who, user_id))
    record(tx, who, "staff.added", "user", user_id, after=_facts(added), shop_id=shop_id)
    return added


def add_user(
    tx: Tx, *, brand_id: UUID, shop_id: UUID | None, role: str, username: str, name: str, password_hash: str, job: str = ""
) -> UUID | None:
    """The rows of a person and their grant; None when the name to sign in with is taken. For `add_staff` and the demo."""
    folded = sign_in_name(username)
    if not 2 <= len(folded) <= 64:
        raise invalid("/username", "2 to 64 characters")
    user_id = tx.value(
        ADD_USER,
        id=tx.new_id(),
        brand_id=brand_id,
        username=folded,
        name=name,
        password_hash=password_hash,
        state="active",
        scope_version=1,
        created_at=tx.now,
        updated_at=tx.now,
    )
    if user_id is not None:
        tx.run(
            ADD_GRANT,
            id=tx.new_id(),
            user_id=user_id,
            brand_id=brand_id,
            shop_id=shop_id,
            role=role,
            job=job,
            created_at=tx.now,
            updated_at=tx.now,
        )
    return user_id  # type: ignore[no-any-return]


def change_staff(tx: Tx, who: Actor, user_id: UUID, data: ChangeStaff, new_hash: str | None) -> StaffAnswer:
    """Change what the request names. A new role or shop closes the person's sockets; a new password ends their sessions.

    Raises:
        NotFound: not one of the caller's staff, or the new shop is not the caller's.
        Forbidden: oneself getting another role, shop or password.
    """
    row = _lock(tx, who, user_id)
    if new_hash is not None and user_id == who.id:
        raise Forbidden("the own password is changed by naming the present one")
    role = row.role if data.role is UNSET else data.role
    wanted_shop = None if role == "owner" and data.shop_id is UNSET else row.shop_id if data.shop_id is UNSET else data.shop_id
    moved = (role, wanted_shop) != (row.role, row.shop_id)
    if moved and user_id == who.id:
        raise Forbidden("nobody changes the own role")
    changes = {
        "name": row.name if data.name is UNSET else data.name,
        "job": row.job if data.job is UNSET else data.job,
        "role": role,
        "shop_id": check_placing(tx, who, role, wanted_shop) if moved else row.shop_id,
    }
    return _write(tx, who, row, {**changes, "state": row.state}, new_hash)


def set_staff_state(tx: Tx, who: Actor, user_id: UUID, state: str) -> StaffAnswer:
    """Switch a person off or on again. Off ends every session at once.

    Raises:
        NotFound: not one of the caller's staff.
        Forbidden: oneself.
    """
    row = _lock(tx, who, user_id)
    if user_id == who.id:
        raise Forbidden("nobody switches themselves off")
    kept = {name: getattr(row, name) for name in ("name", "job", "role", "shop_id")}
    return _write(tx, who, row, {**kept, "state": state}, None)


def _lock(tx: Tx, who: Actor, user_id: UUID) -> Any:
    """The row of a person, held until the end of the unit so that two changes come one after the other."""
    tx.run(LOCK_USER, brand_id=who.brand_id, user_id=user_id, now=tx.now)
    return get_staff(tx, who, user_id)


def _write(tx: Tx, who: Actor, row: Any, new: dict[str, Any], new_hash: str | None) -> StaffAnswer:
    changed = {name: value for name, value in new.items() if value != getattr(row, name)}
    if not changed and new_hash is None:
        return StaffAnswer(user=user_out(row), changed=False)
    scope_changed = bool(changed.keys() & {"role", "shop_id", "state"})
    tx.run(
        CHANGE_USER,
        brand_id=who.brand_id,
        user_id=row.id,
        new_name=new["name"],
        new_hash=new_hash or row.password_hash,
        new_state=new["state"],
        scope_steps=int(scope_changed),
    )
    tx.run(
        CHANGE_GRANT,
        brand_id=who.brand_id,
        user_id=row.id,
        new_shop_id=new["shop_id"],
        new_role=new["role"],
        new_job=new["job"],
        now=tx.now,
    )
    after = user_out(tx.one(GET_STAFF, brand_id=who.brand_id, user_id=row.id))
    before_facts, after_facts = _facts(user_out(row)), _facts(after)
    record(
        tx,
        who,
        "staff.changed",
        "user",
        row.id,
        before={name: before_facts[name] for name in changed},
        after={name: after_facts[name] for name in changed} | ({"password": "changed"} if new_hash else {}),
        shop_id=after.shop_id or row.shop_id,
    )
    if after.state == "disabled":
        sessions.end_sessions_of_user(tx, who.brand_id, row.id, "disabled")
    elif new_hash is not None:
        sessions.end_sessions_of_user(tx, who.brand_id, row.id, "password")
    elif scope_changed:
        _tell_moved(tx, who.brand_id, row.id, after.role, after.shop_id)
    return StaffAnswer(user=after, changed=True)


def hear_anew(tx: Tx, brand_id: UUID, shop_id: UUID, role: str) -> None:
    """Those of this role in a shop hear other channels from now on: their sockets come back for them."""
    for found in tx.all(OF_ROLE, brand_id=brand_id, shop_id=shop_id, role=role):
        tx.run(RAISE_SCOPE, brand_id=brand_id, user_id=found.id)
        _tell_moved(tx, brand_id, found.id, role, shop_id)


def _tell_moved(tx: Tx, brand_id: UUID, user_id: UUID, role: str, shop_id: UUID | None) -> None:
    """To every session of a person that may have a socket open."""
    to = [sessions.session_channel(session_id) for session_id in sessions.open_sessions_of(tx, brand_id, user_id)]
    publish(tx, StaffChanged(user=user_id, role=role, shop_id=shop_id), stream=user_stream(user_id), to=to)


def _facts(person: UserOut) -> dict[str, Any]:
    return {
        "username": person.username,
        "name": person.name,
        "role": person.role,
        "job": person.job,
        "shop_id": None if person.shop_id is None else str(person.shop_id),
        "state": person.state,
    }
