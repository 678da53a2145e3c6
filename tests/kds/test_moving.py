"""One line on its way: repeats, retries, versions, and whose line it is."""

from asyncio import gather
from datetime import timedelta
from typing import Any

import pytest

from hub.accounts.permissions import DEVICE_PERMISSIONS, STAFF_PERMISSIONS
from hub.kds.states import FLOW
from hub.kit.clock import MovableClock
from hub.kit.ids import new_id
from tests.conftest import MakeVenue
from tests.orders.log import head, history, said
from tests.venues import Venue

BODIES = {"void": {"reason": "spilled"}}
EVERYBODY = (
    "pad 801",
    "kitchen",
    "call",
    "cashier 1",
    "handheld 1",
    "speaker",
    "printer",
    "cook",
    "waiter",
    "cleaner",
    "cashier",
    "manager",
)


async def test_start_finish_call_serve_in_order(venue: Venue) -> None:
    line = (await venue.order("dumplings"))["lines"][0]
    states = []
    for action in ("start", "finish", "call", "serve"):
        assert (await venue.act(line, action)).status_code == 200
        line = (await venue["manager"].get(f"/orders/{line['order_id']}")).json()["order"]["lines"][0]
        states.append(line["state"])
    assert states == ["preparing", "ready", "called", "served"]
    times = [line[name] for name in ("placed_at", "started_at", "ready_at", "called_at", "served_at")]
    assert times == sorted(times)
    assert [row.version for row in history(venue, line)] == [1, 2, 3, 4, 5]


async def test_of_fifty_starts_one_changes_the_line(venue: Venue) -> None:
    line = (await venue.order("dumplings"))["lines"][0]
    told = head(venue)
    answers = await gather(*(venue.act(line, "start", "kitchen") for _ in range(50)))
    assert {answer.status_code for answer in answers} == {200}
    assert [answer.json()["changed"] for answer in answers].count(True) == 1
    assert len(said(venue, told)) == 1
    assert len(history(venue, line)) == 2


async def test_a_line_is_served_without_a_call(venue: Venue) -> None:
    line = await venue.bring((await venue.order("dumplings"))["lines"][0], "ready")
    served = (await venue.act(line, "serve", "handheld 1")).json()["line"]
    assert (served["state"], served["called_at"], served["call_count"]) == ("served", None, 0)


async def test_the_same_key_calls_once_and_new_presses_call_again(timed_venue: Venue, clock: MovableClock) -> None:
    line = await timed_venue.bring((await timed_venue.order("dumplings"))["lines"][0], "ready")
    told = head(timed_venue)
    key = str(new_id())
    answers = [await timed_venue.act(line, "call", "kitchen", key=key) for _ in range(10)]
    assert len({answer.content for answer in answers}) == 1
    assert [answer.headers.get("Idempotency-Replayed") for answer in answers] == [None] + ["true"] * 9
    assert [event.data["line"]["call_count"] for event in said(timed_venue, told, "kds.line_moved")] == [1]
    for _ in range(9):
        clock.advance(4)
        assert (await timed_venue.act(line, "call", "kitchen")).json()["changed"] is True
    events = said(timed_venue, told, "kds.line_moved")
    assert [event.data["line"]["call_count"] for event in events] == list(range(1, 11))
    shown = said(timed_venue, told, "kds.number_changed")
    assert [event.data["number"]["called_at"] for event in shown] == [event.data["line"]["called_at"] for event in events]


async def test_two_cooks_who_call_within_three_seconds_call_once(timed_venue: Venue, clock: MovableClock) -> None:
    line = await timed_venue.bring((await timed_venue.order("dumplings"))["lines"][0], "called")
    told = head(timed_venue)
    clock.advance(2.9)
    second = (await timed_venue.act(line, "call", "cook")).json()
    assert (second["coalesced"], second["changed"], second["line"]["call_count"]) == (True, False, 1)
    assert said(timed_venue, told) == []


async def test_a_key_belongs_to_one_request_of_one_caller(venue: Venue) -> None:
    first, second = (await venue.order("dumplings", "tea"))["lines"]
    key = str(new_id())
    assert (await venue.act(first, "start", "kitchen", key=key)).status_code == 200
    reused = await venue.act(second, "start", "kitchen", key=key)
    assert (reused.status_code, reused.json()["code"]) == (422, "idempotency_key_reused")
    assert (await venue.act(second, "start", "cook", key=key)).json()["changed"] is True


