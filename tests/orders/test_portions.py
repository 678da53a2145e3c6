"""Long rounds leave as several events, each of which fits."""

from typing import Any
from uuid import uuid4

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from hub.live.append import MOST_DATA_BYTES
from hub.orders.rows import MOST_LINE_BYTES, in_portions, is_too_large, recent_rounds
from hub.orders.schemas import LineOut, OrderHead

TEXTS = st.text(alphabet="水饺 soup", max_size=200)
AT = "2026-11-22T04:00:00.000Z"


def some_line(note: str, options: int = 0) -> LineOut:
    fields: dict[str, Any] = dict.fromkeys(LineOut.__struct_fields__)
    chosen = [{"id": uuid4(), "name": "葱" * 40, "names": {"zh-CN": "葱" * 40}, "price": 0} for _ in range(options)]
    fields |= {
        "id": uuid4(),
        "order_id": uuid4(),
        "name": "水饺",
        "names": {"zh-CN": "水饺"},
        "note": note,
        "options": chosen,
        "placed_at": AT,
    }
    return LineOut(**fields)


def head(rounds: list[dict[str, Any]]) -> OrderHead:
    fields: dict[str, Any] = dict.fromkeys(OrderHead.__struct_fields__)
    return OrderHead(**(fields | {"id": uuid4(), "rounds": rounds, "stations": ["bar", "cold", "hot"]}))


def pressed(number: int, name: str) -> dict[str, Any]:
    return {"round": number, "source": "pad", "placed_by": name, "placed_at": AT}


@given(st.lists(st.tuples(TEXTS, st.integers(0, 8)), min_size=1, max_size=50), st.integers(1, 60))
def test_every_portion_fits_and_together_they_are_the_round(notes: list[tuple[str, int]], rounds: int) -> None:
    lines = [line for line in (some_line(note, options) for note, options in notes) if not is_too_large(line)]
    shown = head(recent_rounds([pressed(number, "茶馆" * 20) for number in range(1, rounds + 1)]))
    portions = list(in_portions(shown, lines))
    assert [line for portion in portions for line in portion] == lines
    for portion in portions:
        assert len(portion) <= 12
        data = {"order": shown, "round": {"id": uuid4(), "order_id": uuid4(), "round": 1, "seen_at": AT, "delay_ms": 1}, "lines": portion}
        assert len(msgspec.json.encode(data)) <= MOST_DATA_BYTES


def test_a_head_carries_the_newest_rounds() -> None:
    rounds = [pressed(number, "Pad 801") for number in range(1, 101)]
    shown = recent_rounds(rounds)
    assert shown == rounds[-len(shown) :]
    assert 20 < len(shown) < 40
    assert recent_rounds(rounds[:3]) == rounds[:3]


def test_a_line_with_absurdly_many_options_is_noticed() -> None:
    assert is_too_large(some_line("", options=20))
    assert not is_too_large(some_line("很" * 200, options=4))
    assert MOST_LINE_BYTES < MOST_DATA_BYTES / 2
