"""Sounds over HTTP: made once, kept, asked for in parts, only by those they are for; and an honest chime where there is no voice."""

import asyncio
import io
import sys
import tomllib
import wave
from collections.abc import AsyncIterator, Iterator
from contextlib import closing, contextmanager
from functools import partial
from hashlib import sha256
from pathlib import Path
from threading import Barrier
from typing import Any, get_args

import httpx
import pytest
from sqlalchemy import bindparam, func, select, update

from displays.templating import DISPLAYS
from hub.app import open_database
from hub.im.rules.schemas import Chime
from hub.im.speech import prepare
from hub.im.speech.studio import Studio
from hub.kit.clock import Clock
from hub.kit.db import Tx
from hub.tables import TABLES
from sounds.voice import Voice, listen
from tests.conftest import MakeVenue, client_of
from tests.im.messages.saying import PLACED, became, call, settled
from tests.running import Backend, RunningHub
from tests.sounds.noting import audio_for
from tests.venues import Venue

CHIME_FOLDER = DISPLAYS / "static" / "sounds"
CHIME = (CHIME_FOLDER / "called.wav").read_bytes()
ABSENT = (sys.executable, "-I", "-c", "import sys; sys.stderr.write('no engine: hidden'); sys.exit(3)")
HANGS = (sys.executable, "-I", "-c", "import time; time.sleep(600)")

speech = TABLES["speech"]
FILE_OF = select(speech.c.file).where(speech.c.brand_id == bindparam("brand_id"), speech.c.key == bindparam("key"))
COUNT = select(func.count().label("n")).select_from(speech).where(speech.c.brand_id == bindparam("brand_id"))
AGE = update(speech).where(speech.c.brand_id == bindparam("brand_id"), speech.c.key == bindparam("key")).values(used_at=bindparam("at"))


class Counted(Voice):
    """The real voice, which counts what it says."""

    def __init__(self, **more: Any) -> None:
        super().__init__(**more)
        self.said: list[str] = []

    def say(self, text: str, voice: str, rate: int) -> bytes:
        self.said.append(text)
        return super().say(text, voice, rate)