async def test_a_refused_command_leaves_no_key(venue: Venue) -> None:
    line = (await venue.order("dumplings"))["lines"][0]
    key = str(new_id())
    assert (await venue.act(line, "finish", "kitchen", key=key)).status_code == 409
    await venue.act(line, "start", "kitchen")
    assert (await venue.act(line, "finish", "kitchen", key=key)).json()["changed"] is True


async def test_an_event_names_the_request_that_caused_it(venue: Venue) -> None:
    line = (await venue.order("dumplings"))["lines"][0]
    told, key = head(venue), str(new_id())
    await venue.act(line, "start", "cook", key=key)
    assert [event.cause for event in said(venue, told)] == [key]
    row = history(venue, line)[-1]
    assert (row.cause, row.by_kind, str(row.by_id)) == (key, "user", venue["cook"].id)


async def test_a_screen_that_shows_an_old_version_is_told(venue: Venue) -> None:
    line = (await venue.order("dumplings"))["lines"][0]
    started = (await venue.act(line, "start", headers={"If-Match": f'"{line["version"]}"'})).json()["line"]
    stale = await venue.act(line, "finish", headers={"If-Match": str(line["version"])})
    assert (stale.status_code, stale.json()["code"], stale.json()["version"]) == (412, "version_mismatch", started["version"])
    assert (await venue.act(line, "finish", headers={"If-Match": "*"})).status_code == 200


@pytest.mark.parametrize("action", list(FLOW))
async def test_the_role_decides_before_the_line_is_looked_up(venue: Venue, action: str) -> None:
    nowhere = {"id": str(new_id())}
    for name in EVERYBODY:
        role = {"call": "call_screen"}.get(name, name.split()[0])
        device = role in DEVICE_PERMISSIONS and name not in ("cashier",)
        held = DEVICE_PERMISSIONS[role] if device else STAFF_PERMISSIONS[role]
        answer = await venue.act(nowhere, action, name, BODIES.get(action))
        assert answer.status_code == (404 if FLOW[action].by in held else 403), name
        several = {"action": action, "line_ids": [nowhere["id"]], "partial": True}
        if action != "void" and FLOW[action].by not in held:
            assert (await venue[name].post("/kds/lines/transitions", several)).status_code == 403, name


async def test_a_line_of_another_shop_looks_absent_and_stays_as_it_is(venue: Venue, make_venue: MakeVenue) -> None:
    sister = make_venue(brand_id=venue.brand_id)
    stranger = make_venue()
    line = (await venue.order("dumplings"))["lines"][0]
    told = head(venue)
    for other in (sister, stranger):
        for action in FLOW:
            answer = await other.act(line, action, "manager", BODIES.get(action))
            assert (answer.status_code, answer.json()["code"]) == (404, "not_found"), action
        assert (await other["manager"].get(f"/orders/{line['order_id']}")).status_code == 404
        assert (await other["manager"].post(f"/orders/{line['order_id']}/cancel")).status_code == 404
        assert (await other["manager"].post(f"/orders/{line['order_id']}/confirm")).status_code == 404
    assert (await stranger["owner"].post(f"/kds/lines/{line['id']}/start")).status_code == 404
    assert said(venue, told) == []
    assert len(history(venue, line)) == 1


async def test_an_owner_acts_in_every_shop_of_the_brand(venue: Venue) -> None:
    line = (await venue.order("dumplings"))["lines"][0]
    assert (await venue.act(line, "start", "owner")).json()["changed"] is True
    moved = await venue["owner"].post("/kds/lines/transitions", {"action": "finish", "line_ids": [line["id"]]})
    assert moved.json()["results"][0]["changed"] is True
    assert (await venue["owner"].get(f"/orders/{line['order_id']}")).json()["order"]["state"] == "ready"


async def test_a_pad_cancels_only_for_its_own_guests(venue: Venue) -> None:
    line = (await venue.order("dumplings"))["lines"][0]
    for name in ("pad 802", "pad 803"):
        assert (await venue.act(line, "cancel", name)).status_code == 404
    bracelet = await venue.order("tea", who="cashier 1", wristband=venue.wristbands[1])
    assert bracelet["room"]["number"] == "801"
    assert (await venue.act(bracelet["lines"][0], "cancel", "pad 801")).status_code == 404
    assert (await venue.act(line, "cancel", "pad 801 b")).json()["line"]["state"] == "cancelled"


async def test_what_staff_do_stands_in_the_audit_log(venue: Venue) -> None:
    line = (await venue.order("dumplings"))["lines"][0]
    await venue.act(line, "start", "cook")
    await venue.act(line, "void", "manager", {"reason": "dropped"})
    rows = (await venue["manager"].get("/audit")).json()["items"]
    mine = [row for row in rows if row["object_id"] == line["id"]]
    assert {row["action"] for row in mine} == {"kds.start", "kds.void"}
    assert next(row for row in mine if row["action"] == "kds.void")["after"]["reason"] == "dropped"
    assert history(venue, line)[-1].reason == "dropped"


