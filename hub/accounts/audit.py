"""Who did what, in the same transaction as the act, so that it cannot be missing. The log only grows."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from hub.accounts.actor import Actor
from hub.accounts.models import audit_log
from hub.kit.db import Tx
from hub.kit.door import insert_row

INSERT_AUDIT = insert_row(audit_log)


def record(
    tx: Tx,
    who: Actor,
    action: str,
    object_kind: str,
    object_id: UUID | str,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    *,
    shop_id: UUID | None = None,
) -> None:
    """Note an act of staff or of a device; `shop_id` where an owner acts in one of the brand's shops.

    `before` and `after` hold only what the act changed, plain JSON values, and never a password, a token or a code.
    """
    record_as(
        tx,
        action=action,
        brand_id=who.brand_id,
        shop_id=shop_id or who.shop_id,
        actor_kind=who.kind,
        actor_id=who.id,
        actor_name=who.name,
        object_kind=object_kind,
        object_id=object_id,
        before=before,
        after=after,
    )


def record_each(
    tx: Tx,
    who: Actor,
    action: str,
    object_kind: str,
    edits: Iterable[tuple[UUID, dict[str, Any] | None, dict[str, Any] | None]],
    *,
    shop_id: UUID | None = None,
) -> None:
    """Note the same act upon many things, each by its id and what it changed from what to what, in one statement."""
    same = {
        "brand_id": who.brand_id,
        "shop_id": shop_id or who.shop_id,
        "actor_kind": who.kind,
        "actor_id": who.id,
        "actor_name": who.name,
        "action": action,
        "object_kind": object_kind,
    }
    rows = [stamped(tx, **same, object_id=str(one), before=before, after=after) for one, before, after in edits]
    tx.many(INSERT_AUDIT, rows)


def record_as(
    tx: Tx,
    *,
    action: str,
    brand_id: UUID | None,
    object_kind: str,
    object_id: UUID | str,
    shop_id: UUID | None = None,
    actor_kind: str = "hub",
    actor_id: UUID | None = None,
    actor_name: str = "",
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> None:
    """Note an act without a signed-in actor: a refused sign-in, something the hub did by itself."""
    tx.run(
        INSERT_AUDIT,
        **stamped(
            tx,
            brand_id=brand_id,
            shop_id=shop_id,
            actor_kind=actor_kind,
            actor_id=actor_id,
            actor_name=actor_name,
            action=action,
            object_kind=object_kind,
            object_id=str(object_id),
            before=before,
            after=after,
        ),
    )


def stamped(tx: Tx, **row: Any) -> dict[str, Any]:
    """A row of the log with its id, its time, and the request it came with."""
    return {"id": tx.new_id(), "request_id": tx.request_id, "cause": tx.cause, "at": tx.now, **row}
