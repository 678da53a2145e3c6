"""The client library: what integrators, tests, the simulator and the measurements use to speak with a hub.

`Hub` is an address, `Device` a live screen with its board and commands, `login` and `pair` say who it is.
"""

from devices.client.answers import Menu, Moved, Order, Snapshot, Wanted
from devices.client.board import Board
from devices.client.clock import Clock, HubTime, SystemClock
from devices.client.commands import Commands
from devices.client.device import Device
from devices.client.http import Hub, Reply
from devices.client.identity import Identity, SignIn, login
from devices.client.inbox import Message
from devices.client.keys import new_key
from devices.client.pairing import PairingCode, ask_pairing_code, pair, poll_pairing
from devices.client.problems import Problem, Silence, StillUnsent
from devices.client.recording import Counters, Recorded
from devices.client.sending import Sender
from devices.client.storage import DeviceStore, MemoryStore, SqliteStore

__all__ = [
    "Board",
    "Clock",
    "Commands",
    "Counters",
    "Device",
    "DeviceStore",
    "Hub",
    "HubTime",
    "Identity",
    "MemoryStore",
    "Menu",
    "Message",
    "Moved",
    "Order",
    "PairingCode",
    "Problem",
    "Recorded",
    "Reply",
    "Sender",
    "SignIn",
    "Silence",
    "Snapshot",
    "SqliteStore",
    "StillUnsent",
    "SystemClock",
    "Wanted",
    "ask_pairing_code",
    "login",
    "new_key",
    "pair",
    "poll_pairing",
]
