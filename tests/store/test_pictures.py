"""Pictures: what a person brings is kept as one kind of file, whatever it was, and nothing that is not a picture gets through."""

import io
import struct
import zlib
from hashlib import sha256
from pathlib import Path
from random import Random
from typing import Any

import httpx
import pytest
from PIL import Image, PngImagePlugin

from hub.kit import encoding
from hub.kit.encoding import Encoded
from hub.kit.errors import NotAPicture, Refusal, StorageFull
from hub.kit.files import FolderFiles
from hub.kit.ids import new_id
from hub.store.pictures import LARGEST
from tests.venues import Client, Venue


def picture(kind: str = "PNG", size: tuple[int, int] = (64, 48), mode: str = "RGB", **more: Any) -> bytes:
    """Red at the top left, blue elsewhere."""
    made = Image.new("RGB", size, (20, 40, 200))
    made.paste((220, 30, 20), (0, 0, size[0] // 2, size[1] // 2))
    file = io.BytesIO()
    made.convert(mode).save(file, kind, **more)
    return file.getvalue()


def encoded(body: bytes) -> Encoded:
    return encoding.encoded(body, LARGEST)


def opened(made: Encoded) -> Image.Image:
    return Image.open(io.BytesIO(made.body))


def is_red(pixel: Any) -> bool:
    return bool(pixel[0] > 150 and pixel[2] < 110)


async def send(client: Client, body: bytes, kind: str = "image/png", key: str | None = None, **query: str) -> httpx.Response:
    headers = client.headers() | {"content-type": kind, "Idempotency-Key": key or str(new_id())}
    return await client.http.post("/api/v1/menu/pictures", params=query, content=body, headers=headers)


@pytest.mark.parametrize(
    ("kind", "mode"), [("PNG", "RGB"), ("PNG", "P"), ("PNG", "L"), ("PNG", "1"), ("JPEG", "RGB"), ("JPEG", "CMYK"), ("WEBP", "RGB")]
)
def test_every_kind_becomes_webp_of_the_same_look(kind: str, mode: str) -> None:
    made = encoded(picture(kind, mode=mode))
    assert (made.width, made.height) == (64, 48)
    found = opened(made)
    assert (found.format, found.mode) == ("WEBP", "RGB")
    if mode not in ("L", "1"):
        assert is_red(found.getpixel((4, 4)))
        assert not is_red(found.getpixel((50, 40)))


@pytest.mark.parametrize(
    ("size", "fitted"), [((4000, 3000), (1200, 900)), ((1000, 3000), (300, 900)), ((3000, 100), (1200, 40)), ((8, 6), (8, 6))]
)
@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_it_is_fitted_and_never_made_larger(kind: str, size: tuple[int, int], fitted: tuple[int, int]) -> None:
    made = encoded(picture(kind, size))
    assert (made.width, made.height) == fitted == opened(made).size


def test_a_camera_held_sideways_is_put_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # the right-hand side of what the sensor saw is the top
    made = encoded(picture("JPEG", (640, 480), exif=exif))
    assert (made.width, made.height) == (480, 640)
    assert is_red(opened(made).getpixel((400, 100)))


def test_what_a_camera_writes_into_its_pictures_is_gone() -> None:
    exif = Image.Exif()
    exif[0x010E] = "the kitchen at home"
    exif.get_ifd(0x8825)[1] = "N"
    text = PngImagePlugin.PngInfo()
    text.add_text("Comment", "the kitchen at home")
    for body in (
        picture("JPEG", exif=exif, comment=b"the kitchen at home"),
        picture("PNG", pnginfo=text, exif=exif),
        picture("WEBP", exif=exif),
    ):
        made = encoded(body)
        assert b"the kitchen at home" not in made.body
        assert dict(opened(made).getexif()) == {}
        assert not {"exif", "icc_profile", "xmp"} & opened(made).info.keys()


def test_what_is_behind_the_picture_shows_through_it() -> None:
    shape = Image.new("RGBA", (40, 40), (0, 0, 0, 0))
    shape.paste((220, 30, 20, 255), (10, 10, 30, 30))
    file = io.BytesIO()
    shape.save(file, "PNG")
    found = opened(encoded(file.getvalue()))
    assert found.mode == "RGBA"
    assert found.getpixel((2, 2))[3] == 0 and found.getpixel((20, 20))[3] == 255  # type: ignore[index]


def test_the_first_moment_of_a_moving_picture_is_kept() -> None:
    file = io.BytesIO()
    red, blue = Image.new("RGB", (30, 30), "red"), Image.new("RGB", (30, 30), "blue")
    red.save(file, "WEBP", save_all=True, append_images=[blue])
    found = opened(encoded(file.getvalue()))
    assert is_red(found.getpixel((5, 5)))
    assert getattr(found, "n_frames", 1) == 1


GIF = io.BytesIO()
Image.new("RGB", (4, 4)).save(GIF, "GIF")

WRONG = {
    "nothing": b"",
    "text": b"I am a picture, honestly",
    "a page": b"<!doctype html><script>alert(1)</script>",
    "a drawing": b'<svg xmlns="http://www.w3.org/2000/svg"/>',
    "a head": picture()[:20],
    "half": picture("JPEG", (800, 600))[:2000],
    "another kind": GIF.getvalue(),
}


@pytest.mark.parametrize("body", WRONG.values(), ids=WRONG)
def test_what_is_no_picture_is_refused(body: bytes) -> None:
    with pytest.raises(NotAPicture):
        encoded(body)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_a_damaged_picture_is_refused_or_read_but_never_a_fault(kind: str) -> None:
    random = Random(kind)
    whole = picture(kind, (90, 70))
    outcomes: set[type] = set()
    for _ in range(400):
        body = bytearray(whole)
        for _ in range(random.randrange(1, 12)):
            body[random.randrange(len(body))] = random.randrange(256)
        try:
            outcomes.add(type(encoded(bytes(body[: random.randrange(10, len(body) + 1)]))))
        except Refusal as refusal:
            outcomes.add(type(refusal))
    assert NotAPicture in outcomes
    assert outcomes <= {NotAPicture, Encoded}


def pretending(body: bytes, side: int) -> bytes:
    """A PNG whose head says that it is as large as this."""
    head = b"IHDR" + struct.pack(">II", side, side) + body[24:29]
    return body[:12] + head + struct.pack(">I", zlib.crc32(head)) + body[33:]


@pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")
def test_a_small_file_that_would_be_a_huge_picture_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    for side in (4_001, 8_000):
        with pytest.raises(NotAPicture, match=f"{side} by {side}"):
            encoded(pretending(picture(), side))
    with pytest.raises(NotAPicture):
        encoded(pretending(picture(), 30_000))
    monkeypatch.setattr(encoding, "PIXELS_MAX", 3000)
    with pytest.raises(NotAPicture, match="64 by 48"):
        encoded(picture("JPEG"))


def test_the_same_picture_is_the_same_bytes() -> None:
    assert encoded(picture("JPEG", (900, 700))).body == encoded(picture("JPEG", (900, 700))).body


# Where they lie


def test_a_file_is_found_under_the_hash_of_its_content(tmp_path: Path) -> None:
    files = FolderFiles(tmp_path / "files")
    name = files.put(b"soup", "webp")
    assert name == f"{sha256(b'soup').hexdigest()}.webp"
    assert files.get(name) == b"soup"
    assert files.put(b"soup", "webp") == name
    assert [path.name for path in (tmp_path / "files").rglob("*") if path.is_file()] == [name]


@pytest.mark.parametrize("name", ["", "..", "../../hub.db", "a.webp", "0" * 64, f"{'0' * 64}.webp", f"{'0' * 62}/a.webp", "%2e%2e"])
def test_a_name_that_is_none_finds_nothing(tmp_path: Path, name: str) -> None:
    (tmp_path / "hub.db").write_bytes(b"secret")
    assert FolderFiles(tmp_path / "files").get(name) is None


def test_a_file_that_was_cut_short_is_written_anew(tmp_path: Path) -> None:
    files = FolderFiles(tmp_path)
    name = files.put(b"the whole soup", "webp")
    (tmp_path / name[:2] / name).write_bytes(b"the wh")
    files.put(b"the whole soup", "webp")
    assert files.get(name) == b"the whole soup"


def test_a_full_disk_is_said_and_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("hub.kit.files.os.fsync", full)
    with pytest.raises(StorageFull):
        FolderFiles(tmp_path).put(b"soup", "webp")
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


# Over HTTP


async def test_a_picture_is_brought_shown_and_put_into_an_item(venue: Venue) -> None:
    manager = venue["manager"]
    answer = await send(manager, picture("JPEG", (2400, 1800)), "image/jpeg")
    assert answer.status_code == 201, answer.text
    made = answer.json()
    assert (made["width"], made["height"]) == (1200, 900)
    shown = await venue.http.get(made["picture"])
    assert (shown.status_code, shown.headers["content-type"]) == (200, "image/webp")
    assert shown.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert shown.headers["x-content-type-options"] == "nosniff"
    assert Image.open(io.BytesIO(shown.content)).size == (1200, 900)
    again = await venue.http.get(made["picture"], headers={"if-none-match": shown.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")

    (item, *_) = (await manager.get("/menu/items")).json()["items"]
    written = {name: item[name] for name in ("category_id", "names", "station", "price")} | {"picture": made["picture"]}
    assert (await manager.put(f"/menu/items/{item['id']}", written)).status_code == 200
    menu = (await venue["pad 801"].get("/menu")).json()
    assert made["picture"] in [one["picture"] for category in menu["categories"] for one in category["items"]]


async def test_the_same_picture_twice_is_one_file_and_two_entries_of_the_log(venue: Venue) -> None:
    first = await send(venue["manager"], picture())
    second = await send(venue["owner"], picture("PNG", compress_level=1), shop_id=str(venue.shop_id))
    assert first.json() == second.json()
    entries = (await venue["manager"].get("/audit", object_kind="picture")).json()["items"]
    assert len(entries) == 2 and {entry["object_id"] for entry in entries} == {Path(first.json()["picture"]).stem}


@pytest.mark.parametrize("body", [b"no picture at all", b""])
async def test_the_hub_says_what_is_wrong_with_a_body(venue: Venue, body: bytes) -> None:
    answer = await send(venue["manager"], body)
    assert (answer.status_code, answer.json()["code"]) == (422, "not_a_picture")


async def test_too_much_and_the_wrong_kind_are_refused(venue: Venue) -> None:
    large = await send(venue["manager"], b"\x89PNG" + bytes(8 * 1024 * 1024))
    assert (large.status_code, large.json()["code"]) == (413, "too_large")
    for kind in ("application/json", "image/gif", "image/svg+xml", "text/html", "multipart/form-data; boundary=x"):
        answer = await send(venue["manager"], picture(), kind)
        assert (answer.status_code, answer.json()["code"]) == (415, "unsupported_media_type")
    assert (await venue["manager"].post("/menu/categories", {"names": {"en": "x" * 300_000}})).status_code == 413


async def test_only_those_who_edit_the_menu_bring_pictures_and_strangers_make_us_decode_nothing(venue: Venue, monkeypatch: Any) -> None:
    monkeypatch.setattr("hub.store.pictures.keep", None)
    for name in ("pad 801", "kitchen", "cashier 1", "cook", "waiter"):
        assert (await send(venue[name], picture())).status_code == 403
    nobody = await venue.http.post("/api/v1/menu/pictures", content=picture(), headers={"content-type": "image/png"})
    assert (nobody.status_code, nobody.json()["code"]) == (401, "not_signed_in")


@pytest.mark.parametrize("name", ["x.webp", f"{'0' * 64}.webp", f"{'0' * 64}.png", "..%2F..%2Fhub.db", "%00.webp"])
async def test_an_address_of_no_picture_is_not_found(venue: Venue, name: str) -> None:
    answer = await venue.http.get(f"/api/v1/pictures/{name}")
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
