"""All tables of the hub, loaded: for migrations, the audit and tests."""

from hub.accounts import models as _accounts
from hub.im import models as _im
from hub.kds import models as _kds
from hub.kit import idempotency as _keys
from hub.kit import jobs as _jobs
from hub.kit.columns import metadata
from hub.live import models as _live
from hub.orders import models as _orders
from hub.store import models as _store
from hub.venue import models as _venue

LOADED = (_accounts, _im, _kds, _keys, _jobs, _live, _orders, _store, _venue)

TABLES = metadata.tables
