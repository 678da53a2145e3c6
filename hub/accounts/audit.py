"""Who did what, in the same transaction as the act, so that it cannot be missing. The log only grows."""

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
        id=tx.new_id(),
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
        request_id=tx.request_id,
        cause=tx.cause,
        at=tx.now,
    )
