"""F2: the hub ends at each place between a command's beginning and the last screen. What was committed goes out, once."""

import pytest

from devices.client import Hub, Silence, new_key
from devices.client.http import Reply
from hub.kit.crash import PLACES
from tests.faults.breakable import BUSY_SECONDS
from tests.faults.conftest import Sizes
from tests.faults.crashes import (
    BEFORE_THE_COMMIT,
    PLACED,
    Command,
    Pad,
    events_of,
    lines_of,
    run_beside_another,
    send_until_it_ends,
    skus_of,
)
from tests.faults.hubs import PASSES_OF_A_START, HubProcess
from tests.faults.kills import run_kills, told
from tests.faults.seeded import Seeded

SEEN_WITHIN_SECONDS = 5.0 + BUSY_SECONDS
"""On the screens of another hub, from the moment the hub that took the command ends."""


@pytest.mark.timeout(1800)
@pytest.mark.parametrize("place", PLACES)
async def test_after_an_end_at_any_place_no_screen_lacks_anything(seeded: Seeded, sizes: Sizes, place: str) -> None:
    run = await run_kills(seeded, orders=6 * sizes.crashes, kills=0, crashes=[place] * sizes.crashes, afterwards=False)
    assert run.verdict.faults() == {}, told(run)
    assert run.crashes >= 0.8 * sizes.crashes, f"the place was hardly met:\n{told(run)}"


@pytest.mark.timeout(600)
@pytest.mark.parametrize("place", PLACES)
async def test_another_hub_has_it_on_the_screens_soon_after(seeded_postgresql: Seeded, place: str, sizes: Sizes) -> None:
    seen = await run_beside_another(seeded_postgresql, place, ends=max(2, sizes.crashes // 5))
    assert all(seconds <= SEEN_WITHIN_SECONDS for seconds in seen), seen
    assert bool(seen) == (place not in BEFORE_THE_COMMIT)


@pytest.mark.timeout(300)
async def test_a_command_whose_answer_was_lost_is_answered_from_the_store(seeded: Seeded) -> None:
    hub = HubProcess(seeded)
    try:
        await hub.start()
        async with Hub(hub.url, timeout_seconds=5) as address:
            pad = Pad(seeded, await skus_of(seeded, address))
            for passes in range(PASSES_OF_A_START, PASSES_OF_A_START + 12):
                hub.kill()
                if not await hub.start(f"after_commit:{passes}"):
                    continue
                command = await send_until_it_ends(hub, address, pad)
                if command is not None and lines_of(seeded, command):
                    break
            else:
                pytest.fail("no command met the place")
            told_before = events_of(seeded, command.key)
            assert PLACED in told_before
            await hub.start()
            again = [await command.send(address) for _ in range(3)]
            other = await command.send(address, another_body=True)
            keyless = await command.send(address, key="")
        assert [(reply.status, reply.replayed) for reply in again] == [(201, True)] * 3
        assert again[0].body == again[1].body == again[2].body
        assert [line["note"] for line in again[0].body["order"]["lines"]].count(command.note) == len(pad.skus)
        assert (other.status, other.code) == (422, "idempotency_key_reused")
        assert (keyless.status, keyless.code) == (400, "idempotency_key_missing")
        assert events_of(seeded, command.key) == told_before
        assert lines_of(seeded, command) == len(pad.skus)
    finally:
        hub.close()


@pytest.mark.timeout(300)
async def test_a_call_whose_answer_was_lost_calls_once(seeded: Seeded) -> None:
    """V7 for the one action that does something each time it is asked anew."""
    hub = HubProcess(seeded)
    try:
        await hub.start()
        async with Hub(hub.url, timeout_seconds=5) as address:
            skus = await skus_of(seeded, address)
            for passes in range(PASSES_OF_A_START, PASSES_OF_A_START + 12):
                lines = await ready_lines(seeded, address, skus)
                hub.kill()
                silent = await call_until_silence(seeded, address, lines) if await hub.start(f"after_commit:{passes}") else None
                hub.kill()
                await hub.start()
                if silent is not None and events_of(seeded, f"call-{silent}"):
                    break
            else:
                pytest.fail("no call met the place")
            again = await call(seeded, address, silent)
        assert (again.status, again.replayed, again.body["changed"], again.body["line"]["call_count"]) == (200, True, True, 1)
        assert events_of(seeded, f"call-{silent}").count("kds.line_moved") == 1
    finally:
        hub.close()


async def ready_lines(seeded: Seeded, address: Hub, skus: list[str]) -> list[str]:
    """Twelve dishes on the pass."""
    pad = Pad(seeded, skus)
    lines = [{"sku_id": skus[0], "quantity": 1} for _ in range(12)]
    order = await Command(pad.device, lines, note="ready").send(address)
    ids = [str(line["id"]) for line in order.body["order"]["lines"][-len(lines) :]]
    for action in ("start", "finish"):
        body = {"action": action, "line_ids": ids}
        await address.request(
            "POST", "/kds/lines/transitions", token=seeded.device("Pass")["access_token"], body=body, headers={"Idempotency-Key": new_key()}
        )
    return ids


async def call(seeded: Seeded, address: Hub, line_id: str) -> Reply:
    """One call per line, under a key of its own."""
    headers = {"Idempotency-Key": f"call-{line_id}"}
    return await address.request("POST", f"/kds/lines/{line_id}/call", token=seeded.device("Pass")["access_token"], headers=headers)


async def call_until_silence(seeded: Seeded, address: Hub, line_ids: list[str]) -> str | None:
    """The line whose call got no answer."""
    for line_id in line_ids:
        try:
            await call(seeded, address, line_id)
        except Silence:
            return line_id
    return None
