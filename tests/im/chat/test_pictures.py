"""Pictures in chats: encoded anew, shown to who may read the chat and to nobody else, forgotten with their messages."""

import asyncio
import io
import os
from datetime import timedelta
from pathlib import Path
from typing import Any, cast

import httpx
import pytest
from PIL import Image

from hub.im.chat import pictures, tidying
from hub.kit.clock import MovableClock
from hub.kit.files import Files
from hub.kit.ids import new_id
from tests.conftest import MakeVenue
from tests.im.chat.talk import Json, ask, do, group_of, set_shop, told, write
from tests.venues import Venue


def photo(size: tuple[int, int] = (64, 48), kind: str = "JPEG", **more: Any) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", size, (20, 40, 200)).save(file, kind, **more)
    return file.getvalue()


async def bring(venue: Venue, chat: Json, body: bytes, who: str = "pad 801", kind: str = "image/jpeg") -> httpx.Response:
    headers = venue[who].headers() | {"Idempotency-Key": str(new_id()), "Content-Type": kind}
    return await venue.http.post(f"/api/v1/chats/{chat['id']}/pictures", content=body, headers=headers)


async def see(venue: Venue, picture: Json, who: str) -> httpx.Response:
    return await venue[who].get(picture["url"].removeprefix("/api/v1"))


async def test_a_picture_is_brought_then_sent_then_seen(venue: Venue) -> None:
    chat = await ask(venue)
    secret = Image.Exif()
    secret[0x010E] = "taken at home"
    brought = await bring(venue, chat, photo((3200, 1600), exif=secret))
    assert brought.status_code == 201, brought.text
    picture = brought.json()["picture"]
    assert (picture["width"], picture["height"]) == (1600, 800)
    sent = await write(venue, chat, "look", picture_id=picture["id"])
    assert (sent["message"]["kind"], sent["message"]["picture"], sent["message"]["text"]) == ("picture", picture, "look")
    assert told(venue, "chat.message_added")[-1].data["message"]["picture"] == picture
    for who in ("pad 801", "pad 801 b", "waiter", "manager"):
        seen = await see(venue, picture, who)
        assert (seen.status_code, seen.headers["content-type"], seen.headers["cache-control"]) == (200, "image/webp", "private, no-store")
        assert Image.open(io.BytesIO(seen.content)).size == (1600, 800)
        assert b"taken at home" not in seen.content
    alone = await venue["waiter"].post(f"/chats/{chat['id']}/messages", {"picture_id": picture["id"]})
    assert (alone.status_code, alone.json()["message"]["text"]) == (201, None)


async def test_nobody_else_sees_it(venue: Venue, make_venue: MakeVenue) -> None:
    chat = await ask(venue)
    picture = (await bring(venue, chat, photo())).json()["picture"]
    await write(venue, chat, "look", picture_id=picture["id"])
    for house, who in ((venue, "pad 802"), (venue, "cook"), (make_venue(brand_id=venue.brand_id), "manager"), (make_venue(), "pad 801")):
        assert (await see(house, picture, who)).status_code == 404, who
        assert (await bring(house, chat, photo(), who)).status_code == 404, who
    assert (await see(venue, picture, "cashier 1")).status_code == 403
    assert (await venue.http.get(picture["url"])).status_code == 401
    await venue["cleaner"].post(f"/rooms/{venue.rooms['801']}/clean")
    await venue["cashier 1"].post(f"/rooms/{venue.rooms['801']}/open", {"guests": 2})
    assert (await see(venue, picture, "pad 801")).status_code == 404
    assert (await see(venue, picture, "waiter")).status_code == 200


async def test_a_picture_of_another_chat_cannot_be_sent(venue: Venue) -> None:
    mine, theirs = await ask(venue), await ask(venue, "pad 802")
    picture = (await bring(venue, theirs, photo(), "pad 802")).json()["picture"]
    for who, chat in (("pad 801", mine), ("waiter", mine)):
        refused = await venue[who].post(f"/chats/{chat['id']}/messages", {"picture_id": picture["id"]})
        assert (refused.status_code, refused.json()["code"]) == (422, "invalid")


async def test_what_is_no_picture_is_refused(venue: Venue) -> None:
    chat = await ask(venue)
    for body in (b"", b"GIF89a", b"<svg xmlns='http://www.w3.org/2000/svg'/>", photo()[:40]):
        refused = await bring(venue, chat, body)
        assert (refused.status_code, refused.json()["code"]) == (422, "not_a_picture"), body[:10]
    assert (await bring(venue, chat, photo(), kind="image/gif")).status_code == 415
    large = await bring(venue, chat, b"\xff\xd8" + b"\0" * (8 * 1024 * 1024))
    assert (large.status_code, large.json()["code"]) == (413, "too_large")


async def test_guests_bring_so_many_and_no_more(venue: Venue, monkeypatch: Any) -> None:
    monkeypatch.setattr(pictures, "MOST_OF_GUESTS", 2)
    chat = await ask(venue)
    answers = [(await bring(venue, chat, photo((64 + turn, 48)))).status_code for turn in range(3)]
    assert answers == [201, 201, 429]
    assert (await bring(venue, chat, photo(), "waiter")).status_code == 201


async def test_the_group_has_pictures_too(venue: Venue) -> None:
    group = await group_of(venue)
    picture = (await bring(venue, group, photo(), "cook")).json()["picture"]
    await write(venue, group, "new dish", "cook", picture_id=picture["id"])
    assert (await see(venue, picture, "pad 802")).status_code == 200
    await set_shop(venue, group_with_guests=False)
    assert (await see(venue, picture, "pad 802")).json()["code"] == "group_without_guests"
    assert (await bring(venue, group, photo(), "pad 802")).json()["code"] == "group_without_guests"


