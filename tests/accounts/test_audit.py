"""The audit log: what stands in it, who may read it, and that it only grows."""

from uuid import UUID

import pytest
from sqlalchemy import func, select

from hub.accounts.audit import record
from hub.tables import TABLES
from tests.accounts.signing import code_of
from tests.conftest import MakeVenue
from tests.venues import Venue


def note(venue: Venue, action: str, object_id: UUID | str = "thing") -> None:
    venue.running.database.run_now(lambda tx: record(tx, venue.as_actor(), action, "thing", object_id, before={"a": 1}, after={"a": 2}))


async def test_an_act_is_noted_with_who_and_what(venue: Venue) -> None:
    note(venue, "test.done")
    entry = (await venue["manager"].get("/audit", object_kind="thing")).json()["items"][0]
    assert (entry["action"], entry["object_id"], entry["before"], entry["after"]) == ("test.done", "thing", {"a": 1}, {"a": 2})
    assert (entry["actor_kind"], entry["actor_id"], entry["shop_id"]) == ("user", venue["manager"].id, str(venue.shop_id))
    assert entry["at"].endswith("Z")


async def test_the_log_is_newest_first_and_pages(venue: Venue) -> None:
    for number in range(5):
        note(venue, f"test.{number}")
    first = (await venue["manager"].get("/audit", object_kind="thing", limit=3)).json()
    second = (await venue["manager"].get("/audit", object_kind="thing", limit=3, cursor=first["next"])).json()
    assert [entry["action"] for entry in first["items"] + second["items"]] == [f"test.{number}" for number in (4, 3, 2, 1, 0)]
    assert second["next"] is None


async def test_nobody_reads_the_log_of_another_shop(venue: Venue, make_venue: MakeVenue) -> None:
    sibling, foreign = make_venue(brand_id=venue.brand_id), make_venue()
    note(sibling, "test.sibling")
    note(foreign, "test.foreign")
    assert (await venue["manager"].get("/audit", object_kind="thing")).json()["items"] == []
    assert code_of(await venue["manager"].get("/audit", shop_id=str(sibling.shop_id))) == (404, "not_found")
    assert code_of(await venue["owner"].get("/audit", shop_id=str(foreign.shop_id))) == (404, "not_found")
    seen = (await venue["owner"].get("/audit", object_kind="thing")).json()["items"]
    assert [entry["action"] for entry in seen] == ["test.sibling"]


async def test_one_effect_is_one_entry_and_a_replay_is_none(venue: Venue) -> None:
    path = f"/staff/{venue['cook'].id}/disable"
    before = count(venue)
    for _ in range(3):
        assert (await venue["manager"].post(path, key="the-same-key")).status_code == 200
    assert count(venue) == before + 1


def count(venue: Venue) -> int:
    table = TABLES["audit_log"]
    counted = select(func.count().label("many")).where(table.c.brand_id == venue.brand_id)
    return venue.running.database.read_now(lambda tx: tx.query(counted))[0].many  # type: ignore[no-any-return]


async def test_an_act_that_fails_leaves_no_entry(venue: Venue) -> None:
    before = count(venue)

    def fails(tx):  # type: ignore[no-untyped-def]
        record(tx, venue.as_actor(), "test.failed", "thing", "x")
        raise ValueError("after the note")

    with pytest.raises(ValueError, match="after the note"):
        venue.running.database.run_now(fails)
    assert count(venue) == before
