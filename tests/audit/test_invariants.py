"""Each invariant is broken on purpose, on both databases, and must be found; a sound venue has nothing to find."""

import pytest

from hub.audit import broken, run_audit
from hub.audit.finding import MOST_ROWS, Breach
from hub.audit.rules import INVARIANTS, audit
from hub.live.append import shop_stream
from hub.live.log import FORGET, SET_OLDEST
from tests.audit.house import House
from tests.audit.spoilings import CASES, Case, row_of, say


def test_a_day_of_ordinary_work_breaks_nothing(house: House) -> None:
    findings = run_audit(house.database)
    assert broken(findings) == []
    terms = {finding.id: finding.terms for finding in findings}
    assert terms["O1"]["moves"] > 10 and terms["O4"]["days"] == 2 and terms["E2"]["events"] > 50, "premise: there was work"
    assert terms["P1"] == {"jobs": 7, "cards": 5, "receipts": 2, "copies": 1}
    assert terms["P2"]["printed"] == 2 and terms["P2"]["cancelled"] and terms["P2"]["waiting"]
    assert terms["O5"]["charged_minor"] == sum(house.column("food_order", "total_minor"))


@pytest.mark.parametrize("case", CASES, ids=[f"{case.id}-{case.wrong}" for case in CASES])
def test_what_is_broken_is_found(house: House, case: Case) -> None:
    with house.spoiled() as tx:
        case.spoil(tx, house)
        findings = {finding.id: finding for finding in audit(tx)}
    found = findings[case.id]
    assert not found.holds
    assert any(case.wrong in row["wrong"] for row in found.rows), found.rows
    assert found.broken >= len(found.rows) > 0


def test_every_way_to_break_a_rule_is_tried() -> None:
    """T1 looks at every table and every link alike; a few stand for all."""
    known = [breach for judge in INVARIANTS for breach in getattr(judge, "breaches", ()) if getattr(judge, "name", "") != "T1"]
    assert len(known) > 30
    assert [breach.wrong for breach in known if not tried(breach)] == []
    assert {case.id for case in CASES} == {
        *("I1", "O1", "O2", "O3", "O4", "O5", "O6", "O7", "E1", "E2", "E3", "E4", "E5"),
        *("T1", "V1", "B1", "A1", "A2", "J1", "N1", "M1", "M2", "M3", "C1", "C2", "P1", "P2", "P3"),
    }


def tried(breach: Breach) -> bool:
    return any(case.wrong in breach.wrong for case in CASES)


def test_the_spoiled_is_taken_back(house: House) -> None:
    assert broken(run_audit(house.database)) == []


def test_more_rows_than_fit_are_counted(house: House) -> None:
    with house.spoiled() as tx:
        for number in range(30):
            say(tx, house, "venue.room_changed", {}, (f"nobody-{number}",))
        own = next(finding for finding in audit(tx) if finding.id == "E4")
    assert len(own.rows) == MOST_ROWS
    assert own.broken == 30


def test_a_log_that_has_forgotten_its_beginning_is_no_fault(house: House) -> None:
    """The oldest events go by age; what only they told cannot be asked for."""
    name = shop_stream(house.shop.id)
    with house.spoiled() as tx:
        head = row_of(tx, "stream", name=name)["head"]
        for first in (2, head // 2, head, head + 1):
            tx.run(FORGET, stream=name, below=first)
            tx.run(SET_OLDEST, stream=name, first=first)
            assert broken(audit(tx)) == []
