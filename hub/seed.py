"""The demo venue: what `config/demo` describes, made by the same verbs that people and devices use.

Run again, it makes only what is absent and opens fresh sessions. Passwords are made for each data folder and kept in
`demo.json` there, readable by its owner only.
"""

import json
import os
import secrets
import tomllib
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import MappingProxyType
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, select

from hub.accounts import sessions
from hub.accounts.actor import Actor
from hub.accounts.passwords import hash_password
from hub.accounts.permissions import STAFF_PERMISSIONS
from hub.accounts.staff import add_user
from hub.im.devices import add_device
from hub.im.states import ACTIVE
from hub.kds.schemas import PutStation
from hub.kds.stations import put_station, stations_of
from hub.kit.db import Database, Tx
from hub.kit.files import FILES, Files, FolderFiles
from hub.settings import default_file
from hub.store import pictures
from hub.store.menu import put_category, put_item
from hub.store.schemas import PutCategory, PutChoice, PutItem, PutOption
from hub.tables import TABLES
from hub.venue import queries as venue
from hub.venue.rooms import add_room, open_room
from hub.venue.schemas import AddRoom, AddShop, OpenRoom
from hub.venue.shops import add_brand, add_shop
from hub.venue.wristbands import add_wristband, give_wristband

DEMO_FILE = "demo.json"
TOKEN_SECONDS = 24 * 3600

brand, shop, room, wristband, user, device, binding = (
    TABLES[name] for name in ("brand", "shop", "room", "wristband", "user", "device", "device_binding")
)

_all = {"any_tenant": "the demo looks for its own rows before there is anybody who could ask"}
BRAND = select(brand.c.id).where(brand.c.name == bindparam("name")).execution_options(**_all)
SHOPS = select(shop.c.id, shop.c.name).where(shop.c.brand_id == bindparam("brand_id")).order_by(shop.c.id)
USER = select(user.c.id).where(user.c.username == bindparam("username")).execution_options(**_all)
DEVICE = select(device.c.id).where(device.c.shop_id == bindparam("shop_id"), device.c.name == bindparam("name"))
DEVICES = (
    select(device.c.id, device.c.name, device.c.kind, binding.c.room_id, binding.c.stations)
    .join_from(device, binding, (binding.c.device_id == device.c.id) & (binding.c.shop_id == device.c.shop_id) & binding.c.until.is_(None))
    .where(device.c.shop_id == bindparam("shop_id"), device.c.state == ACTIVE)
    .order_by(device.c.id)
)
ROOMS = select(room.c.id, room.c.number).where(room.c.shop_id == bindparam("shop_id")).order_by(room.c.number)
WRISTBANDS = select(wristband.c.code, wristband.c.state).where(wristband.c.shop_id == bindparam("shop_id")).order_by(wristband.c.code)

Table = Mapping[str, Any]


class Demo:
    """The files of the demo venue, read once."""

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder or default_file().parent / "demo"
        self.brands: list[Table] = self.read("brands")["brand"]
        self.shops = {code: self.read(f"shop-{code}") for each in self.brands for code in each["shops"]}
        self.menus = {code: self.read(f"menu-{code}") for code in self.shops}

    def pictures(self, files: Files) -> dict[str, str]:
        """The drawn dishes, put where all pictures lie; their addresses by name."""
        drawn = sorted((self.folder / "pictures").glob(f"*.{pictures.KIND}"))
        return {path.stem: pictures.address_of(files.put(path.read_bytes(), pictures.KIND)) for path in drawn}

    def read(self, name: str) -> Table:
        return tomllib.loads((self.folder / f"{name}.toml").read_text("utf-8"))

    def usernames(self) -> list[str]:
        return [each["owner"]["username"] for each in self.brands] + [
            person["username"] for described in self.shops.values() for person in described["staff"]
        ]


def seed(database: Database, folder: Path) -> dict[str, Any]:
    """Make the demo venue if it is absent; the ids, passwords and fresh tokens of everything in it (protocol §7)."""
    demo = Demo()
    passwords = furnish(database, folder, demo)
    return database.run_now(lambda tx: describe(tx, demo, passwords))


def is_founded(database: Database, demo: Demo) -> bool:
    """Whether the demo's first brand is there, and so all of it."""
    return database.read_now(lambda tx: tx.value(BRAND, name=in_language(demo.brands[0]))) is not None


def furnish(database: Database, folder: Path, demo: Demo) -> dict[str, str]:
    """Make what is absent; the passwords of everybody in it."""
    passwords = keep_passwords(folder, demo.usernames())
    missing = database.read_now(lambda tx: [name for name in demo.usernames() if tx.one_or_none(USER, username=name) is None])
    with ThreadPoolExecutor(2) as threads:
        hashes = dict(zip(missing, threads.map(lambda name: hash_password(passwords[name]), missing), strict=True))
    drawn = demo.pictures(FolderFiles(folder / FILES))
    database.run_now(lambda tx: make(tx, demo, hashes, drawn))
    return passwords