@pytest.fixture(autouse=True, scope="module")
def nobody_looks() -> Iterator[None]:
    """A hub looks what its voice can say some seconds after its start: here it might meet one that a test has taken away for a moment."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("hub.im.speech.studio.LOOK_AFTER_SECONDS", 3_600.0)
        yield


@pytest.fixture(autouse=True)
def voices() -> Iterator[None]:
    """What this process knows of voices is put back: the hubs of these tests have their own."""
    before = prepare.voices
    yield
    prepare.use_voices(before)


@contextmanager
def with_speech(backend: Backend, **speech: Any) -> Iterator[RunningHub]:
    settings = backend.settings(speech=speech)
    hub = RunningHub(settings)
    try:
        yield hub
    finally:
        hub.stop()
        backend.forget(settings)


PATIENT = {"wait_seconds": 20.0, "time_limit_seconds": 60.0}
"""A busy machine says a text when it comes to it."""


@pytest.fixture(scope="module")
def running(backend: Backend) -> Iterator[RunningHub]:
    with with_speech(backend, **PATIENT) as hub:
        yield hub


@pytest.fixture
def mute(backend: Backend) -> Iterator[RunningHub]:
    """A hub whose voice is switched off."""
    with with_speech(backend, engine="none") as hub:
        yield hub


@pytest.fixture
def hurried(backend: Backend) -> Iterator[RunningHub]:
    """A hub that waits for no sound, with room for two."""
    with with_speech(backend, wait_seconds=0.05, time_limit_seconds=1.0, rest_seconds=3600, waiting_max=2, at_once=1) as hub:
        yield hub


@pytest.fixture
async def at_hurried(hurried: RunningHub) -> AsyncIterator[Venue]:
    async with client_of(hurried) as client:
        yield Venue(hurried, client)


def studio_of(hub: RunningHub) -> Studio:
    return hub.hub.studio


def announced(venue: Venue, text: str, language: str = "zh-CN") -> str:
    """The address that a message with this text would carry."""
    noted = venue.running.database.run_now(lambda tx: audio_for(tx, venue.brand_id, text, language))
    assert noted is not None
    return noted


def key_in(address: str) -> str:
    return address.rpartition("/")[2].removesuffix(".wav")


async def heard(venue: Venue, address: str, who: str = "kitchen", **headers: str) -> httpx.Response:
    asked = {name.replace("_", "-"): value for name, value in headers.items()}
    return await venue.http.get(address, headers=venue[who].headers() | asked)


async def how_it_is(venue: Venue) -> dict[str, Any]:
    answer = await venue["manager"].get("/im/speech")
    assert answer.status_code == 200, answer.text
    return answer.json()  # type: ignore[no-any-return]


def is_chime(answer: httpx.Response, why: str) -> bool:
    assert answer.status_code == 200, answer.text
    honest = (answer.headers["sound"], answer.headers["sound-why"], answer.headers["cache-control"])
    return answer.content == CHIME and honest == ("chime", why, "no-store")


@pytest.mark.parametrize(("text", "language"), [("八零一房间下单了水饺2份，请注意", "zh-CN"), ("Room 8 0 1: two dumplings", "en")])
async def test_an_announcement_is_heard_in_words(venue: Venue, text: str, language: str) -> None:
    answer = await heard(venue, announced(venue, text, language))
    assert (answer.status_code, answer.headers["content-type"], answer.headers["sound"]) == (200, "audio/wav", "speech")
    assert answer.headers["cache-control"] == "private, max-age=31536000, immutable"
    sound = listen(answer.content)
    assert sound is not None
    assert 1 < sound.seconds < 8
    assert sound.loud > 0.08
    with wave.open(io.BytesIO(answer.content)) as file:
        assert file.getnframes() > 20_000
    state = await how_it_is(venue)
    assert (state["state"], state["why"], state["voices"]) == ("ready", None, {"zh-CN": "sit/cmn", "en": "gmw/en"})


async def test_however_many_ask_it_is_made_once_and_then_kept(venue: Venue) -> None:
    studio, address = studio_of(venue.running), announced(venue, f"同一句话 {venue.mark}")
    studio.voice = counted = Counted(limit_seconds=60.0)
    answers = await asyncio.gather(*(heard(venue, address, who) for who in ("kitchen", "call", "speaker", "handheld 1", "pad 801", "cook")))
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.content for answer in answers}) == 1
    assert len(counted.said) == 1
    assert announced(venue, f"同一句话  {venue.mark} ") == address
    await kept(venue, address)
    studio._at_hand.clear()
    assert (await heard(venue, address)).content == answers[0].content
    assert len(counted.said) == 1


async def kept(venue: Venue, address: str) -> str:
    """The name of the file, once it is noted."""
    for _ in range(1500):
        name = venue.running.database.run_now(lambda tx: tx.value(FILE_OF, brand_id=venue.brand_id, key=key_in(address)))
        if name is not None:
            return str(name)
        await asyncio.sleep(0.02)
    raise AssertionError("the file was never noted")


async def test_what_is_announced_is_made_before_anybody_asks(venue: Venue) -> None:
    made = await call(venue, "call", params=PLACED | {"goodsName": f"水饺 {venue.mark}"})  # words that nobody has said before
    await settled(venue)
    missed = await venue["speaker"].get("/me/events", stream=venue.stream, after=0)
    (address,) = [event["data"]["audio"] for event in missed.json()["events"] if event["type"] == "im.message_sent"]
    assert len(await became(venue, made["id"])) == 1
    await kept(venue, address)
    assert (await heard(venue, address, "call")).headers["sound"] == "speech"


async def test_a_file_that_was_lost_is_made_again(venue: Venue) -> None:
    address = announced(venue, f"丢了又找回来 {venue.mark}")
    before = await heard(venue, address)
    venue.running.hub.desk.files.forget(await kept(venue, address))
    studio_of(venue.running)._at_hand.clear()
    assert (await heard(venue, address)).content == before.content


async def test_other_brands_and_strangers_hear_nothing(venue: Venue, make_venue: MakeVenue) -> None:
    address = announced(venue, f"只给自己人 {venue.mark}")
    other, sister = make_venue(), make_venue(brand_id=venue.brand_id)
    assert (await heard(other, address, "manager")).status_code == 404
    assert (await heard(sister, address, "kitchen")).status_code == 200
    assert (await venue.http.get(address)).status_code == 401
    for wrong in (address.replace(".wav", ".mp3"), address.replace(".wav", ""), "/api/v1/sounds/nothing.wav", "/api/v1/sounds/.wav"):
        assert (await heard(venue, wrong)).status_code == 404
    assert (await venue["pad 801"].get("/im/speech")).status_code == 403
    announced(other, f"只给自己人 {venue.mark}")
    assert (await heard(other, address, "manager")).status_code == 200


async def test_nobody_works_out_what_was_said_elsewhere(venue: Venue) -> None:
    """Any pad may ask for any sound of its brand by its address; what does not know the installation's secret knows no address."""
    text, speaker = "手牌A017下单了，请注意", prepare.Speaker("sit/cmn", 165)
    address = announced(venue, text)
    assert prepare.voices["zh-CN"] == speaker, "premise: this is how it is said"
    assert (await heard(venue, address, "pad 801")).status_code == 200
    for secret in (b"", b"sounds"):
        guessed = prepare.ADDRESS.format(key=prepare.key_of(secret, text, speaker))
        assert (await heard(venue, guessed, "pad 802")).status_code == 404
    plain = sha256(f"{speaker.voice}\0{speaker.rate}\0{text}".encode()).hexdigest()[:40]
    assert (await heard(venue, f"/api/v1/sounds/{plain}.wav", "pad 802")).status_code == 404


