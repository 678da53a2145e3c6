"""Paper on the screens: F8 at the desk, what did not come out, and the printer's page in the office."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browsers import Screens
from tests.displays.presses import Presses
from tests.running import RunningHub

PRINTER = "Cashier printer"


class House(Presses):
    """The demo's desk printer, played by the test."""

    def jobs(self) -> list[dict[str, Any]]:
        return list(self.get(PRINTER, "/me/print-jobs")["items"])

    def give_up(self, job_id: str) -> None:
        """Three attempts, none of which reaches the paper."""
        for _ in range(3):
            self.post(PRINTER, f"/print-jobs/{job_id}/take")
            self.post(PRINTER, f"/print-jobs/{job_id}/failed", {"problem": "no_answer"})

    def print_it(self, job_id: str) -> dict[str, Any]:
        taken = self.post(PRINTER, f"/print-jobs/{job_id}/take")
        self.post(PRINTER, f"/print-jobs/{job_id}/printed")
        return taken


@pytest.fixture
def house(demo_hub: RunningHub) -> Iterator[House]:
    assert demo_hub.hub.demo is not None
    made = House(demo_hub.url, demo_hub.hub.demo)
    yield made
    for job in made.jobs():
        made.post("Cashier 1", f"/print-jobs/{job['id']}/cancel")
    made.tidy()


def desk(screens: Screens) -> Page:
    page = screens.open("cashier", "Cashier 1", width=1366, height=768)
    expect(page.locator(".d-main")).to_be_visible()
    return page


def test_f8_prints_the_receipt_of_the_order_that_is_chosen(screens: Screens, house: House) -> None:
    house.order("801", "Boiled dumplings")
    page = desk(screens)
    page.locator(".d-row", has_text="801").click()
    page.keyboard.press("F8")
    expect(page.locator(".toast", has_text=f"the receipt comes out of {PRINTER}")).to_be_visible()
    (job,) = house.jobs()
    assert house.print_it(job["id"])["content"]["room"] == "801"
    page.get_by_role("button", name="Print").first.click()
    expect(page.locator(".toast", has_text=f"a copy comes out of {PRINTER}")).to_be_visible()
    (job,) = house.jobs()
    assert (job["kind"], job["copy"]) == ("receipt", 1)


def test_what_did_not_come_out_is_a_problem_of_the_desk_and_printed_again(screens: Screens, house: House) -> None:
    lines = house.order("802", "Boiled dumplings")
    made = house.post("Cashier 2", f"/orders/{lines[0]['order_id']}/receipt", {})["print_job"]
    page = desk(screens)
    page.keyboard.press("8")
    house.give_up(made["id"])
    row = page.locator('[data-kind="print"]')
    expect(row).to_contain_text(f"{PRINTER}: not printed")
    row.click()
    paper = page.locator(f'[data-print-job="{made["id"]}"]')
    expect(paper).to_contain_text("It stopped in the middle")
    paper.get_by_role("button", name="Print again").click()
    expect(page.locator(".toast", has_text=f"It comes out of {PRINTER}")).to_be_visible()
    expect(row).to_have_count(0)
    (job,) = house.jobs()
    assert house.print_it(job["id"])["maybe_printed"] is True


def test_the_office_says_what_a_printer_prints_and_tries_it_out(screens: Screens, house: House) -> None:
    page = screens.open("office", width=1366, height=900)
    page.get_by_role("link", name="Devices").first.click()
    page.get_by_text(PRINTER).first.click()
    sheet = page.get_by_role("dialog")
    kitchen, receipts = (sheet.get_by_role("switch", name=name) for name in ("Kitchen cards", "Receipts"))
    expect(receipts).to_have_attribute("aria-checked", "true")
    expect(kitchen).to_have_attribute("aria-checked", "false")
    kitchen.click()
    expect(kitchen).to_have_attribute("aria-checked", "true")
    assert [each["kitchen"] for each in house.get("Cashier 1", "/printers")["items"]] == [True]
    kitchen.click()
    expect(kitchen).to_have_attribute("aria-checked", "false")
    sheet.get_by_role("button", name="Print a test page").click()
    expect(sheet.locator(".of-papers li").first).to_contain_text("Test page")
    (job,) = house.jobs()
    house.print_it(job["id"])
    expect(sheet.locator(".of-papers li").first).to_contain_text("Printed")
