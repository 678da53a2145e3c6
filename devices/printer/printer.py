"""Prints what the hub gives it, oldest first, each once, and says how its machine is."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from typing import Any

from devices.client import Device, DeviceStore, Hub, Message, Problem, Silence, new_key
from devices.client.connection import Ending
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
NOT_OURS = {404, 409}
"""The hub has given the job to another printer, or it is over. Any other refusal says nothing about the job, which is asked for again."""


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

    async def wait_over(self) -> Ending | Problem | None:
        """Wait until the hub wants nothing of this printer any more; None: it has ceased to print, and nobody knows why."""
        if self._task is None:
            return None
        told = asyncio.create_task(self.device.wait_over())
        try:
            await asyncio.wait({told, self._task}, return_when=asyncio.FIRST_COMPLETED)
            if told.done():
                return told.result()
            log.error("the printing has ended", exc_info=None if self._task.cancelled() else self._task.exception())
            return None
        finally:
            told.cancel()

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
            except Exception:
                log.exception("this program has a fault; it goes on")
                await self._say("error")
                rests = LOOK_AGAIN_SECONDS
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(rests):  # of Python 3.11, wait_for would lose a cancel that comes with the wake
                    await self._wake.wait()

    async def _turn(self) -> float:
        """Look at the machine and at the hub's list, and print what is on it; how long to rest then."""
        state = await asyncio.to_thread(self.machine.look)
        self.journal.check()
        await self._say(state)
        await self._tell_what_is_printed()
        jobs = (await self.device.identity.get("/me/print-jobs"))["items"]
        to_print = [job for job in jobs if not await self._settle(job)]
        for job in to_print:
            if self.state not in CAN_PRINT:
                break
            await self._print(job)
        if self.state not in CAN_PRINT:
            return LOOK_AGAIN_SECONDS
        return LOOK_SECONDS if len(to_print) == len(jobs) < MOST_LISTED else 0.0

    async def _tell_what_is_printed(self) -> None:
        """Say once more what the hub has not heard; it may have given the job to another printer, which need not print it then."""
        for job_id in self.journal.untold():
            await self._tell_printed({"id": job_id})

    async def _tell_printed(self, job: dict[str, Any]) -> None:
        try:
            await self._post(job, "printed")
        except Problem as refused:
            if refused.status != 404:
                raise
            log.info("the hub does not know what was printed here any more: %s", refused)
        self.journal.told(job["id"])

    async def _settle(self, job: dict[str, Any]) -> bool:
        """Answer for what an earlier turn, or an earlier life, has begun and not ended; whether there was anything to answer for."""
        if self.journal.mark(job["id"]) != "begun":
            return False
        log.warning("%s was interrupted, and is printed again with a mark", said(job))
        await self._fail(job, "interrupted")
        return True

    async def _print(self, job: dict[str, Any]) -> None:
        """Take a job, put it on paper, say so; each step is in the journal before the next."""
        try:
            taken = await self._post(job, "take")
        except Problem as refused:
            if refused.status not in NOT_OURS:
                raise
            log.info("%s is not for us any more: %s", said(job), refused)
            return
        if taken["content"] is None:
            log.info("%s is needed no more", said(job))
            return
        try:
            data = to_bytes(lines_of(Job(taken["print_job"], taken["content"], taken["maybe_printed"]), self.columns))
            self.journal.begin(job["id"])
        except Exception:
            await self._post(job, "failed", {"problem": "error"})  # another printer may be able to, and nothing has come out here
            raise
        try:
            state = await asyncio.to_thread(self.machine.put, data)
        except CannotPrint as failed:
            log.warning("%s was not printed: %s%s", said(job), failed, self._advice(failed))
            await self._say(failed.problem if failed.problem != "no_answer" else "error")
            await self._fail(job, failed.problem)
            return
        try:
            self.journal.printed(job["id"])
        finally:
            self.printed += 1
            log.info("printed %s", said(job))
            await self._tell_printed(job)
        await self._say(state)

    def _advice(self, failed: CannotPrint) -> str:
        if failed.problem != "no_answer" or self.printed:
            return ""
        return " (all of it was sent; of a printer that never answers when it is done, --mute believes what was sent)"

    async def _fail(self, job: dict[str, Any], problem: str) -> None:
        await self._post(job, "failed", {"problem": problem})
        self.journal.forget(job["id"])

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