def test_all_hubs_of_one_installation_name_a_sound_alike_and_those_of_another_do_not(running: RunningHub, backend: Backend) -> None:
    other = backend.settings()
    prepare.use_voices({"en": prepare.Speaker("gmw/en", 165)})
    with closing(open_database(running.settings, Clock())) as beside, closing(open_database(other, Clock())) as elsewhere:
        first, second, third = (
            database.run_now(lambda tx: prepare.Sounds(tx, tx.new_id()).address("Order 12", "en"))
            for database in (running.database, beside, elsewhere)
        )
    backend.forget(other)
    assert first == second != third


@pytest.mark.parametrize("backend", ["postgresql"], indirect=True, scope="session")
async def test_two_shops_of_a_brand_that_say_the_same_at_once_wait_for_each_other_and_never_both(venue: Venue) -> None:
    """Of two that wait for each other one is ended, and says everything a second too late."""
    database, both = venue.running.database, Barrier(2)
    texts = [f"同时说的第{number}句 {venue.mark}" for number in range(8)]
    tries: list[int] = []

    def say(tx: Tx, order: list[str]) -> None:
        tries.append(1)
        sounds = prepare.Sounds(tx, venue.brand_id)
        for text in order:
            sounds.address(text, "zh-CN")
            if len(tries) <= 2:
                both.wait(30)
        sounds.note()

    await asyncio.gather(*(asyncio.to_thread(database.run_now, partial(say, order=order)) for order in (texts, texts[::-1])))
    assert len(tries) == 2
    assert database.run_now(lambda tx: tx.value(COUNT, brand_id=venue.brand_id)) >= len(texts)