def keep_passwords(folder: Path, usernames: list[str]) -> dict[str, str]:
    """The passwords of this data folder; new names get new ones."""
    path = folder / DEMO_FILE
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    known: dict[str, str] = json.loads(path.read_text("utf-8"))["passwords"] if path.exists() else {}
    passwords = {name: known.get(name) or secrets.token_urlsafe(12) for name in usernames}
    if passwords != known:
        fresh = path.with_suffix(".new")
        handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump({"passwords": passwords}, file, indent=1)
        os.replace(fresh, path)
    return passwords


def make(tx: Tx, demo: Demo, hashes: Mapping[str, str], drawn: Mapping[str, str]) -> None:
    """Everything that is absent, in one unit: a demo venue is there whole or not at all."""
    for described in demo.brands:
        name = in_language(described)
        if tx.value(BRAND, name=name) is not None:
            continue
        brand_id = add_brand(tx, name)
        owner = described["owner"]
        add_person(tx, brand_id, None, owner | {"role": "owner"}, hashes)
        for code in described["shops"]:
            make_shop(tx, brand_id, demo.shops[code], demo.menus[code], hashes, drawn)


def add_person(tx: Tx, brand_id: UUID, shop_id: UUID | None, person: Table, hashes: Mapping[str, str]) -> UUID:
    made = add_user(
        tx,
        brand_id=brand_id,
        shop_id=shop_id,
        role=person["role"],
        username=person["username"],
        name=person["name"],
        password_hash=hashes[person["username"]],
        job=person.get("job", ""),
    )
    if made is None:
        raise ValueError(f"the username {person['username']} is taken")
    return made


def make_shop(
    tx: Tx, brand_id: UUID, described: Table, menu: Table, hashes: Mapping[str, str], drawn: Mapping[str, str] = MappingProxyType({})
) -> None:
    """A shop as its files describe it; `drawn` are the addresses of the pictures that its menu names."""
    about = described["shop"]
    language = about["language"]
    shop_id = add_shop(
        tx,
        None,
        brand_id,
        AddShop(
            name=about["names"][language],
            names=about["names"],
            timezone=about["timezone"],
            day_start=about["day_start"].strftime("%H:%M"),
            currency=about["currency"],
            settings=described["settings"] | {"language": language},
        ),
    )
    people = [(person, add_person(tx, brand_id, shop_id, person, hashes)) for person in described["staff"]]
    manager = next(actor_for(brand_id, shop_id, person, user_id) for person, user_id in people if person["role"] == "manager")
    for position, station in enumerate(described["station"]):
        values = {name: station[name] for name in ("names", "amber_seconds", "red_seconds")}
        put_station(tx, brand_id, shop_id, station["code"], PutStation(**values, position=position))
    areas = {area["code"]: {"area": area["names"][language], "area_names": area["names"]} for area in described["area"]}
    rooms = {
        each["number"]: add_room(tx, None, brand_id, shop_id, AddRoom(number=each["number"], **areas[each["area"]])).id
        for each in described["room"]
    }
    for each in described["room"]:
        if "guests" in each:
            open_room(tx, manager, rooms[each["number"]], OpenRoom(guests=each["guests"]))
    for band in described["wristband"]:
        add_wristband(tx, None, brand_id, shop_id, band["code"])
        if band["handed_out"]:
            give_wristband(tx, manager, shop_id, band["code"], band["guests"], rooms[band["room"]] if "room" in band else None)
    for each in described["device"]:
        add_device(
            tx,
            brand_id=brand_id,
            shop_id=shop_id,
            kind=each["kind"],
            name=each["name"],
            room_id=rooms[each["room"]] if "room" in each else None,
            stations=each.get("stations", ()),
            model="demo",
        )
    make_menu(tx, shop_id, menu, drawn)


def make_menu(tx: Tx, shop_id: UUID, menu: Table, drawn: Mapping[str, str]) -> None:
    categories = {
        each["code"]: put_category(tx, None, shop_id, None, PutCategory(names=each["names"], position=position)).id
        for position, each in enumerate(menu["category"])
    }
    options = {each["code"]: each for each in menu.get("option", ())}
    for position, dish in enumerate(menu["dish"]):
        chosen = [options[code] for code in dish.get("options", ())]
        put_item(
            tx,
            None,
            shop_id,
            None,
            PutItem(
                category_id=categories[dish["category"]],
                names=dish["names"],
                kitchen_name=dish["kitchen_name"],
                descriptions=dish["descriptions"],
                station=dish["station"],
                prep_seconds=dish["prep_seconds"],
                price=dish["price"],
                allergens=dish["allergens"],
                picture=drawn.get(dish["picture"]),
                position=position,
                options=[
                    PutOption(
                        names=group["names"],
                        min=group["min"],
                        max=group["max"],
                        choices=[PutChoice(names=choice["names"], price=choice["price"]) for choice in group["choices"]],
                    )
                    for group in chosen
                ],
            ),
        )


