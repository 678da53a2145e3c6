"""The menu as a table: what goes out comes in again unchanged, mistakes are named by row and column, and it is all or nothing."""

import csv
import io
import zipfile
from random import Random
from typing import Any, get_args
from uuid import UUID

import httpx
import openpyxl
import pytest
import xlsxwriter

from hub.accounts.actor import Actor
from hub.kit.db import Tx
from hub.kit.errors import Refusal, UnreadableSheet
from hub.kit.ids import new_id
from hub.kit.sheets import ROWS_MAX, UNPACKED_MAX, Format, write_csv, write_xlsx
from hub.store import importing, queries
from hub.store.cells import Wrong, listed, minor_digits, price, whole, yes_or_no
from hub.store.exchange import ALL_ITEMS, COLUMNS, MenuSheet, menu_table, read_menu, written
from hub.store.menu import create_category, create_item, hide_item, replace_item
from hub.store.schemas import ImportReport, PutCategory
from tests.store.shelf import an_item, both, fill
from tests.venue.house import House, Place
from tests.venues import Client, Venue

FORMATS: tuple[Format, ...] = get_args(Format)
both_formats = pytest.mark.parametrize("kind", FORMATS)


def sheet(*rows: str) -> MenuSheet:
    """A table written as CSV, one text per row."""
    return read_menu("\n".join(rows).encode(), "csv")