async def test_a_player_may_ask_for_parts(venue: Venue) -> None:
    address = announced(venue, "请取餐")
    whole = await heard(venue, address)
    size, etag = len(whole.content), whole.headers["etag"]
    assert whole.headers["accept-ranges"] == "bytes"
    for asked, part, named in (
        ("bytes=0-43", slice(0, 44), f"bytes 0-43/{size}"),
        ("bytes=44-", slice(44, size), f"bytes 44-{size - 1}/{size}"),
        ("bytes=-10", slice(size - 10, size), f"bytes {size - 10}-{size - 1}/{size}"),
        (f"bytes=10-{10 * size}", slice(10, size), f"bytes 10-{size - 1}/{size}"),
    ):
        answer = await heard(venue, address, range=asked)
        assert (answer.status_code, answer.headers["content-range"]) == (206, named)
        assert answer.content == whole.content[part]
    for beyond in (f"bytes={size}-", "bytes=-0"):
        answer = await heard(venue, address, range=beyond)
        assert (answer.status_code, answer.headers["content-range"]) == (416, f"bytes */{size}")
        assert (answer.headers["content-type"], answer.json()["code"]) == ("application/problem+json", "range_not_satisfiable")
    for passed_over in ("bytes=9-2", "bytes=0-1,5-6", "lines=1-2", "bytes=a-b"):
        assert (await heard(venue, address, range=passed_over)).status_code == 200
    assert (await heard(venue, address, range="bytes=0-43", if_range=etag)).status_code == 206
    assert (await heard(venue, address, range="bytes=0-43", if_range='"another"')).status_code == 200
    unchanged = await heard(venue, address, if_none_match=etag)
    assert (unchanged.status_code, unchanged.content) == (304, b"")


async def test_without_an_engine_there_is_the_chime_and_it_is_said(venue: Venue) -> None:
    studio, before = studio_of(venue.running), announced(venue, f"之前 {venue.mark}")
    voice = studio.voice
    said = (await heard(venue, before)).content
    studio.voice = Voice(command=ABSENT)
    address = announced(venue, f"没有声音 {venue.mark}")
    try:
        assert is_chime(await heard(venue, address), "failed")
        state = await how_it_is(venue)
        assert (state["state"], state["why"]) == ("unavailable", "no engine: hidden")
        assert state["since"] is not None
        assert is_chime(await heard(venue, address), "unavailable")
        assert (await heard(venue, before)).content == said
    finally:
        studio.voice, studio._rests, studio._all_rest_until = voice, {}, 0.0
    assert (await heard(venue, address)).headers["sound"] == "speech"
    assert (await how_it_is(venue))["state"] == "ready"