async def test_the_times_of_a_line_do_not_depend_on_any_device(timed_venue: Venue, clock: MovableClock) -> None:
    line = (await timed_venue.order("dumplings"))["lines"][0]
    clock.advance(90)
    answer = await timed_venue.act(line, "start", "kitchen", headers={"Date": "Thu, 01 Jan 1970 00:00:00 GMT"})
    assert answer.json()["line"]["started_at"] == (clock.now()).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    assert history(timed_venue, line)[-1].at - history(timed_venue, line)[0].at == timedelta(seconds=90)


async def test_a_line_says_who_started_finished_and_served_it(venue: Venue) -> None:
    line = (await venue.order("dumplings"))["lines"][0]
    told = head(venue)

    def names() -> list[str | None]:
        data = said(venue, told, "kds.line_moved")[-1].data["line"]
        return [data["started_by"], data["ready_by"], data["served_by"]]

    await venue.act(line, "start", "kitchen hot")
    assert names() == ["kitchen hot", None, None]
    late = (await venue.act(line, "start", "kitchen")).json()
    assert (late["changed"], late["line"]["started_by"]) == (False, "kitchen hot"), "who comes second is told who was first"
    await venue.act(line, "finish", "cook")
    assert names() == ["kitchen hot", "Cook", None], "a person by the first name alone"
    await venue.act(line, "serve", "handheld 1")
    assert names() == ["kitchen hot", "Cook", "handheld 1"]
    await venue.act(line, "recall", "kitchen")
    assert names() == ["kitchen hot", "Cook", None]
    await venue.act(line, "recall", "kitchen")
    assert names() == ["kitchen hot", None, None]
    await venue.act(line, "undo", "kitchen")
    assert names() == [None, None, None]


def cancels(entries: list[dict[str, Any]]) -> list[tuple[str, str | None]]:
    return [(entry["by"]["name"], entry.get("reason")) for entry in entries if entry["action"] == "cancel"]


async def test_why_a_line_was_cancelled_is_kept_for_staff(venue: Venue) -> None:
    order = await venue.order("dumplings", "tea", "salad", "beer")
    dumplings, tea, salad, beer = order["lines"]
    assert (await venue.act(dumplings, "cancel", "cashier 1", {"reason": "guest_changed_mind"})).status_code == 200
    moved = {"action": "cancel", "line_ids": [tea["id"]], "reason": "客人换了房间"}
    assert (await venue["cashier 1"].post("/kds/lines/transitions", moved)).status_code == 200
    assert (await venue.act(salad, "cancel", "pad 801", {})).status_code == 200
    whole = await venue["manager"].post(f"/orders/{order['id']}/cancel", {"reason": "too_slow"})
    assert [line["state"] for line in whole.json()["order"]["lines"]] == ["cancelled"] * 4
    assert whole.json()["cancelled"] == [beer["id"]]
    reasons = [("cashier 1", "guest_changed_mind"), ("cashier 1", "客人换了房间"), ("pad 801", None), (f"Manager {venue.mark}", "too_slow")]
    history_of = (await venue["manager"].get(f"/orders/{order['id']}/history")).json()["items"]
    assert cancels(history_of) == reasons
    log = (await venue["manager"].get("/audit", object_kind="line", limit=200)).json()["items"]
    noted = [(entry["actor_name"], entry["after"]["reason"]) for entry in reversed(log) if entry["action"] == "kds.cancel"]
    assert noted == reasons, "a cancel takes money off a bill: it is in the log whoever did it"


@pytest.mark.parametrize("reason", ["", "  ", "x" * 201, 7])
async def test_a_reason_is_a_sentence_at_most(venue: Venue, reason: Any) -> None:
    order = await venue.order("dumplings")
    (line,) = order["lines"]
    several = {"action": "cancel", "line_ids": [line["id"]], "reason": reason}
    for path, body in (
        (f"/kds/lines/{line['id']}/cancel", {"reason": reason}),
        (f"/orders/{order['id']}/cancel", {"reason": reason}),
        ("/kds/lines/transitions", several),
        ("/kds/lines/transitions", several | {"action": "start", "reason": "why not"}),
    ):
        answer = await venue["cook" if "start" in body.values() else "cashier 1"].post(path, body)
        assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/reason"), path
    assert len(history(venue, line)) == 1
