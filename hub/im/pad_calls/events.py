"""What happens to guests' calls. Events go to screens, facts only to other parts of the hub, in the same transaction."""

from typing import ClassVar
from uuid import UUID

import msgspec

from hub.accounts.actor import Actor
from hub.im.pad_calls.schemas import PadCallOut
from hub.live.events import Event


class PadCallChanged(Event, frozen=True, kw_only=True):
    """A call was made, taken, taken over, handed back, finished, made anew, has moved with its guests, or waits too long."""

    type: ClassVar[str] = "im.pad_call_changed"
    pad_call: PadCallOut


class PadCallMade(msgspec.Struct, frozen=True, kw_only=True):
    """A fact: a guest has pressed a button, or whoever went has handed the call back. Whoever can go should hear of it."""

    brand_id: UUID
    shop_id: UUID
    call: PadCallOut
    by: Actor
    """The pad, or who has handed it back."""


class PadCallTaken(msgspec.Struct, frozen=True, kw_only=True):
    """A fact: nobody need be asked any more. Somebody goes, it is done, the guest has changed their mind or left."""

    shop_id: UUID
    call: PadCallOut


class PadCallEscalated(msgspec.Struct, frozen=True, kw_only=True):
    """A fact: nobody has taken the call in time, or whoever took it has not been there."""

    brand_id: UUID
    shop_id: UUID
    call: PadCallOut
