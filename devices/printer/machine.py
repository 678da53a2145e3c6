"""The receipt printer itself, in the network: asked how it is before and after, fed, and never waited for without end.

Everything here blocks, so it runs on a thread of its own and each step has its time limit. A printer that stops in the middle is told to
forget what it holds: otherwise it would print the rest when somebody puts in paper, and then the whole once more.
"""

from __future__ import annotations

import contextlib
import socket
import time
from collections.abc import Iterator
from typing import Final, Literal

State = Literal["ready", "paper_low", "paper_out", "cover_open", "error", "off"]

CONNECT_SECONDS = 5.0
ANSWER_SECONDS = 3.0
PRINT_SECONDS = 30.0
"""Half of what the hub gives a printer before it thinks that it has lost the job."""
MOST_PRINT_SECONDS = 45.0
"""With the questions before and after, this is still less than that minute."""

ASK: Final = {"printer": b"\x10\x04\x01", "offline": b"\x10\x04\x02", "paper": b"\x10\x04\x04"}
"""Answered at once, whatever is printing."""
ASK_WHEN_DONE = b"\x1d\x72\x01"
"""Answered in its turn, so the answer means that everything before lies on paper; unless it says that there is none."""
NO_PAPER = 0x0C
"""In that answer. A printer that goes on without paper would have printed the rest on nothing."""
FORGET = b"\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08"
CAN_PRINT = frozenset({"ready", "paper_low"})
ASB_REST = 3
"""So many bytes follow the first of a status that a printer says by itself (Automatic Status Back)."""


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
        """Print, and return when it lies on paper; how the printer is then, which may be anything by now.

        Raises:
            CannotPrint: it does not, or nobody can tell.
        """
        try:
            with self._talk(ANSWER_SECONDS) as talk:
                if self.asks:
                    self._require_ready(talk)
                self._feed(talk, data)
                return self._state_afterwards(talk) if self.asks else "ready"
        except OSError:
            raise CannotPrint("off") from None

    def _feed(self, talk: Talk, data: bytes) -> None:
        """Send it, and wait for the answer that follows it; both together take no longer than one paper may."""
        until = time.monotonic() + self.print_seconds
        try:
            talk.send(data, until)
            if self.asks:
                talk.forget_answers()
                talk.send(ASK_WHEN_DONE, until)
                if talk.answer_in_turn(until) & NO_PAPER:
                    raise CannotPrint("paper_out")
        except TimeoutError:
            raise CannotPrint(self._given_up(talk)) from None

    def _given_up(self, talk: Talk) -> str:
        """Why it stopped; what it still holds is thrown away."""
        state = "off"
        with contextlib.suppress(OSError):
            state = self._state(talk)
            talk.send(FORGET, time.monotonic() + ANSWER_SECONDS)
        return state if state not in CAN_PRINT else "no_answer"

    def _require_ready(self, talk: Talk) -> None:
        state = self._state(talk)
        if state not in CAN_PRINT:
            raise CannotPrint(state)

    def _state_afterwards(self, talk: Talk) -> State:
        """How it is when everything lies on paper: a roll that has ended just then, or a cable, takes nothing of that back."""
        try:
            return self._state(talk)
        except OSError:
            return "off"

    def _state(self, talk: Talk) -> State:
        offline, paper = self._ask(talk, "offline"), self._ask(talk, "paper")
        if paper & 0x60:
            return "paper_out"
        if offline & 0x04:
            return "cover_open"
        if offline & 0x40 or self._ask(talk, "printer") & 0x08:
            return "error"
        return "paper_low" if paper & 0x0C else "ready"

    def _ask(self, talk: Talk, what: str) -> int:
        """One answer.

        Raises:
            OSError: it says nothing.
        """
        until = time.monotonic() + ANSWER_SECONDS
        talk.forget_answers()
        talk.send(ASK[what], until)
        return talk.answer_at_once(until)

    @contextlib.contextmanager
    def _talk(self, seconds: float) -> Iterator[Talk]:
        line = socket.create_connection((self.host, self.port), timeout=CONNECT_SECONDS)
        try:
            line.settimeout(seconds)
            yield Talk(line)
        finally:
            with contextlib.suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)
            line.close()


class Talk:
    """One conversation. What the printer says is sorted: answers at once, the answer in its turn, and what it says by itself.

    Their fixed bits tell them apart (Epson's reference of ESC/POS): `0xx1xx10` answers at once; `0xx0xxxx` answers in its turn; `0xx1xx00`
    opens a status that nobody asked for, and three bytes follow it that look like an answer in its turn and are none.
    """

    def __init__(self, line: socket.socket) -> None:
        self._line = line
        self._rest_of_status = 0
        self._at_once: list[int] = []
        self._in_turn: list[int] = []

    def send(self, data: bytes, until: float) -> None:
        """Send it whole.

        Raises:
            OSError: it takes no more; TimeoutError: not within its time.
        """
        self._line.settimeout(_left(until))
        self._line.sendall(data)

    def forget_answers(self) -> None:
        """What has been said until now answers nothing that is asked from here on."""
        self._line.setblocking(False)
        with contextlib.suppress(BlockingIOError):
            while self._take(self._line.recv(256)):
                pass
        self._at_once.clear()
        self._in_turn.clear()

    def answer_at_once(self, until: float) -> int:
        """The answer to a question of `ASK`.

        Raises:
            OSError: the line is gone; TimeoutError: nothing came.
        """
        return self._answer(self._at_once, until)

    def answer_in_turn(self, until: float) -> int:
        """The answer to `ASK_WHEN_DONE`.

        Raises:
            OSError: the line is gone; TimeoutError: nothing came.
        """
        return self._answer(self._in_turn, until)

    def _answer(self, answers: list[int], until: float) -> int:
        while not answers:
            self._line.settimeout(_left(until))
            self._take(self._line.recv(256))
        return answers.pop(0)

    def _take(self, said: bytes) -> bool:
        """Sort what was said.

        Raises:
            ConnectionResetError: the printer has hung up.
        """
        if not said:
            raise ConnectionResetError
        for byte in said:
            if byte & 0x93 == 0x12:
                self._at_once.append(byte)
            elif byte & 0x93 == 0x10:
                self._rest_of_status = ASB_REST
            elif byte & 0x90 == 0 and self._rest_of_status:
                self._rest_of_status -= 1
            elif byte & 0x90 == 0:
                self._in_turn.append(byte)
        return True


def _left(until: float) -> float:
    """Seconds until then.

    Raises:
        TimeoutError: it has passed.
    """
    left = until - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


def address_in(text: str) -> tuple[str, int]:
    """`printer.lan:9100`; without a port it is the 9100 that printers listen on.

    Raises:
        ValueError: no address.
    """
    host, _, port = text.rpartition(":") if ":" in text else (text, "", "9100")
    if not host or not port.isdigit() or not 0 < int(port) < 65536:
        raise ValueError(f"{text!r} is no address such as printer.lan:9100")
    return host, int(port)
