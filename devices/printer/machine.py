"""The receipt printer itself, in the network: asked how it is before and after, fed, and never waited for without end.

Everything here blocks, so it runs on a thread of its own and each step has its time limit. A printer that stops in the middle is told to
forget what it holds: otherwise it would print the rest when somebody puts in paper, and then the whole once more.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator
from typing import Any, Final, Literal

State = Literal["ready", "paper_low", "paper_out", "cover_open", "error", "off"]

CONNECT_SECONDS = 5.0
ANSWER_SECONDS = 3.0
PRINT_SECONDS = 30.0
"""Half of what the hub gives a printer before it thinks that it has lost the job."""

ASK: Final = {"printer": b"\x10\x04\x01", "offline": b"\x10\x04\x02", "paper": b"\x10\x04\x04"}
"""Answered at once, whatever is printing."""
ASK_WHEN_DONE = b"\x1d\x72\x01"
"""Answered in its turn, so the answer means that everything before lies on paper."""
FORGET = b"\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08"
CAN_PRINT = frozenset({"ready", "paper_low"})


class CannotPrint(Exception):
    """It did not come out, or not to its end."""

    def __init__(self, problem: str) -> None:
        super().__init__(problem)
        self.problem = problem


class Machine:
    """A printer at `host:port`. One conversation at a time: most printers take no second."""

    def __init__(self, host: str, port: int, *, print_seconds: float = PRINT_SECONDS, asks: bool = True) -> None:
        """`asks`: false for a printer that answers no questions; it is then believed that what was sent has been printed."""
        self.host = host
        self.port = port
        self.print_seconds = print_seconds
        self.asks = asks

    def look(self) -> State:
        """How it is."""
        try:
            with self._talk(ANSWER_SECONDS) as talk:
                return self._state(talk) if self.asks else "ready"
        except OSError:
            return "off"

    def put(self, data: bytes) -> State:
        """Print, and return when it lies on paper; how the printer is then.

        Raises:
            CannotPrint: it does not, or nobody can tell.
        """
        try:
            with self._talk(ANSWER_SECONDS) as talk:
                if self.asks:
                    self._require_ready(talk)
                self._feed(talk, data)
                return self._state(talk) if self.asks else "ready"
        except OSError:
            raise CannotPrint("off") from None

    def _feed(self, talk: Any, data: bytes) -> None:
        """Send it, and wait for the answer that follows it."""
        talk.device.settimeout(self.print_seconds)
        try:
            talk._raw(data)
            if self.asks:
                talk._raw(ASK_WHEN_DONE)
                if not talk._read():
                    raise CannotPrint("off")
        except TimeoutError:
            raise CannotPrint(self._given_up(talk)) from None

    def _given_up(self, talk: Any) -> str:
        """Why it stopped; what it still holds is thrown away."""
        state = "off"
        with contextlib.suppress(OSError):
            state = self._state(talk)
            talk._raw(FORGET)
        return state if state not in CAN_PRINT else "no_answer"

    def _require_ready(self, talk: Any) -> None:
        state = self._state(talk)
        if state not in CAN_PRINT:
            raise CannotPrint(state)

    def _state(self, talk: Any) -> State:
        talk.device.settimeout(ANSWER_SECONDS)
        offline, paper = self._ask(talk, "offline"), self._ask(talk, "paper")
        if paper & 0x60:
            return "paper_out"
        if offline & 0x04:
            return "cover_open"
        if offline & 0x40 or self._ask(talk, "printer") & 0x08:
            return "error"
        return "paper_low" if paper & 0x0C else "ready"

    def _ask(self, talk: Any, what: str) -> int:
        """One answer; what else the printer has to say is not for us.

        Raises:
            OSError: it says nothing.
        """
        until = time.monotonic() + ANSWER_SECONDS
        given = talk.query_status(ASK[what])
        while given and given[-1] & 0x93 != 0x12:  # these bits tell an answer from whatever a printer says by itself
            if time.monotonic() > until:
                raise TimeoutError
            given = talk._read()
        if not given:
            raise ConnectionResetError
        return int(given[-1])

    @contextlib.contextmanager
    def _talk(self, seconds: float) -> Iterator[Any]:
        from escpos.exceptions import DeviceNotFoundError  # type: ignore[import-untyped]
        from escpos.printer import Network  # type: ignore[import-untyped]

        talk = Network(self.host, self.port, timeout=CONNECT_SECONDS)
        try:
            talk.open()
            talk.device.settimeout(seconds)
            yield talk
        except DeviceNotFoundError as gone:
            raise ConnectionRefusedError(str(gone)) from None
        finally:
            with contextlib.suppress(OSError):
                talk.close()


def address_in(text: str) -> tuple[str, int]:
    """`printer.lan:9100`; without a port it is the 9100 that printers listen on.

    Raises:
        ValueError: no address.
    """
    host, _, port = text.rpartition(":") if ":" in text else (text, "", "9100")
    if not host or not port.isdigit() or not 0 < int(port) < 65536:
        raise ValueError(f"{text!r} is no address such as printer.lan:9100")
    return host, int(port)
