"""Prints what the hub gives it, oldest first, each once, and says how its machine is."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from typing import Any

from devices.client import Device, DeviceStore, Hub, Message, Problem, Silence, new_key
from devices.client.frames import Event
from devices.client.storage import TokenPair
from devices.printer.ink import to_bytes
from devices.printer.journal import Journal
from devices.printer.machine import CAN_PRINT, CannotPrint, Machine
from devices.printer.papers import COLUMNS, Job, lines_of

log = logging.getLogger("printer")

APP = "printer/1.0.0"
LOOK_SECONDS = 20.0
"""So often the machine is asked how it is, and the hub whether there is something to do, when nobody says anything."""
LOOK_AGAIN_SECONDS = 3.0
"""The same while the machine cannot print, or the hub does not answer."""
MOST_LISTED = 50
"""So many jobs the hub lists at once."""
JOB_EVENT = "print.job_changed"


class Printer:
    """One box. Entered, it prints until it is left."""

    def __init__(
        self, hub: Hub, store: DeviceStore, tokens: TokenPair, machine: Machine, journal: Journal, *, columns: int = COLUMNS
    ) -> None:
        self.machine = machine
        self.journal = journal
        self.columns = columns
        self.state: str | None = None
        self.printed = 0
        self._wake = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self.device = Device(
            hub,
            tokens.access_token,
            tokens.refresh_token,
            store=store,
            app=APP,
            caps=("print",),
            record=False,
            present=_no_screen,
            name="printer",
        )
        self.device.on_event(self._heard)

    async def __aenter__(self) -> Printer:
        self.device.start()
        self._task = asyncio.create_task(self._live(), name="printer")
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        await self.device.close()

    def look(self) -> None:
        """Look at once, without waiting for the next turn."""
        self._wake.set()

    def _heard(self, event: Event) -> None:
        if event.type == JOB_EVENT:
            self._wake.set()

    async def _live(self) -> None:
        while True:
            self._wake.clear()
            try:
                rests = await self._turn()
            except (Silence, Problem) as failed:
                log.info("nothing came of it: %s", failed)
                rests = LOOK_AGAIN_SECONDS
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(rests):  # of Python 3.11, wait_for would lose a cancel that comes with the wake
                    await self._wake.wait()

    async def _turn(self) -> float:
        """Look at the machine and at the hub's list, and print what is on it; how long to rest then."""
        await self._say(await asyncio.to_thread(self.machine.look))
        jobs = (await self.device.identity.get("/me/print-jobs"))["items"]
        to_print = [job for job in jobs if not await self._settle(job)]
        for job in to_print:
            if self.state not in CAN_PRINT:
                break
            await self._print(job)
        if self.state not in CAN_PRINT:
            return LOOK_AGAIN_SECONDS
        return LOOK_SECONDS if len(to_print) == len(jobs) < MOST_LISTED else 0.0

    async def _settle(self, job: dict[str, Any]) -> bool:
        """Answer for what an earlier turn, or an earlier life, has begun; whether there was anything to answer for."""
        mark = self.journal.mark(job["id"])
        if mark == "printed":
            await self._post(job, "printed")
        elif mark == "begun":
            log.warning("%s was interrupted, and is printed again with a mark", said(job))
            await self._post(job, "failed", {"problem": "interrupted"})
            self.journal.forget(job["id"])
        return mark is not None

    async def _print(self, job: dict[str, Any]) -> None:
        """Take a job, put it on paper, say so; each step is in the journal before the next."""
        try:
            taken = await self._post(job, "take")
        except Problem as refused:
            log.info("%s is not for us any more: %s", said(job), refused)
            return
        if taken["content"] is None:
            log.info("%s is needed no more", said(job))
            return
        data = to_bytes(lines_of(Job(taken["print_job"], taken["content"], taken["maybe_printed"]), self.columns))
        self.journal.begin(job["id"])
        try:
            state = await asyncio.to_thread(self.machine.put, data)
        except CannotPrint as failed:
            log.warning("%s was not printed: %s", said(job), failed)
            await self._say(failed.problem if failed.problem != "no_answer" else "error")
            await self._post(job, "failed", {"problem": failed.problem})
            self.journal.forget(job["id"])
            return
        self.journal.printed(job["id"])
        self.printed += 1
        log.info("printed %s", said(job))
        await self._post(job, "printed")
        await self._say(state)

    async def _post(self, job: dict[str, Any], action: str, body: Any = None) -> dict[str, Any]:
        """A write that may be repeated with any key: the hub looks at what state the job is in.

        Raises:
            Problem, Silence: refused, or not answered.
        """
        path, headers = f"/print-jobs/{job['id']}/{action}", {"Idempotency-Key": new_key()}
        reply = await self.device.identity.request("POST", path, body=body, headers=headers)
        if not reply.ok:
            raise reply.problem()
        return dict(reply.body)

    async def _say(self, state: str) -> None:
        """Tell the hub how the machine is, when that has changed."""
        if state != self.state:
            log.log(logging.INFO if state in CAN_PRINT else logging.WARNING, "the machine: %s", state)
            self.state = state
            await self.device.health(printer=state)


def said(job: dict[str, Any]) -> str:
    """A job in a log."""
    return " ".join(str(part) for part in (job["kind"], job.get("number"), job.get("round") and f"round {job['round']}") if part)


async def _no_screen(_: Message) -> str:
    """Announcements on its channels are for screens."""
    return "skipped:no_screen"
