"""The door: compiled once, and closed to statements that forget whose rows they mean."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Column, MetaData, Table, and_, bindparam, delete, func, select, update

from hub.kit import jobs
from hub.kit.columns import Instant, Integer, Json, String, Uuid
from hub.kit.door import Door, insert_row, postgresql_door, sqlite_door, upsert_row
from hub.kit.errors import Fault

metadata = MetaData()
thing = Table(
    "thing",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("brand_id", Uuid),
    Column("shop_id", Uuid),
    Column("n", Integer),
    Column("at", Instant),
    Column("j", Json),
    Column("s", String),
    info={"tenant": "shop_id"},
)
other = Table("other", metadata, Column("id", Uuid, primary_key=True), Column("shop_id", Uuid), info={"tenant": "shop_id"})
DOORS = [sqlite_door(), postgresql_door()]


@pytest.fixture(params=DOORS, ids=["sqlite", "postgresql"])
def door(request: pytest.FixtureRequest) -> Door:
    return request.param  # type: ignore[no-any-return]


@pytest.mark.parametrize(
    "statement",
    [
        select(thing.c.n),
        select(thing.c.n).where(thing.c.id == bindparam("x")),
        select(thing.c.shop_id).where(thing.c.n == 1),
        update(thing).values(n=1),
        delete(thing).where(thing.c.id == bindparam("x")),
        select(thing.c.n).join_from(thing, other, thing.c.id == other.c.id).where(thing.c.shop_id == bindparam("shop_id")),
    ],
)
def test_a_statement_that_does_not_name_the_tenant_is_refused(door: Door, statement: object) -> None:
    with pytest.raises(Fault):
        door.prepare(statement)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "statement",
    [
        select(thing.c.n).where(thing.c.shop_id == bindparam("shop_id")),
        select(thing.c.n).where(thing.c.brand_id == bindparam("brand_id")),
        select(thing.c.n).execution_options(any_tenant="a test"),
        select(thing.c.n)
        .join_from(thing, other, and_(thing.c.id == other.c.id, thing.c.shop_id == other.c.shop_id))
        .where(thing.c.shop_id == bindparam("shop_id")),
        insert_row(thing),
    ],
)
def test_a_statement_that_names_it_is_prepared_once(door: Door, statement: object) -> None:
    assert door.prepare(statement) is door.prepare(statement)  # type: ignore[arg-type]


IN = select(thing.c.n).where(thing.c.shop_id == bindparam("shop_id"), thing.c.n.in_(bindparam("many", expanding=True)))


@given(many=st.lists(st.integers(0, 1000), max_size=40))
def test_lists_are_filled_up_so_that_few_texts_are_prepared(many: list[int]) -> None:
    for door in DOORS:
        sql, parameters = door.prepare(IN).bind({"shop_id": uuid4(), "many": many})
        given_numbers = [each for each in parameters if isinstance(each, int)]
        assert set(given_numbers) == set(many)
        assert len(given_numbers) == (0 if not many else 1 << (len(many) - 1).bit_length())
        assert sql.count("?") + sql.count("%s") == len(parameters)


def test_a_missing_value_is_said_by_name(door: Door) -> None:
    with pytest.raises(KeyError, match="shop_id"):
        door.prepare(IN).bind({"many": [1]})


def test_fixed_lists_and_values_stay_fixed(door: Door) -> None:
    statement = select(func.count().label("c")).where(thing.c.shop_id == bindparam("shop_id"), thing.c.s.in_(["a", "b"]), thing.c.n > 5)
    shop_id = uuid4()
    sql, parameters = door.prepare(statement).bind({"shop_id": shop_id})
    assert parameters[1:] == ["a", "b"]
    assert "thing.n > 5" in sql


def test_constants_stand_in_the_text(door: Door) -> None:
    statement = select(jobs.jobs.c.id).where(jobs.jobs.c.state == "it's all", jobs.jobs.c.key == bindparam("key"))
    sql, parameters = door.prepare(statement).bind({"key": "k"})
    assert "it''s all" in sql
    assert parameters == ["k"]


def test_an_upsert_is_written_for_both_databases(door: Door) -> None:
    statement = upsert_row(thing, ["id", "n"], conflict=["id"], update={"n": "excluded"}, returning=["n"])
    sql, _ = door.prepare(statement).bind({"id": uuid4(), "n": 1})
    assert "ON CONFLICT (id) DO UPDATE SET n = excluded.n" in sql
    assert "RETURNING" in sql


def test_own_types_come_back_as_they_went_in() -> None:
    door = sqlite_door()
    put = door.prepare(insert_row(thing))
    at = datetime(2026, 3, 29, 1, 2, 3, 456000, tzinfo=UTC)
    given_values = {"id": uuid4(), "brand_id": None, "shop_id": uuid4(), "n": 1, "at": at, "j": {"a": [1, "二"]}, "s": "x"}
    _, parameters = put.bind(given_values)
    get = door.prepare(select(thing).where(thing.c.shop_id == bindparam("shop_id")))
    assert get.read([tuple(parameters)])[0]._asdict() == given_values