def workbook(*rows: list[Any]) -> bytes:
    """A workbook as a person would have made it."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True})
    page = book.add_worksheet()
    for place, row in enumerate(rows):
        page.write_row(place, 0, row)
    book.close()
    return file.getvalue()


def import_menu(tx: Tx, who: Actor, table: MenuSheet, dry_run: bool = False, shop_id: UUID | None = None) -> ImportReport:
    """Judged and carried out in one go, as nobody else does."""
    if dry_run:
        return importing.rehearse(tx, who, table, shop_id)
    return importing.import_menu(tx, who, importing.plan_import(tx, who, table, shop_id))


def brought(house: House, *rows: str, dry_run: bool = False, place: Place | None = None) -> ImportReport:
    found: ImportReport = house.run(import_menu, (place or house.shop).actor(), sheet(*rows), dry_run)
    return found


def mistakes(house: House, *rows: str) -> list[tuple[int, str | None, str]]:
    """What a rehearsal finds wrong; that the real thing is refused for the same, and that nothing is changed."""
    before = house.read(queries.menu_items, house.manager)
    found = [(one.row, one.column, one.code) for one in brought(house, *rows, dry_run=True).errors]
    if found:
        facts = house.refused("import_refused", import_menu, house.manager, sheet(*rows))
        assert [(one["row"], one["column"], one["code"]) for one in facts["rows"]] == found
    assert house.read(queries.menu_items, house.manager) == before
    return found


def items(house: House) -> dict[str, Any]:
    return {item.names["en"]: item for item in house.read(queries.menu_items, house.manager).items}


# Out and in again


@both_formats
def test_what_goes_out_comes_in_again_and_changes_nothing(house: House, kind: Format) -> None:
    shelf = fill(house)
    house.run(hide_item, house.manager, shelf.tea.id)
    odd = an_item(
        shelf.category,
        '=HYPERLINK("x"), "quoted"\nand more',
        descriptions={"en": "'tis + so", "zh-CN": "，；"},
        price=1,
        allergens=["nuts", "milk"],
    )
    house.run(replace_item, house.manager, shelf.meal.id, odd)
    house.news()
    before = house.read(queries.menu_items, house.manager)
    body = written(house.read(menu_table, house.manager), kind)
    report = house.run(import_menu, house.manager, read_menu(body, kind))
    assert (report.added, report.changed, report.unchanged, report.errors) == (0, 0, 3, [])
    assert house.read(queries.menu_items, house.manager) == before
    assert house.news() == []


@both_formats
def test_a_sister_shop_can_begin_with_the_table(house: House, kind: Format) -> None:
    fill(house)
    house.run(create_category, house.owner, PutCategory(names={"zh-CN": "中Food", "en": "Food"}), house.sister.id)
    table = house.read(menu_table, house.manager)
    for row in table.rows[1:]:
        row[0] = ""
    report = house.run(import_menu, house.owner, read_menu(written(table, kind), kind), False, house.sister.id)
    assert (report.added, report.changed) == (3, 0)
    ours, theirs = (house.read(queries.menu, house.owner, place.id).categories[0].items for place in (house.shop, house.sister))
    assert [(item.names, item.price, item.allergens, item.station) for item in theirs] == [
        (item.names, item.price, item.allergens, item.station) for item in ours
    ]
    assert all(item.options == [] for item in theirs)


def test_a_csv_holds_nothing_that_a_spreadsheet_would_run(house: House) -> None:
    shelf = fill(house)
    for name in ("=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\nx", "＝1", "＋1", "－1", "＠x", "'=1"):
        house.run(replace_item, house.manager, shelf.tea.id, an_item(shelf.category, name))
        text = written(house.read(menu_table, house.manager), "csv").decode("utf-8-sig")
        cells = [cell for row in csv.reader(io.StringIO(text)) for cell in row]
        assert f"'{name}" in cells
        assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"))]


def test_a_workbook_holds_text_as_text_and_prices_as_numbers(house: House) -> None:
    shelf = fill(house)
    house.run(replace_item, house.manager, shelf.tea.id, an_item(shelf.category, "=1+1", price=1250))
    page = openpyxl.load_workbook(io.BytesIO(written(house.read(menu_table, house.manager), "xlsx"))).worksheets[0]
    heading = [cell.value for cell in page[1]]
    assert heading == [*(column.zh for column in COLUMNS[:8]), "价格 (CNY)", *(column.zh for column in COLUMNS[9:])]
    (row,) = [row for row in page.iter_rows(min_row=2) if row[3].value == "=1+1"]
    assert (row[3].data_type, row[8].value, row[8].data_type, row[8].number_format) == ("s", 12.5, "n", "0.00")
    assert page.freeze_panes == "A2"


def test_the_heading_may_be_in_either_language_or_as_we_call_it(house: House) -> None:
    fill(house)
    for heading in (
        "name_en,category,station,price",
        "Name (English),Category,Station,Price (CNY)",
        "英文名,分类,档口,价格（CNY）",
        " NAME_EN ,CATEGORY,station, price",
    ):
        report = brought(house, heading, "Soup,food,hot,12.5", dry_run=True)
        assert (report.added, report.errors) == (1, [])


# What a row does


def test_a_row_adds_an_item_behind_those_of_its_category(house: House) -> None:
    fill(house)
    report = brought(
        house, "name_zh,name_en,category,station,price,prep_seconds,allergens", '面,Noodles,中Food,hot,28.5,420,"gluten; eggs、nuts"'
    )
    assert (report.added, report.changed, report.unchanged) == (1, 0, 0)
    (row,) = report.rows
    item = items(house)["Noodles"]
    assert (row.row, row.what, row.item_id, row.name) == (2, "added", item.id, "面")
    assert (item.price, item.prep_seconds, item.allergens, item.kitchen_name) == (2850, 420, ["gluten", "eggs", "nuts"], "面")
    assert (item.on_sale, item.options, item.picture) == (True, [], None)
    assert house.read(queries.menu, house.manager).categories[0].items[-1].id == item.id
    noted = house.audit()[-1]
    assert (noted.action, noted.object_id, noted.after["price"]) == ("store.edit_menu", str(item.id), 2850)


def test_a_row_changes_only_what_its_columns_name(house: House) -> None:
    shelf = fill(house)
    before = items(house)["Dumplings"]
    house.news()
    report = brought(house, "id,price,on_sale", f"{before.id},30,no", f"{shelf.tea.id},5,")
    after = items(house)["Dumplings"]
    assert [(row.row, row.what, row.columns) for row in report.rows] == [(2, "changed", ["on_sale", "price"])]
    assert report.unchanged == 1
    assert (after.price, after.on_sale, after.version) == (3000, False, before.version + 1)
    assert (after.options, after.allergens, after.names, after.sku_id) == (before.options, before.allergens, before.names, before.sku_id)
    (told,) = house.news()
    assert told.type == "store.menu_changed"


def test_an_empty_cell_empties_words_and_leaves_the_rest(house: House) -> None:
    shelf = fill(house)
    brought(house, "id,name_zh,name_en,allergens,station,price,prep_seconds,on_sale,category", f"{shelf.tea.id},,Green tea,,,,,,")
    item = items(house)["Green tea"]
    assert (item.names, item.allergens) == ({"en": "Green tea"}, [])
    assert (item.station, item.price, item.on_sale, item.category_id) == ("hot", 500, True, shelf.category)


def test_many_rows_are_told_once(house: House) -> None:
    fill(house)
    version = house.read(queries.menu, house.manager).version
    report = brought(house, "name_en,category,station,price", *(f"Dish {n},Food,hot,{n}" for n in range(120)))
    assert report.added == 120
    assert [told.type for told in house.news()] == ["store.menu_changed"]
    assert house.read(queries.menu, house.manager).version == version + 1


def test_a_rehearsal_changes_nothing_and_says_the_same(house: House) -> None:
    shelf = fill(house)
    rows = ("id,name_en,category,station,price", f"{shelf.tea.id},Tea,Food,hot,6", ",Cake,Food,hot,30")
    before = house.read(queries.menu_items, house.manager)
    rehearsal = brought(house, *rows, dry_run=True)
    assert (house.read(queries.menu_items, house.manager), house.news()) == (before, [])
    real = brought(house, *rows)
    assert (rehearsal.added, rehearsal.changed) == (real.added, real.changed) == (1, 1)
    assert [row.columns for row in rehearsal.rows] == [row.columns for row in real.rows]
    assert (rehearsal.dry_run, real.dry_run) == (True, False)


# Judged first, written later


HEADING = "name_en,category,station,price"


def test_two_thousand_rows_take_a_handful_of_statements(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(house)
    brought(house, HEADING, *(f"Dish {n},Food,hot,{n}" for n in range(ROWS_MAX - 100)))
    there = shelf_of(house)
    told: list[str] = []
    for name in ("run", "all", "one_or_none", "value", "many", "query"):
        spied(monkeypatch, name, told)
    rows = (
        "id,name_en,category,station,price",
        *(f"{row.id},{row.names['en']},,,7777" for row in there),
        *(f",New {n},Food,hot,1" for n in range(50)),
    )
    noted = len(house.audit())
    plan = house.read(importing.plan_import, house.manager, sheet(*rows))
    told.clear()
    report = house.run(importing.import_menu, house.manager, plan)
    assert (report.added, report.changed) == (50, len(there))
    assert len(told) < 20, told
    assert {row.price_minor for row in shelf_of(house) if not row.names["en"].startswith("New ")} == {777700}
    assert len(house.audit()) - noted == 50 + len(there)


def shelf_of(house: House) -> list[Any]:
    return house.read(lambda tx: tx.all(ALL_ITEMS, shop_id=house.shop.id))  # type: ignore[no-any-return]


def spied(monkeypatch: pytest.MonkeyPatch, name: str, told: list[str]) -> None:
    plain = getattr(Tx, name)

    def spy(tx: Tx, *args: Any, **kwargs: Any) -> Any:
        told.append(name)
        return plain(tx, *args, **kwargs)

    monkeypatch.setattr(Tx, name, spy)


def test_what_was_judged_against_another_menu_is_not_carried_out(house: House) -> None:
    shelf = fill(house)
    table = sheet("id,price", f"{shelf.tea.id},6")
    wrong = sheet(HEADING, "Soup,Drinks,hot,5")
    plans = [house.read(importing.plan_import, house.manager, each) for each in (table, wrong)]
    house.run(replace_item, house.manager, shelf.tea.id, an_item(shelf.category, "Tea", price=900))
    house.run(create_category, house.manager, PutCategory(names=both("Drinks")))
    for plan in plans:  # mistakes too are those of a menu that is gone
        house.refused("version_mismatch", importing.import_menu, house.manager, plan)
    assert items(house)["Tea"].price == 900
    for each in (table, wrong):
        house.run(importing.import_menu, house.manager, house.read(importing.plan_import, house.manager, each))
    assert (items(house)["Tea"].price, items(house)["Soup"].price) == (600, 500)


def test_tables_and_edits_at_once_lose_nothing(house: House) -> None:
    shelf = fill(house)
    tables = [sheet("id,price", f"{shelf.tea.id},{n}", f"{shelf.meal.id},{n}") for n in (6, 7, 8)]
    version = house.read(queries.menu, house.manager).version
    plans = [house.read(importing.plan_import, house.manager, each) for each in tables]
    outcomes = house.race(
        *(lambda plan=plan: house.run(importing.import_menu, house.manager, plan) for plan in plans),  # type: ignore[misc]
        lambda: house.run(create_item, house.manager, an_item(shelf.category, "Cake")),
        lambda: house.run(replace_item, house.manager, shelf.meal.id, an_item(shelf.category, "Meal", price=100)),
    )
    carried_out = [one for one in outcomes if one != "version_mismatch"]
    assert "Cake" in items(house)
    assert house.read(queries.menu, house.manager).version == version + len(carried_out)
    assert sum(outcome == "version_mismatch" for outcome in outcomes[:3]) >= 2
    assert outcomes[3:] == [one for one in outcomes[3:] if one != "version_mismatch"]


# Mistakes


def test_every_mistake_is_named_by_row_and_column(house: House) -> None:
    shelf = fill(house)
    heading = "id,name_zh,name_en,category,station,price,prep_seconds,allergens,on_sale,kitchen_name"
    stranger = fill(house, house.stranger).tea.id
    assert mistakes(
        house,
        heading,
        f"{shelf.tea.id},茶,Tea,Food,hot,5,,,,",
        f"{new_id()},,A,Food,hot,5,,,,",
        f"{stranger},,B,Food,hot,5,,,,",
        f"{shelf.tea.id},茶,Tea,Food,hot,5,,,,",
        "not-an-id,,C,Food,hot,5,,,,",
        ",,,Food,hot,5,,,,",
        ",,D,Nowhere,hot,5,,,,",
        ",,E,Food,,,,,,",
        ",,F,Food,hot,5.555,,,,",
        ",,G,Food,hot,-1,,,,",
        ",,H,Food,hot,cheap,,,,",
        ",,I,Food,hot,5,1.5,,,",
        ",,J,Food,hot,5,,,perhaps,",
        f",,{'K' * 81},Food,hot,5,,,,",
        f",,L,Food,hot,5,,{'nuts;' * 3}{'x' * 41},,",
        f",,M,Food,hot,5,,,,{'m' * 81}",
        ",,=N,Food,hot,5,,,,",
        ",,@O,Food,hot,5,,,,",
    ) == [
        (3, "id", "unknown"),
        (4, "id", "unknown"),
        (5, "id", "twice"),
        (6, "id", "unknown"),
        (7, "name_en", "missing"),
        (8, "category", "unknown"),
        (9, "station", "missing"),
        (9, "price", "missing"),
        (10, "price", "too_many_decimals"),
        (11, "price", "out_of_range"),
        (12, "price", "not_a_number"),
        (13, "prep_seconds", "not_a_number"),
        (14, "on_sale", "unknown"),
        (15, "name_en", "too_long"),
        (16, "allergens", "too_long"),
        (17, "kitchen_name", "too_long"),
        (18, "name_en", "formula"),
        (19, "name_en", "formula"),
    ]


def test_rows_count_as_the_sheet_counts_them(house: House) -> None:
    fill(house)
    assert mistakes(house, "name_en,category,station,price", "", '"two', 'lines",Food,hot,x', "", "Tea,Food,hot,y") == [
        (4, "price", "not_a_number"),
        (6, "price", "not_a_number"),
    ]


def test_a_station_must_be_one_that_somebody_hears(venue_house: House) -> None:
    assert mistakes(venue_house, "name_en,category,station,price", "Tea,Food,moon,5") == [(2, "station", "unknown")]


@pytest.fixture
def venue_house(house: House) -> House:
    from hub.kds.schemas import PutStation
    from hub.kds.stations import put_station

    fill(house)
    station = PutStation(names=both("Hot"), amber_seconds=60, red_seconds=120)
    house.run(put_station, house.shop.brand_id, house.shop.id, "hot", station)
    house.news()
    return house


def test_two_categories_of_one_name_are_told_apart_by_their_id(house: House) -> None:
    shelf = fill(house)
    house.run(create_category, house.manager, PutCategory(names={"en": "food"}))
    house.news()
    assert mistakes(house, "name_en,category,station,price", "Soup,FOOD,hot,5") == [(2, "category", "ambiguous")]
    assert brought(house, "name_en,category,station,price", f"Soup,{shelf.category},hot,5").added == 1
    again = house.run(import_menu, house.manager, read_menu(written(house.read(menu_table, house.manager), "csv"), "csv"))
    assert (again.unchanged, again.errors) == (4, [])


def test_a_table_that_lost_its_ids_does_not_add_everything_again(house: House) -> None:
    fill(house)
    heading = "name_en,category,station,price"
    assert mistakes(house, heading, "TEA,Food,hot,5", "Soup,Food,hot,5", "soup,Food,hot,6") == [
        (2, "name_en", "exists"),
        (4, "name_en", "twice"),
    ]
    house.run(create_category, house.manager, PutCategory(names=both("Drinks")))
    house.news()
    assert brought(house, heading, "Tea,Drinks,hot,5").added == 1


def test_one_wrong_row_among_many_takes_none(house: House) -> None:
    fill(house)
    rows = [f"Dish {n},Food,hot,{n}" for n in range(50)]
    rows[30] = "Dish,Food,hot,free"
    assert mistakes(house, "name_en,category,station,price", *rows) == [(32, "price", "not_a_number")]
    assert len(items(house)) == 3


# Files


@pytest.mark.parametrize(
    ("encoding", "delimiter"), [("utf-8", ","), ("utf-8-sig", ";"), ("gb18030", ","), ("utf-16", "\t"), ("utf-8", "\t")]
)
def test_a_csv_is_read_as_spreadsheets_write_it(house: House, encoding: str, delimiter: str) -> None:
    fill(house)
    rows = [["中文名", "分类", "档口", "价格"], ["红烧肉", "中Food", "hot", "78,50" if delimiter != "," else "78.50"]]
    text = "\r\n".join(delimiter.join(row) for row in rows)
    report = house.run(import_menu, house.manager, read_menu(text.encode(encoding), "csv"), True)
    assert (report.added, report.errors, report.rows[0].name) == (1, [], "红烧肉")


def test_a_workbook_is_read_as_people_type_it(house: House) -> None:
    shelf = fill(house)
    body = workbook(
        ["ID", "Name (English)", "Category", "Station", "Price", "Seconds to prepare", "On sale"],
        [str(shelf.tea.id), "Tea", "Food", "hot", 12.5, 60, True],
        ["", "Cake", "Food", "hot", 30, 0.0, "no"],
        [],
        ["", "Sum", "Food", "hot", "=A1+1", 1, ""],
    )
    report = house.run(import_menu, house.manager, read_menu(body, "xlsx"), True)
    assert (report.added, report.changed) == (1, 1)
    assert [(one.row, one.column, one.code) for one in report.errors] == [(5, "price", "formula")]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\n\n",
        b"colour,taste\nred,sweet",
        b"price,price,name_en\n",
        b"price,station\n5,hot",
        b'name_en\n"open',
        b"\x00\x01\x02",
        b"\xff\xfe\x00",
        ("name_en\n" + "x\n" * (ROWS_MAX + 2)).encode(),
        ("name_en\n" + "x" * 2001).encode(),
    ],
)
def test_a_csv_that_is_no_menu_is_refused(body: bytes) -> None:
    with pytest.raises(UnreadableSheet):
        read_menu(body, "csv")


def archive(**members: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in members.items():
            made.writestr(name.replace("__", "/"), content)
    return file.getvalue()


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"no archive",
        archive(),
        archive(xl__workbook=b"x"),
        archive(big=bytes(UNPACKED_MAX + 1)),
        archive(**{"xl__workbook.xml": b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'}),
        archive(**{"xl__workbook.xml": b'<?xml version="1.0"?>' + b" " * 9000 + b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'}),
        archive(xl__workbook='<?xml version="1.0"?><!DOCTYPE x><x/>'.encode("utf-16")),
        archive(
            **{"xl__workbook.xml": b'<?xml version="1.0" encoding="cp037"?>' + '<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'.encode("cp037")}
        ),
        workbook(["Name (English)", *(["x"] * 70)]),
    ],
    ids=[
        "nothing",
        "no archive",
        "empty",
        "no workbook",
        "a bomb",
        "entities",
        "entities far down",
        "entities in UTF-16",
        "entities in EBCDIC",
        "too wide",
    ],
)
def test_a_workbook_that_is_none_is_refused(body: bytes) -> None:
    with pytest.raises(UnreadableSheet):
        read_menu(body, "xlsx")


@both_formats
def test_a_damaged_file_is_refused_or_read_but_never_a_fault(kind: Format) -> None:
    random = Random(kind)
    rows: list[list[Any]] = [["Name (English)", "Category", "Station", "Price"], *([f"Dish {n}", "Food", "hot", "5"] for n in range(20))]
    whole_file = write_csv(rows) if kind == "csv" else write_xlsx(rows, "Menu", [10] * 4)
    for _ in range(150):
        body = bytearray(whole_file)
        for _ in range(random.randrange(1, 6)):
            body[random.randrange(len(body))] = random.randrange(256)
        try:
            read_menu(bytes(body), kind)
        except Refusal as refusal:
            assert refusal.code == "unreadable_sheet"


# Cells


@pytest.mark.parametrize(
    ("text", "currency", "minor"),
    [
        ("28", "CNY", 2800),
        ("28.5", "CNY", 2850),
        ("0", "EUR", 0),
        ("9,50", "EUR", 950),
        ("1200", "JPY", 1200),
        ("1.234", "KWD", 1234),
        ("5.10", "CNY", 510),
        ("28.00", "JPY", 28),
    ],
)
def test_a_price_is_a_decimal_of_the_shops_currency(text: str, currency: str, minor: int) -> None:
    assert price(text, minor_digits(currency)) == minor


@pytest.mark.parametrize(
    ("text", "digits", "code"),
    [
        ("1.5", 0, "too_many_decimals"),
        ("1.234,5", 2, "not_a_number"),
        ("1e3", 2, "not_a_number"),
        ("NaN", 2, "not_a_number"),
        ("Infinity", 2, "not_a_number"),
        ("¥5", 2, "not_a_number"),
        ("1_000", 2, "not_a_number"),
        ("1000001", 2, "out_of_range"),
        ("1,000,000", 2, "not_a_number"),
    ],
)
def test_a_price_that_is_none(text: str, digits: int, code: str) -> None:
    with pytest.raises(Wrong) as caught:
        price(text, digits)
    assert caught.value.code == code


def test_other_cells() -> None:
    assert [yes_or_no(text) for text in ("Yes", "是", "1", "NO", "否", "0")] == [True, True, True, False, False, False]
    assert listed("nuts， milk;eggs\nnuts") == ["nuts", "milk", "eggs"]
    assert (whole("0", 10), whole("10", 10)) == (0, 10)
    for text in ("11", "-1", "1.0", "٣", "", "9" * 40):
        with pytest.raises(Wrong):
            whole(text, 10)


# Over HTTP


async def test_a_table_comes_true_although_the_menu_is_edited_while_it_is_read(venue: Venue, monkeypatch: pytest.MonkeyPatch) -> None:
    manager = venue["manager"]
    item = (await manager.get("/menu/items")).json()["items"][0]
    plain, edits = importing.plan_import, [1, 2]

    def overtaken(tx: Tx, who: Actor, table: MenuSheet, shop_id: UUID | None = None) -> importing.Plan:
        plan = plain(tx, who, table, shop_id)
        if edits:
            venue.running.database.run_now(lambda tx: create_category(tx, who, PutCategory(names=both(f"Overtaking {edits.pop()}"))))
        return plan

    monkeypatch.setattr(importing, "plan_import", overtaken)
    body = f"id,price\n{item['id']},77\n".encode()
    refused = await send(manager, body)
    assert (refused.status_code, refused.json()["code"]) == (412, "version_mismatch")
    edits.append(3)
    key = {"Idempotency-Key": str(new_id())}
    taken = await send(manager, body, headers=key)
    assert (taken.status_code, taken.json()["changed"]) == (200, 1)
    again = await send(manager, body, headers=key)
    assert (again.content, again.headers["idempotency-replayed"]) == (taken.content, "true")


async def test_a_repeated_table_that_added_items_is_answered_as_before(venue: Venue) -> None:
    category = (await venue["manager"].get("/menu/categories")).json()["items"][0]
    key = {"Idempotency-Key": str(new_id())}
    station = (await venue["manager"].get("/menu/items")).json()["items"][0]["station"]
    body = f"name_en,category,station,price\nA table's own,{category['id']},{station},5\n".encode()
    first, second = [await send(venue["manager"], body, headers=key) for _ in range(2)]
    assert (first.status_code, first.json()["added"]) == (200, 1), first.text
    assert second.content == first.content


async def send(client: Client, body: bytes, kind: str = "text/csv", headers: dict[str, str] | None = None, **query: Any) -> httpx.Response:
    sent = client.headers() | {"content-type": kind, "Idempotency-Key": str(new_id())} | (headers or {})
    return await client.http.post("/api/v1/menu/import", params=query, content=body, headers=sent)


@both_formats
async def test_a_manager_takes_the_menu_home_and_brings_it_back_dearer(venue: Venue, kind: Format) -> None:
    manager = venue["manager"]
    answer = await manager.get("/menu/export", format=kind)
    assert answer.status_code == 200
    assert answer.headers["content-disposition"] == f'attachment; filename="menu.{kind}"'
    if kind == "csv":
        rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    else:
        page = openpyxl.load_workbook(io.BytesIO(answer.content)).worksheets[0]
        rows = [["" if cell.value is None else str(cell.value) for cell in row] for row in page.iter_rows()]
    for row in rows[1:]:
        row[8] = str(float(row[8]) + 1)
    body = write_csv(rows) if kind == "csv" else workbook(*rows)
    media_type = "text/csv" if kind == "csv" else "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    before = {item["id"]: item["price"] for item in (await manager.get("/menu/items")).json()["items"]}
    rehearsal = await send(manager, body, media_type, format=kind, dry_run="true")
    assert (rehearsal.status_code, rehearsal.json()["changed"], rehearsal.json()["errors"]) == (200, len(before), []), rehearsal.text
    real = await send(manager, body, media_type, format=kind)
    assert real.json()["changed"] == len(before)
    after = {item["id"]: item["price"] for item in (await manager.get("/menu/items")).json()["items"]}
    assert after == {item_id: price + 100 for item_id, price in before.items()}


async def test_mistakes_and_wrong_files_are_said_over_http(venue: Venue) -> None:
    wrong = b"name_en,category,station,price\nTea,Food,bar,5.555\n"
    refused = await send(venue["manager"], wrong)
    assert (refused.status_code, refused.json()["code"]) == (422, "import_refused")
    assert refused.json()["rows"] == [
        {"row": 2, "column": "price", "code": "too_many_decimals", "detail": "at most 2 digits behind the point"}
    ]
    assert "row 2, price" in refused.json()["detail"]
    assert (await send(venue["manager"], wrong, dry_run="true")).json()["errors"] == refused.json()["rows"]
    unreadable = await send(venue["manager"], b"colour\nred\n")
    assert (unreadable.status_code, unreadable.json()["code"]) == (422, "unreadable_sheet")
    assert "colour" in unreadable.json()["detail"]
    assert (await send(venue["manager"], wrong, "application/json")).status_code == 415
    assert (await send(venue["manager"], wrong, format="ods")).status_code == 422
    assert (await send(venue["manager"], b"x" * (4 * 1024 * 1024 + 1))).status_code == 413


async def test_only_those_who_edit_the_menu_may(venue: Venue) -> None:
    for name in ("pad 801", "kitchen", "cashier 1", "cook", "waiter", "cashier"):
        assert (await venue[name].get("/menu/export")).status_code == 403
        assert (await send(venue[name], b"name_en\n")).status_code == 403