async def test_files_go_when_no_message_shows_them_any_more(
    timed_venue: Venue, clock: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    venue = timed_venue
    monkeypatch.setattr(tidying, "KEEP", timedelta(hours=9))
    monkeypatch.setattr(tidying, "KEEP_UNSENT", timedelta(hours=7))
    chat, other = await ask(venue), await ask(venue, "pad 802")
    shared, alone = photo((80, 60)), photo((90, 60))
    kept = (await bring(venue, chat, shared)).json()["picture"]
    gone = (await bring(venue, chat, alone)).json()["picture"]
    for picture in (kept, gone):
        await write(venue, chat, "look", picture_id=picture["id"])
    await do(venue, chat, "close", "waiter")
    clock.advance(6 * 3600)
    same = (await bring(venue, other, shared, "pad 802")).json()["picture"]
    await write(venue, other, "look", "pad 802", picture_id=same["id"])
    files = sorted(path.name for path in (venue.running.settings.data_path / "files").rglob("*.chat"))
    assert len(files) == 2
    clock.advance(3 * 3600 + 1)
    database = venue.running.database
    while database.run_now(tidying.forget_messages):
        pass
    many, names = database.run_now(tidying.forget_pictures)
    assert many == 2
    assert len(names) == 1 and names[0] in files
    assert database.run_now(tidying.forget_pictures) == (0, [])
    assert (await see(venue, same, "waiter")).status_code == 200
    assert (await see(venue, gone, "waiter")).status_code == 404


def stored(venue: Venue) -> list[Path]:
    return list((venue.running.settings.data_path / "files").rglob("*.chat"))


def as_if_kept_long_ago(path: Path) -> None:
    day_before = path.stat().st_mtime - 86_400
    os.utime(path, (day_before, day_before))


async def test_a_picture_that_is_brought_anew_while_its_file_is_forgotten_has_its_file(
    timed_venue: Venue, clock: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the row that goes and the file that would go next, the same comes again; its own row is written before or after."""
    venue, files, database = timed_venue, timed_venue.running.hub.desk.files, timed_venue.running.database
    monkeypatch.setattr(tidying, "KEEP_UNSENT", timedelta(hours=7))
    chat, twice, once = await ask(venue), photo((84, 60)), photo((94, 60))
    before = set(stored(venue))
    for body in (twice, once):
        assert (await bring(venue, chat, body)).status_code == 201
    both = set(stored(venue)) - before
    for path in both:
        as_if_kept_long_ago(path)
    clock.advance(7 * 3600 + 1)
    anew: list[Json] = []

    class BroughtBetween:
        """The hub's files, and somebody who comes in just then."""

        def forget_unless_put(self, name: str, within: timedelta) -> None:
            if not anew:
                anew.append(asyncio.run_coroutine_threadsafe(bring(venue, chat, twice), loop).result(30).json()["picture"])
            files.forget_unless_put(name, within)

    loop = asyncio.get_running_loop()
    await asyncio.to_thread(venue.running.do, tidying.forget_files(database, cast("Files", BroughtBetween())))
    assert len(both & set(stored(venue))) == 1, "the other one has gone"
    assert (await see(venue, anew[0], "pad 801")).status_code == 200
    assert not list((venue.running.settings.data_path / "files").rglob(".old-*")), "nothing lies about"


async def test_a_picture_that_was_never_sent_is_its_bringers_and_goes_after_a_while(
    timed_venue: Venue, clock: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A day is longer than the life of a token, so the time is shorter here."""
    venue = timed_venue
    monkeypatch.setattr(tidying, "KEEP_UNSENT", timedelta(hours=7))
    chat, group = await ask(venue), await group_of(venue)
    unsent = (await bring(venue, chat, photo())).json()["picture"]
    in_group = (await bring(venue, group, photo((70, 48)))).json()["picture"]
    sent = (await bring(venue, group, photo((80, 48)))).json()["picture"]
    await write(venue, group, "look", picture_id=sent["id"])
    for picture in (unsent, in_group):
        seen = [(await see(venue, picture, who)).status_code for who in ("pad 801", "pad 801 b", "pad 802", "waiter", "manager")]
        assert seen == [200, 200, 404, 404, 404]
    assert (await see(venue, sent, "pad 802")).status_code == 200
    database = venue.running.database
    clock.advance(7 * 3600)
    assert database.run_now(tidying.forget_pictures) == (0, [])
    clock.advance(1)
    assert database.run_now(tidying.forget_pictures)[0] == 2
    assert [(await see(venue, picture, "pad 801")).status_code for picture in (unsent, in_group, sent)] == [404, 404, 200]


async def test_the_next_guests_see_no_picture_of_those_before(timed_venue: Venue, clock: MovableClock) -> None:
    venue = timed_venue
    group = await group_of(venue)
    clock.advance(60)
    shown = (await bring(venue, group, photo())).json()["picture"]
    unsent = (await bring(venue, group, photo((70, 48)))).json()["picture"]
    await write(venue, group, "look", picture_id=shown["id"])
    assert [(await see(venue, picture, "pad 801")).status_code for picture in (shown, unsent)] == [200, 200]
    clock.advance(60)
    await venue["cleaner"].post(f"/rooms/{venue.rooms['801']}/clean")
    await venue["cashier 1"].post(f"/rooms/{venue.rooms['801']}/open", {"guests": 2})
    assert [(await see(venue, picture, "pad 801")).status_code for picture in (shown, unsent)] == [404, 404]
    assert [(await see(venue, shown, who)).status_code for who in ("pad 802", "cook")] == [200, 200]
    await write(venue, group, "look again", "cook", picture_id=shown["id"])
    assert (await see(venue, shown, "pad 801")).status_code == 200
