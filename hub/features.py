"""The routes of all features, in one list; each feature's own list says what it serves."""

from typing import Any

from hub.accounts.routes import ROUTES as ACCOUNTS
from hub.im.routes import ROUTES as IM
from hub.kds.routes import ROUTES as KDS
from hub.orders.routes import ROUTES as ORDERS
from hub.store.routes import ROUTES as STORE
from hub.venue.routes import ROUTES as VENUE

ROUTES: list[Any] = [*ACCOUNTS, *VENUE, *IM, *STORE, *ORDERS, *KDS]
