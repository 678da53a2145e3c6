"""The routes of all features, in one list; each feature's own list says what it serves."""

from typing import Any

from hub.accounts.routes import ROUTES as ACCOUNTS
from hub.im.alarms.routes import ROUTES as ALARMS
from hub.im.chat.routes import ROUTES as CHAT
from hub.im.messages.routes import ROUTES as MESSAGES
from hub.im.pad_calls.routes import ROUTES as PAD_CALLS
from hub.im.routes import ROUTES as IM
from hub.im.rules.routes import ROUTES as IM_RULES
from hub.im.speech.routes import ROUTES as SPEECH
from hub.kds.routes import ROUTES as KDS
from hub.orders.routes import ROUTES as ORDERS
from hub.printing.routes import ROUTES as PRINTING
from hub.store.routes import ROUTES as STORE
from hub.venue.routes import ROUTES as VENUE

ROUTES: list[Any] = [*ACCOUNTS, *VENUE, *IM, *IM_RULES, *MESSAGES, *PAD_CALLS, *CHAT, *ALARMS, *SPEECH, *STORE, *ORDERS, *KDS, *PRINTING]
