"""Reading staff and the audit log."""

from collections.abc import Collection, Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, or_, select

from hub.accounts.actor import Actor
from hub.accounts.models import audit_log, staff_grant, user
from hub.accounts.permissions import ROLES, STAFF_PERMISSIONS
from hub.accounts.schemas import AuditOut, UserOut
from hub.accounts.shops import shop_asked_for
from hub.kit.clock import stamp
from hub.kit.db import Tx
from hub.kit.errors import NotFound
from hub.kit.ids import not_before
from hub.kit.paging import Page, key_of, limit_of, page_of

_STAFF = select(user, staff_grant.c.shop_id, staff_grant.c.role, staff_grant.c.job).join_from(
    user, staff_grant, staff_grant.c.user_id == user.c.id
)
OF_BRAND = (user.c.brand_id == bindparam("brand_id"), staff_grant.c.brand_id == bindparam("brand_id"))
GET_STAFF = _STAFF.where(*OF_BRAND, user.c.id == bindparam("user_id"))
STAFF_PAGE = _STAFF.where(*OF_BRAND).order_by(user.c.id)
WITH_JOB = STAFF_PAGE.where(staff_grant.c.shop_id == bindparam("shop_id"), staff_grant.c.job == bindparam("job"), user.c.state == "active")
ACTIVE = STAFF_PAGE.where(
    or_(staff_grant.c.shop_id == bindparam("shop_id"), staff_grant.c.shop_id.is_(None)),
    staff_grant.c.role.in_(bindparam("roles", expanding=True)),
    user.c.state == "active",
)
ACTIVE_OF_THESE = ACTIVE.where(user.c.id.in_(bindparam("user_ids", expanding=True)))
AUDIT_PAGE = select(audit_log).where(audit_log.c.brand_id == bindparam("brand_id")).order_by(audit_log.c.id.desc())

ACTS_ON = (
    select(audit_log)
    .where(
        audit_log.c.shop_id == bindparam("shop_id"),
        audit_log.c.id >= bindparam("first_id"),
        audit_log.c.object_kind == bindparam("object_kind"),
        audit_log.c.object_id == bindparam("object_id"),
    )
    .order_by(audit_log.c.id)
)


def user_out(row: Any) -> UserOut:
    return UserOut(
        id=row.id,
        username=row.username,
        name=row.name,
        role=row.role,
        job=row.job,
        brand_id=row.brand_id,
        shop_id=row.shop_id,
        state=row.state,
    )


def get_staff(tx: Tx, who: Actor, user_id: UUID) -> Any:
    """A member of staff whom the caller may manage: a manager, those of the own shop; an owner, everybody of the brand.

    Raises:
        NotFound: no such person, or not theirs.
    """
    row = tx.one_or_none(GET_STAFF, brand_id=who.brand_id, user_id=user_id)
    if row is None or (who.shop_id is not None and row.shop_id != who.shop_id):
        raise NotFound
    return row


def staff_member(tx: Tx, who: Actor, user_id: UUID) -> UserOut:
    """One member of staff."""
    return user_out(get_staff(tx, who, user_id))


def staff_page(tx: Tx, who: Actor, shop_id: UUID | None, limit: int | None, cursor: str | None) -> Page[UserOut]:
    """Staff in the order they were added."""
    size, after, shop = limit_of(limit), key_of(cursor, tuple[UUID]), shop_asked_for(tx, who, shop_id)
    statement = STAFF_PAGE.limit(size + 1)
    if shop is not None:
        statement = statement.where(staff_grant.c.shop_id == shop)
    if after is not None:
        statement = statement.where(user.c.id > after[0])
    return page_of(tx.query(statement, brand_id=who.brand_id), size, lambda row: (row.id,), user_out)


def staff_with_job(tx: Tx, brand_id: UUID, shop_id: UUID, job: str) -> list[UserOut]:
    """Who does this work in a shop, in the order they were added; whoever may not sign in any more is left out."""
    return [user_out(row) for row in tx.all(WITH_JOB, brand_id=brand_id, shop_id=shop_id, job=job)]


def active_staff(tx: Tx, brand_id: UUID, shop_id: UUID, permission: str, user_ids: Collection[UUID] | None = None) -> list[UserOut]:
    """Who may do this in a shop and can sign in, the owners among them; of these people only, when some are named."""
    known = {"brand_id": brand_id, "shop_id": shop_id, "roles": [role for role in ROLES if permission in STAFF_PERMISSIONS[role]]}
    if user_ids is None:
        return [user_out(row) for row in tx.all(ACTIVE, **known)]
    return [user_out(row) for row in tx.all(ACTIVE_OF_THESE, **known, user_ids=list(user_ids))] if user_ids else []


def audit_page(
    tx: Tx,
    who: Actor,
    shop_id: UUID | None,
    object_kind: str | None,
    object_id: str | None,
    actor_id: UUID | None,
    limit: int | None,
    cursor: str | None,
) -> Page[AuditOut]:
    """The audit log, newest first."""
    size, before, shop = limit_of(limit), key_of(cursor, tuple[UUID]), shop_asked_for(tx, who, shop_id)
    wanted = {"shop_id": shop, "object_kind": object_kind, "object_id": object_id, "actor_id": actor_id}
    statement = AUDIT_PAGE.where(*(audit_log.c[name] == value for name, value in wanted.items() if value is not None)).limit(size + 1)
    if before is not None:
        statement = statement.where(audit_log.c.id < before[0])
    return page_of(tx.query(statement, brand_id=who.brand_id), size, lambda row: (row.id,), audit_out)


def acts_on(tx: Tx, shop_id: UUID, object_kind: str, object_id: UUID, actions: Iterable[str]) -> list[Any]:
    """The lines of the audit log about one thing of a shop, oldest first. Ids sort by time: none older than the thing is looked at."""
    rows = tx.all(ACTS_ON, shop_id=shop_id, object_kind=object_kind, object_id=str(object_id), first_id=not_before(object_id))
    wanted = set(actions)
    return [row for row in rows if row.action in wanted]


def audit_out(row: Any) -> AuditOut:
    return AuditOut(
        id=row.id,
        at=stamp(row.at),
        shop_id=row.shop_id,
        actor_kind=row.actor_kind,
        actor_id=row.actor_id,
        actor_name=row.actor_name,
        action=row.action,
        object_kind=row.object_kind,
        object_id=row.object_id,
        before=row.before,
        after=row.after,
        request_id=row.request_id,
        cause=row.cause,
    )