async def test_a_hub_that_finds_no_voice_names_no_sounds(backend: Backend, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hub.app.Voice", lambda **_: Voice(command=ABSENT))
    monkeypatch.setattr("hub.im.speech.voices.is_brought_along", lambda: False)
    with with_speech(backend) as hub:
        async with client_of(hub) as client:
            venue = Venue(hub, client)
            for _ in range(3000):
                state = await how_it_is(venue)
                if state["state"] == "unavailable":
                    break
                await asyncio.sleep(0.02)
            assert (state["state"], state["why"], state["voices"]) == ("unavailable", "no engine: hidden", {})
            assert hub.database.run_now(lambda tx: audio_for(tx, venue.brand_id, "请取餐", "zh-CN")) is None


async def test_a_voice_that_is_switched_off_names_no_sounds(mute: RunningHub) -> None:
    async with client_of(mute) as client:
        venue = Venue(mute, client)
        assert mute.database.run_now(lambda tx: audio_for(tx, venue.brand_id, "请取餐", "zh-CN")) is None
        prepare.use_voices({"zh-CN": prepare.Speaker("sit/cmn", 165)})
        assert is_chime(await heard(venue, announced(venue, "请取餐")), "off")
        assert (await how_it_is(venue))["state"] == "off"


async def test_nobody_waits_for_an_engine_that_hangs(at_hurried: Venue) -> None:
    studio = studio_of(at_hurried.running)
    studio.voice = hanging = Voice(limit_seconds=2.0, command=HANGS)
    addresses = [announced(at_hurried, text) for text in ("第一", "第二", "第三")]
    answers = await asyncio.gather(*(heard(at_hurried, address) for address in addresses))
    whys = [answer.headers["sound-why"] for answer in answers]
    assert sorted(whys) == ["busy", "slow", "slow"]
    assert all(is_chime(answer, why) for answer, why in zip(answers, whys, strict=True))
    third = addresses[whys.index("busy")]
    seen: set[int] = set()
    async with asyncio.timeout(60):
        while studio.failed < 2:
            seen.add(len(hanging._running))
            await asyncio.sleep(0.02)
    assert max(seen) == 1, "one at a time"
    assert not hanging._running
    state = await how_it_is(at_hurried)
    assert (state["state"], state["why"], state["failed"], state["waiting"]) == ("unavailable", "the engine was ended after 2 s", 2, 0)
    assert is_chime(await heard(at_hurried, third), "unavailable"), "after two in a row nothing new is tried"
    assert studio.failed == 2


async def test_sounds_nobody_uses_are_forgotten_with_their_files(venue: Venue) -> None:
    studio, database = studio_of(venue.running), venue.running.database
    old, young = (announced(venue, f"{text} {venue.mark}") for text in ("很久以前", "刚才"))
    for address in (old, young):
        assert (await heard(venue, address)).headers["sound"] == "speech"
    files = {address: await kept(venue, address) for address in (old, young)}
    long_ago = database.clock.now().replace(year=2020)
    database.run_now(lambda tx: tx.run(AGE, brand_id=venue.brand_id, key=key_in(old), at=long_ago))
    await on_its_loop(venue, studio.tidy())
    assert (await heard(venue, old)).status_code == 404
    assert (await heard(venue, young)).status_code == 200
    assert [venue.running.hub.desk.files.get(files[address]) is None for address in (old, young)] == [True, False]
    again = announced(venue, f"很久以前 {venue.mark}")
    assert (await heard(venue, again)).headers["sound"] == "speech"


async def test_the_oldest_make_room(backend: Backend) -> None:
    with with_speech(backend, cache_mb=1, **PATIENT) as hub:
        async with client_of(hub) as client:
            venue = Venue(hub, client)
            addresses = [announced(venue, f"第{number}桌的客人请取餐，请注意，谢谢") for number in range(8)]
            for address in addresses:
                assert (await heard(venue, address)).headers["sound"] == "speech"
                await kept(venue, address)
            await on_its_loop(venue, studio_of(hub).tidy())
            assert hub.database.run_now(lambda tx: tx.value(COUNT, brand_id=venue.brand_id)) < 8


async def on_its_loop(venue: Venue, work: Any) -> None:
    loop = venue.running.database.loop
    assert loop is not None
    await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(work, loop))


async def test_the_same_words_are_noted_once_and_used_again_a_day_later(venue: Venue) -> None:
    database = venue.running.database
    address = announced(venue, "请取餐")
    long_ago = database.clock.now().replace(year=2020)
    assert announced(venue, "请取餐") == address
    database.run_now(lambda tx: tx.run(AGE, brand_id=venue.brand_id, key=key_in(address), at=long_ago))
    announced(venue, "请取餐")
    used = select(speech.c.used_at).where(speech.c.brand_id == venue.brand_id)
    rows = database.run_now(lambda tx: tx.query(used))
    assert len(rows) == 1
    assert rows[0].used_at.year > 2020


async def test_what_nobody_can_say_has_no_address(venue: Venue) -> None:
    def noted(tx: Tx) -> list[str | None]:
        asked = ((" ", "zh-CN"), ("Guten Tag", "de"), ("你好", "zh-CN"))
        return [audio_for(tx, venue.brand_id, text, language) for text, language in asked]

    assert [address is not None for address in venue.running.database.run_now(noted)] == [False, False, True]


def test_every_chime_of_a_rule_is_a_sound_that_is_listed_and_there() -> None:
    listed = tomllib.loads((Path(__file__).parents[2] / "sounds" / "manifest.toml").read_text("utf-8"))
    chimes = set(get_args(Chime)) - {""}
    assert chimes <= set(listed)
    for name in chimes | {"called"}:
        sound = listen((CHIME_FOLDER / f"{name}.wav").read_bytes())
        assert sound is not None
        assert sound.seconds == pytest.approx(listed[name]["seconds"], abs=0.01)