def actor_for(brand_id: UUID, shop_id: UUID, person: Table, user_id: UUID) -> Actor:
    """A member of staff in whose name the demo opens rooms."""
    role = person["role"]
    return Actor(
        kind="user", id=user_id, name=person["name"], role=role, brand_id=brand_id, shop_id=shop_id, permissions=STAFF_PERMISSIONS[role]
    )


def in_language(described: Table) -> str:
    return str(described["names"][described["language"]])


def find_shop(tx: Tx, brand: Table, about: Table) -> tuple[UUID, UUID]:
    """The ids of a brand and of one of its shops, by what their files say."""
    brand_id = tx.value(BRAND, name=in_language(brand))
    ids = {row.name: row.id for row in tx.all(SHOPS, brand_id=brand_id)}
    return brand_id, ids[in_language(about)]


def sign(names: Mapping[str, str], language: str) -> str:
    """What stands on the wall where one text is for everybody: the shop's language, and English beside it."""
    return " ".join(dict.fromkeys((names[language], names["en"])))


def describe(tx: Tx, demo: Demo, passwords: Mapping[str, str]) -> dict[str, Any]:
    """The object that `venuehub seed --json` prints; opens a session for everybody in it."""
    found: dict[str, Any] = {"brands": [], "shops": [], "users": [], "devices": []}
    for described in demo.brands:
        brand_id = tx.value(BRAND, name=in_language(described))
        found["brands"].append({"id": str(brand_id), "name": in_language(described)})
        found["users"].append(person_out(tx, brand_id, None, described["owner"] | {"role": "owner"}, passwords))
        ids = {row.name: row.id for row in tx.all(SHOPS, brand_id=brand_id)}
        for code in described["shops"]:
            about = demo.shops[code]
            describe_shop(tx, found, brand_id, ids[in_language(about["shop"])], about, passwords)
    return found


def describe_shop(tx: Tx, found: dict[str, Any], brand_id: UUID, shop_id: UUID, described: Table, passwords: Mapping[str, str]) -> None:
    known = venue.shop_row(tx, shop_id)
    stations = stations_of(tx, shop_id)
    rooms = {row.number: row.id for row in tx.all(ROOMS, shop_id=shop_id)}
    found["shops"].append(
        {
            "id": str(shop_id),
            "brand_id": str(brand_id),
            "name": known.name,
            "names": described["shop"]["names"],
            "timezone": known.timezone,
            "rooms": [{"id": str(room_id), "number": number} for number, room_id in rooms.items()],
            "stations": [each.code for each in stations],
            "station_names": {each.code: each.names for each in stations},
            "wristbands": [{"code": row.code, "handed_out": row.state == "out"} for row in tx.all(WRISTBANDS, shop_id=shop_id)],
        }
    )
    found["users"] += [person_out(tx, brand_id, shop_id, person, passwords) for person in described["staff"]]
    numbers = {room_id: number for number, room_id in rooms.items()}
    for each in tx.all(DEVICES, shop_id=shop_id):  # as they are now: some may have been revoked, and others paired in their place
        tokens = sessions.open_session(tx, kind="device", subject_id=each.id, brand_id=brand_id, access_seconds=TOKEN_SECONDS)
        found["devices"].append(
            {
                "id": str(each.id),
                "kind": each.kind,
                "name": each.name,
                "room": numbers.get(each.room_id),
                "stations": each.stations,
                "shop_id": str(shop_id),
                "access_token": tokens.access_token,
                "refresh_token": tokens.refresh_token,
            }
        )


def person_out(tx: Tx, brand_id: UUID, shop_id: UUID | None, person: Table, passwords: Mapping[str, str]) -> dict[str, Any]:
    user_id = tx.value(USER, username=person["username"])
    tokens = sessions.open_session(tx, kind="user", subject_id=user_id, brand_id=brand_id, access_seconds=TOKEN_SECONDS)
    return {
        "id": str(user_id),
        "username": person["username"],
        "password": passwords[person["username"]],
        "role": person["role"],
        "brand_id": str(brand_id),
        "shop_id": None if shop_id is None else str(shop_id),
        "access_token": tokens.access_token,
    }
