"""The servers of the fan-out, how each is started, and why one may be missing here."""

import shutil
import subprocess
from pathlib import Path

import msgspec

from bench.processes import WORK, NotRun, Process, free_port, python

HERE = Path(__file__).parent
PEERS = HERE / "peers"


class Kind(msgspec.Struct, frozen=True, kw_only=True):
    name: str
    handshake: str
    module: str = ""
    script: str = ""


FLOOR = Kind(name="C, one send() each", handshake="none")
LOOP = Kind(name="bare Python socket.send", handshake="none", module="bench.fanout.socket_loop")
HUB = Kind(name="Venue Hub", handshake="hub", module="bench.fanout.hub_app")
CHANNELS = Kind(name="Litestar Channels", handshake="websocket", module="bench.fanout.channels_app")
BROADCAST = Kind(name="websockets.broadcast", handshake="websocket", module="bench.fanout.broadcast")
NODE_WS = Kind(name="node ws", handshake="websocket", script="ws.js")
SOCKET_IO = Kind(name="Socket.IO on node", handshake="socketio", script="socketio.js")
KINDS = (FLOOR, LOOP, HUB, CHANNELS, BROADCAST, NODE_WS, SOCKET_IO)


class Server:
    """One running server and the two ports it was given."""

    def __init__(self, kind: Kind) -> None:
        self.kind = kind
        self.port, self.control_port = free_port(), free_port()
        self.process = Process(f"fanout {kind.name}".replace("()", ""), [*program(kind), str(self.port), str(self.control_port)])
        try:
            self.process.wait_for_port(self.control_port)
            if kind.handshake != "none":  # a probe of a floor's port would count as a subscriber
                self.process.wait_for_port(self.port)
        except NotRun:
            self.process.stop()
            raise


def program(kind: Kind) -> list[str]:
    if kind.module:
        return python(kind.module)
    if kind.script:
        return [node(), str(PEERS / kind.script)]
    return [str(compiled_floor())]


def compiled_floor() -> Path:
    compiler = shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")
    if compiler is None:
        raise NotRun("no C compiler here")
    WORK.mkdir(parents=True, exist_ok=True)
    floor = WORK / "floor"
    made = subprocess.run([compiler, "-O2", "-o", str(floor), str(HERE / "floor.c")], check=False, capture_output=True, text=True)
    if made.returncode:
        raise NotRun(f"the C compiler failed: {made.stderr.strip().splitlines()[-1]}")
    return floor


def node() -> str:
    """Node with the peers' packages beside it, installed once from their lock file."""
    program_, npm = shutil.which("node"), shutil.which("npm")
    if program_ is None:
        raise NotRun("no node here")
    if not (PEERS / "node_modules" / ".package-lock.json").exists():
        if npm is None:
            raise NotRun("no npm here to install the node peers")
        made = subprocess.run([npm, "ci"], cwd=PEERS, check=False, capture_output=True, text=True)
        if made.returncode:
            raise NotRun("npm could not install the node peers")
    return program_
