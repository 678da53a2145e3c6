"""Numbers, acks and waits: what is decided without a socket."""

from __future__ import annotations

from random import Random

import pytest

from devices.client.backoff import After, after_close, after_refused_upgrade, backoff_seconds
from devices.client.cursors import AckPace, FramePace, Position


def test_a_number_at_or_below_the_place_is_never_taken_again() -> None:
    place = Position("shop:1", "e1", 5)
    assert [place.take(seq) for seq in (5, 4, 6, 6, 9, 7)] == [False, False, True, False, True, False]
    assert place.applied == 9


def test_a_head_moves_the_place_forward_only() -> None:
    place = Position("shop:1", "e1", 5)
    assert place.reach(8) and not place.reach(7)
    assert place.cursor.seq == 8 and place.cursor.epoch == "e1"


def test_an_ack_is_due_after_two_seconds_or_sixteen_events() -> None:
    pace = AckPace()
    assert pace.due_at() is None
    pace.applied(100.0)
    assert pace.due_at() == 102.0
    for _ in range(15):
        pace.applied(100.5)
    due = pace.due_at()
    assert due is not None and due <= 100.5
    pace.sent(100.5)
    assert pace.due_at() is None


def test_what_somebody_waits_for_is_acked_at_once_but_not_in_a_flood() -> None:
    pace = AckPace(least_gap_seconds=0.5)
    pace.applied(100.0)
    pace.applied(100.25, is_awaited=True)
    due = pace.due_at()
    assert due is not None and due <= 100.25
    pace.sent(100.25)
    pace.applied(100.5, is_awaited=True)
    assert pace.due_at() == 100.75
    pace.sent(100.75)
    pace.applied(101.0)
    assert pace.due_at() == 103.0


def test_acks_of_a_flood_are_put_together_so_that_the_hub_need_not_refuse_them() -> None:
    pace, sent = AckPace(), 0
    for event in range(2000):  # 1,000 events a second for two seconds
        now = event / 1000
        pace.applied(now)
        due = pace.due_at()
        if due is not None and due <= now:
            pace.sent(now)
            sent += 1
    assert 15 <= sent <= 21


def test_frames_beyond_the_burst_wait_for_their_turn() -> None:
    pace = FramePace(per_second=10, burst=3)
    assert [round(pace.wait_seconds(0.0), 3) for _ in range(5)] == [0, 0, 0, 0.1, 0.2]
    assert pace.wait_seconds(10.0) == 0.0


def test_the_wait_has_full_jitter_under_a_doubling_roof_of_ten_seconds() -> None:
    random = Random(7)
    for attempt, roof in [(0, 0.5), (1, 1.0), (3, 4.0), (5, 10.0), (500, 10.0)]:
        waits = [backoff_seconds(attempt, random) for _ in range(2000)]
        assert max(waits) <= roof and max(waits) > 0.9 * roof and min(waits) < 0.1 * roof


@pytest.mark.parametrize(
    ("code", "after"),
    [
        (4001, After.STOP),
        (4006, After.STOP),
        (4100, After.BACK_OFF),
        (4105, After.BACK_OFF),
        (4200, After.SOON),
        (4201, After.SOON),
        (1006, After.BACK_OFF),
        (1009, After.BACK_OFF),
        (None, After.BACK_OFF),
        (4300, After.BACK_OFF),
    ],
)
def test_the_class_of_a_close_code_says_what_follows(code: int | None, after: After) -> None:
    assert after_close(code) is after


def test_a_foreign_origin_stays_away_and_a_full_hub_is_tried_again() -> None:
    assert after_refused_upgrade(403) is After.STOP
    assert {after_refused_upgrade(status) for status in (429, 502, 503)} == {After.BACK_OFF}
