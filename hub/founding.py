"""The beginning of a venue of one's own: a brand and its owner. Everything else the owner does over the API."""

import secrets

from hub.accounts.passwords import hash_password
from hub.accounts.staff import add_user
from hub.kit.db import Database, Tx
from hub.kit.errors import invalid
from hub.venue.shops import add_brand


def found_brand(database: Database, brand_name: str, username: str, name: str) -> str:
    """Make a brand and its owner; the owner's password, which is shown this once.

    Raises:
        Invalid: the username is taken.
    """
    password = secrets.token_urlsafe(15)
    password_hash = hash_password(password)

    def found(tx: Tx) -> None:
        brand_id = add_brand(tx, brand_name)
        made = add_user(
            tx, brand_id=brand_id, shop_id=None, role="owner", username=username, name=name or username, password_hash=password_hash
        )
        if made is None:
            raise invalid("/owner", f"the username {username} is taken")

    database.run_now(found)
    return password
