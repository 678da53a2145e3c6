"""How papers are laid out: nothing is wider than the paper, nothing is lost, and nothing that was typed commands the printer."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from devices.printer.ink import both_ends, columns_of, encode, to_bytes, wrapped
from devices.printer.paper.commands import Cut, Printed, Reader
from devices.printer.papers import Job, lines_of
from devices.printer.words import money

TEXT = st.text(st.sampled_from("水饺猪肉白菜，（） aZ9é€😀\x1b\x1d\x10\n-"), max_size=60)
DISHES = st.lists(
    st.fixed_dictionaries(
        {
            "quantity": st.integers(1, 999),
            "name": TEXT,
            "options": st.lists(TEXT, max_size=3),
            "allergens": st.lists(st.sampled_from(["gluten", "nuts", "自定义过敏原"]), max_size=3),
            "note": TEXT,
            "rush": st.booleans(),
            "amount": st.integers(0, 10**9),
        }
    ),
    min_size=1,
    max_size=4,
)


def content(kind: str, language: str, **more: Any) -> dict[str, Any]:
    told = {
        "kind": kind,
        "language": language,
        "shop": "云水间·外滩店",
        "day": "2026-11-22",
        "time": "14:02",
        "number": "#07",
        "room": "801",
    }
    return told | {"round": 2, "source": "pad", "by": "801", "stations": ["热厨"], "total": 10**9, "paid": 1, "currency": "CNY"} | more


def job(**more: Any) -> dict[str, Any]:
    return {"copy": 0, "made_by": "", "device_id": "a", "meant_for_id": "a", "meant_for": ""} | more


@settings(max_examples=60, deadline=None)
@given(dishes=DISHES, kind=st.sampled_from(["kitchen", "cancel", "receipt", "test"]), language=st.sampled_from(["zh-CN", "en"]), place=TEXT)
@pytest.mark.parametrize("columns", [48, 42, 32])
def test_nothing_is_wider_than_the_paper(columns: int, dishes: list[dict[str, Any]], kind: str, language: str, place: str) -> None:
    papers = lines_of(Job(job(copy=1, made_by=place), content(kind, language, lines=dishes, room=place), True), columns)
    for line in papers:
        assert line.indent + columns_of(line.text) * line.wide <= columns, line
    reader = Reader()
    came_out = list(reader.feed(to_bytes(papers)))
    assert [each for each in came_out if isinstance(each, Cut)] == [Cut()], "cut once, at the end"
    assert len([each for each in came_out if isinstance(each, Printed)]) == len(papers)
    assert reader.unknown == []


@pytest.mark.parametrize(("language", "word"), [("zh-CN", "取消 CANCELLED"), ("en", "CANCELLED")])
def test_a_paper_that_takes_back_says_so_first_and_largest(language: str, word: str) -> None:
    dish = {"quantity": 2, "name": "水饺", "options": [], "allergens": [], "note": "", "rush": False}
    first, *rest = lines_of(Job(job(), content("cancel", language, lines=[dish])))
    assert (first.text.strip(), first.wide, first.high, first.invert) == (word, 2, 2, True)
    assert max(line.high for line in rest[:2]) == 2
    assert [line.text for line in rest if "水饺" in line.text] == ["2x 水饺"]


@given(text=TEXT, columns=st.integers(4, 48))
def test_wrapping_loses_nothing_but_blanks_and_stays_within_the_line(text: str, columns: int) -> None:
    pieces = wrapped(text, columns)
    assert all(columns_of(piece) <= columns for piece in pieces)
    assert "".join("".join(pieces).split()) == "".join(text.split())


@given(text=st.text())
def test_no_control_character_gets_through(text: str) -> None:
    sent = encode(text).replace(b"\x1c\x2e\x1b\x74\x10", b"").replace(b"\x1c\x26", b"")
    assert all(byte >= 0x20 for byte in sent)


@pytest.mark.parametrize(
    ("text", "columns"), [("abc", 3), ("水饺", 4), ("Löyly", 5), ("€", 2), ("😀", 1), ("ñandú", 5), ("、", 2), ("ő", 1), ("\u202e", 0)]
)
def test_how_wide_letters_are(text: str, columns: int) -> None:
    assert columns_of(text) == columns


def test_western_letters_come_out_as_themselves_between_chinese_ones() -> None:
    reader = Reader(chinese=True)
    (line,) = reader.feed(encode("桑拿 Löyly 水饺") + b"\n")
    assert isinstance(line, Printed)
    assert line.text == "桑拿 Löyly 水饺"


def test_both_ends_meet_the_edges() -> None:
    assert both_ends("单号", "801", 12) == "单号     801"
    assert columns_of(both_ends("单号", "801", 12)) == 12


@pytest.mark.parametrize(
    ("minor", "currency", "written"),
    [(123456, "CNY", "1,234.56"), (5, "EUR", "0.05"), (1500, "JPY", "1,500"), (1234, "KWD", "1.234"), (-250, "CNY", "-2.50")],
)
def test_money_as_people_write_it(minor: int, currency: str, written: str) -> None:
    assert money(minor, currency) == written
