"""Pictures of dishes: whatever a person brings becomes one kind of file, without what cameras write into theirs."""

from uuid import UUID

from hub.accounts.actor import Actor
from hub.accounts.audit import record
from hub.kit.db import Tx
from hub.kit.files import Files
from hub.kit.pictures import kept_as
from hub.store.schemas import PictureOut
from hub.venue.queries import at_shop

KIND = "webp"
LARGEST = (1200, 900)
ADDRESS = "/api/v1/pictures/{name}"


def keep(files: Files, body: bytes) -> tuple[str, int, int]:
    """Encode a picture anew and keep it: its name, width and height.

    Raises:
        NotAPicture: it is none, or a broken one, or far too large.
    """
    return kept_as(files, body, KIND, LARGEST)


def add_picture(tx: Tx, who: Actor, name: str, width: int, height: int, shop_id: UUID | None = None) -> PictureOut:
    """Note who brought a picture that is kept already, and say where it is found."""
    who, shop_id = at_shop(tx, who, shop_id)
    record(tx, who, "store.add_picture", "picture", name.partition(".")[0], None, {"width": width, "height": height}, shop_id=shop_id)
    return PictureOut(picture=address_of(name), width=width, height=height)


def address_of(name: str) -> str:
    return ADDRESS.format(name=name)
