"""All tables of the hub, loaded: for migrations, the audit and tests."""

from hub.accounts import models as _accounts
from hub.im import models as _im
from hub.im.alarms import models as _alarms
from hub.im.chat import models as _chat
from hub.im.messages import models as _messages
from hub.im.pad_calls import models as _pad_calls
from hub.im.rules import models as _im_rules
from hub.im.speech import models as _speech
from hub.kds import models as _kds
from hub.kit import idempotency as _keys
from hub.kit import jobs as _jobs
from hub.kit.columns import metadata
from hub.live import models as _live
from hub.orders import models as _orders
from hub.printing import models as _printing
from hub.store import models as _store
from hub.venue import models as _venue

LOADED = (
    _accounts,
    _alarms,
    _chat,
    _im,
    _im_rules,
    _kds,
    _keys,
    _jobs,
    _live,
    _messages,
    _orders,
    _pad_calls,
    _printing,
    _speech,
    _store,
    _venue,
)

TABLES = metadata.tables
