"""So many at once, then one at a time: what one hub counts, another knows."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hub.accounts.paces import Pace, check_pace, forget_paces, keep_pace
from hub.app import open_database
from hub.kit.clock import MovableClock
from hub.kit.db import Database
from hub.kit.errors import RateLimited
from hub.kit.ids import new_id
from tests.running import Backend

WRITING = Pace("chat_message", at_once=3, every=timedelta(seconds=2))


@pytest.fixture
def database(backend: Backend, clock: MovableClock) -> Iterator[Database]:
    own = backend.settings()
    database = open_database(own, clock)
    yield database
    database.close()
    backend.forget(own)


def waits(database: Database, who: UUID, at: Pace = WRITING) -> int:
    """The seconds that the next step has to wait; 0: it was taken."""
    try:
        database.run_now(lambda tx: keep_pace(tx, at, who))
    except RateLimited as refused:
        return int(refused.facts["retry_after"])
    return 0


def test_so_many_at_once_then_one_at_a_time(database: Database, clock: MovableClock) -> None:
    who = new_id()
    assert [waits(database, who) for _ in range(5)] == [0, 0, 0, 2, 2]
    clock.advance(1.5)
    assert waits(database, who) == 1
    clock.advance(0.5)
    assert [waits(database, who) for _ in range(2)] == [0, 2]
    clock.advance(6)
    assert [waits(database, who) for _ in range(4)] == [0, 0, 0, 2]
    assert waits(database, new_id()) == 0, "everybody has a pace of their own"


def test_a_look_takes_nothing(database: Database) -> None:
    who = new_id()
    for _ in range(5):
        database.read_now(lambda tx: check_pace(tx, WRITING, who))
    assert [waits(database, who) for _ in range(4)] == [0, 0, 0, 2]
    with pytest.raises(RateLimited) as refused:
        database.read_now(lambda tx: check_pace(tx, WRITING, who))
    assert refused.value.facts == {"retry_after": 2}


def test_a_step_of_a_unit_that_fails_is_not_taken(database: Database) -> None:
    who = new_id()

    def fails(tx: object) -> None:
        keep_pace(tx, WRITING, who)  # type: ignore[arg-type]
        raise RateLimited(retry_after=9)

    for _ in range(5):
        with pytest.raises(RateLimited):
            database.run_now(fails)
    assert [waits(database, who) for _ in range(4)] == [0, 0, 0, 2]


@given(rests=st.lists(st.integers(0, 6_000), max_size=40))
@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
def test_it_is_a_bucket_that_fills_again(database: Database, clock: MovableClock, rests: list[int]) -> None:
    """Against a bucket as one would write it down: three steps fit in, and one comes back every two seconds, never more than three."""
    who, left_ms = new_id(), 6_000
    for rest in rests:
        clock.advance(rest / 1_000)
        left_ms = min(6_000, left_ms + rest)
        wait = waits(database, who)
        assert (wait == 0) == (left_ms >= 2_000)
        if wait == 0:
            left_ms -= 2_000
        else:
            assert wait == -(-(2_000 - left_ms) // 1_000)


def test_of_many_steps_at_two_hubs_so_many_are_taken_and_no_more(postgresql_backend: Backend, clock: MovableClock) -> None:
    own, who = postgresql_backend.settings(), new_id()
    hubs = [open_database(own, clock), open_database(postgresql_backend.beside(own), clock)]
    try:
        with ThreadPoolExecutor(8) as threads:
            taken = list(threads.map(lambda turn: waits(hubs[turn % 2], who), range(40)))
    finally:
        for hub in hubs:
            hub.close()
        postgresql_backend.forget(own)
    assert taken.count(0) == 3 and set(taken) == {0, 2}


def test_who_has_been_slow_for_an_hour_is_forgotten(database: Database, clock: MovableClock) -> None:
    slow, quick = new_id(), new_id()
    waits(database, slow)
    clock.advance(3_603)
    for _ in range(3):
        waits(database, quick)
    assert [database.run_now(forget_paces), database.run_now(forget_paces)] == [1, 0]
    assert waits(database, quick) == 2
