"""The speaker against a real hub: says what it is told, one thing after the other, once, and is honest about what was not heard."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from devices.client import Hub, MemoryStore, Message
from devices.client.clock import SAMPLES, HubTime
from devices.client.storage import TokenPair
from devices.speaker.players import CannotPlay, CommandPlayer, NullPlayer, Player
from devices.speaker.speaker import Speaker
from devices.speaker.wav import Wav
from devices.speaker.words import Words
from hub.im.messages.events import MessageSent
from hub.kit.clock import stamp
from hub.kit.db import Tx
from hub.live.append import publish, shop_stream
from sounds.voice import Voice
from tests.devices.soon import soon
from tests.im.messages.saying import call
from tests.sounds.noting import audio_for
from tests.venues import Venue

ROOT = Path(__file__).parents[2]
CHIMES = ROOT / "displays" / "static" / "sounds"
PATIENCE = 60.0
"""Seconds that a busy machine may take for anything here; only what never comes takes them."""
TEXT = "801房间下单了水饺2份，请注意"


class Ear:
    """A device at the edge that notes what it plays, and can be made to fail or to take its time."""

    name = "an ear"

    def __init__(self) -> None:
        self.heard: list[str] = []
        self.at_once = 0
        self.at_once_most = 0
        self.broken = ""
        self.playing = asyncio.Event()
        self.may_end = asyncio.Event()
        self.may_end.set()

    def check(self) -> None:
        if self.broken:
            raise CannotPlay(self.broken)

    async def play(self, wav: Wav, about: str) -> None:
        self.check()
        self.at_once += 1
        self.at_once_most = max(self.at_once_most, self.at_once)
        self.playing.set()
        await self.may_end.wait()
        await asyncio.sleep(0)
        self.at_once -= 1
        self.heard.append(about.partition("-")[0] if about.startswith("speech") else about)


@pytest.fixture
def ear() -> Ear:
    return Ear()


class Box:
    """The venue's own speaker, bound to nothing, so that it hears `call`; and what it said of each message."""

    def __init__(self, venue: Venue, speaker: Speaker) -> None:
        self.venue = venue
        self.speaker = speaker
        self.said: dict[str, str] = {}
        speaker.device.inbox.present = self.present

    async def present(self, message: Message) -> str:
        result = self.said[message.message] = await self.speaker.present(message)
        return result

    @property
    def listed(self) -> set[str]:
        return {message.message for message in self.speaker.device.inbox.listed}

    async def results(self, *messages: str) -> list[str]:
        await soon(lambda: all(message in self.said for message in messages), PATIENCE)
        return [self.said[message] for message in messages]


@contextlib.asynccontextmanager
async def box(venue: Venue, player: Player, words: Words | None = None, volume: int = 100) -> AsyncIterator[Box]:
    async with Hub(venue.running.url) as hub:
        speaker = Speaker(hub, MemoryStore(), TokenPair(venue["speaker"].token), player, words or Words(), volume=volume)
        made = Box(venue, speaker)
        async with speaker:
            await speaker.device.wait_live(within_seconds=PATIENCE)
            yield made


def announce(venue: Venue, said: str = "八零一房间下单了水饺2份，请注意", seconds: float = 120, to: str = "call", **more: Any) -> str:
    """Put a message on a channel, as the hub does when it is due."""

    def put(tx: Tx) -> str:
        of: dict[str, Any] = {
            "message": tx.new_id(),
            "kind": "announcement",
            "event": "custom",
            "text": TEXT,
            "speech": said,
            "lang": "zh-CN",
            "chime": "tap",
            "audio": audio_for(tx, venue.brand_id, said, "zh-CN"),
            "expires_at": stamp(tx.now + timedelta(seconds=seconds)),
            "group": "g",
            "repeat": 1,
            "of": 1,
            "silent": False,
            "volume": 100,
        }
        event = MessageSent(**(of | more))
        publish(tx, event, stream=shop_stream(venue.shop_id), to=[to])
        return str(event.message)

    return venue.running.database.run_now(put)


async def faults(venue: Venue) -> list[str]:
    answer = await venue["manager"].get(f"/devices/{venue['speaker'].id}")
    return answer.json()["faults"]  # type: ignore[no-any-return]


async def until_fault(venue: Venue, *wanted: str) -> None:
    async with asyncio.timeout(PATIENCE):
        while await faults(venue) != list(wanted):  # noqa: ASYNC110  # the hub is asked, it does not tell
            await asyncio.sleep(0.02)


async def test_a_message_is_heard_as_a_chime_and_then_in_words(venue: Venue, tmp_path: Path) -> None:
    async with box(venue, NullPlayer(tmp_path)) as speaker:
        message = announce(venue, chime="called")
        assert await speaker.results(message) == ["spoken"]
    chime, words = files_in(tmp_path)
    assert [chime.name, words.name] == ["0001-chime-called.wav", f"0002-speech-{message}.wav"]
    assert chime.read_bytes() == (CHIMES / "called.wav").read_bytes()
    assert 2 < Wav.read(words.read_bytes()).seconds < 8


def files_in(folder: Path) -> list[Path]:
    return sorted(folder.iterdir())


async def test_two_things_are_never_said_at_once(venue: Venue, ear: Ear) -> None:
    async with box(venue, ear) as speaker:
        ear.may_end.clear()
        messages = [announce(venue, f"第{number}号请取餐") for number in range(5)]
        await soon(lambda: speaker.speaker._waiting == 5)
        ear.may_end.set()
        assert await speaker.results(*messages) == ["spoken"] * 5
        assert ear.at_once_most == 1
        assert ear.heard == ["chime-tap", "speech"] * 5


def ten_minutes_on(hub_time: HubTime) -> None:
    """What the box takes for the hub's time, of which a ping that comes meanwhile is one sample among five."""
    later = stamp(hub_time.now() + timedelta(minutes=10))
    for _ in range(SAMPLES):
        hub_time.heard(later)


async def test_what_grew_old_in_the_queue_is_not_said(venue: Venue, ear: Ear) -> None:
    async with box(venue, ear) as speaker:
        ear.may_end.clear()
        young = announce(venue, seconds=3600)
        await ear.playing.wait()
        old, late = announce(venue, seconds=600), announce(venue, seconds=-1)
        await soon(lambda: speaker.speaker._waiting == 2 and late in speaker.listed)
        ten_minutes_on(speaker.speaker.device.hub_time)
        ear.may_end.set()
        assert await speaker.results(young, old) == ["spoken", "expired"]
        assert ear.heard == ["chime-tap", "speech"]
        assert late not in speaker.said


async def test_a_box_without_a_screen_says_what_it_leaves_out(venue: Venue, ear: Ear) -> None:
    async with box(venue, ear) as speaker:
        notice, mute, asked = announce(venue, kind="notice"), announce(venue, silent=True), announce(venue, kind="pad_call")
        assert await speaker.results(notice, mute, asked) == ["skipped:no_screen", "silenced", "spoken"]
        assert ear.heard == ["chime-tap", "speech"]
    async with box(venue, ear, volume=0) as speaker:
        assert await speaker.results(announce(venue)) == ["silenced"]


async def test_a_rule_is_as_loud_as_it_says_of_what_the_box_is_set_to(venue: Venue, tmp_path: Path) -> None:
    async with box(venue, NullPlayer(tmp_path), volume=50) as speaker:
        loud, soft, mute = announce(venue), announce(venue, volume=40), announce(venue, volume=0)
        assert await speaker.results(loud, soft, mute) == ["spoken", "spoken", "silenced"]
    sounds = [max(Wav.read(each.read_bytes()).samples) for each in files_in(tmp_path)]
    whole = max(Wav.read((CHIMES / "tap.wav").read_bytes()).samples)
    assert sounds[::2] == [whole * 50 // 100, whole * 20 // 100]
    assert sounds[3] == pytest.approx(sounds[1] * 0.4, abs=1)


async def test_a_box_that_is_looked_for_chimes_once(venue: Venue, ear: Ear) -> None:
    async with box(venue, ear) as here:
        answer = await venue["manager"].post(f"/devices/{venue['speaker'].id}/identify")
        assert answer.status_code == 204
        await soon(lambda: ear.heard == ["identify"], PATIENCE)
        assert here.said == {}, "nothing was said, and nothing is reported"


async def test_a_long_queue_has_an_end(venue: Venue, ear: Ear) -> None:
    async with box(venue, ear) as speaker:
        ear.may_end.clear()
        messages = [announce(venue) for _ in range(22)]
        assert await speaker.results(*messages[20:]) == ["skipped:too_many"] * 2
        ear.may_end.set()
        assert await speaker.results(*messages[:20]) == ["spoken"] * 20


async def test_what_was_cancelled_while_it_waited_is_not_said(venue: Venue, ear: Ear) -> None:
    bound = await venue["manager"].post(f"/devices/{venue['speaker'].id}/bind", {"stations": ["hot"]})
    assert bound.status_code == 200, bound.text
    line = (await venue.order("dumplings"))["lines"][0]
    kept = (await venue.order("noodles", who="pad 802"))["lines"][0]
    async with box(venue, ear) as speaker:
        ear.may_end.clear()

        def told(*lines: str) -> str:
            return announce(venue, event="order_placed", to="kitchen:hot", lines=[UUID(each) for each in lines])

        first = told(kept["id"])
        await ear.playing.wait()
        second, both = told(line["id"]), told(line["id"], kept["id"])
        answer = await venue.act(line, "cancel", who="cashier 1")
        assert answer.status_code == 200, answer.text
        await soon(lambda: line["id"] in speaker.speaker.standing._states and {first, second, both} <= speaker.listed)
        ear.may_end.set()
        assert await speaker.results(first, second, both) == ["spoken", "skipped:subject_changed", "spoken"]


async def test_a_guests_call_that_somebody_takes_while_it_waits_is_not_said(venue: Venue, ear: Ear) -> None:
    """The box hears `call`, on which no guest's call itself is told; the rule that has it spoken there tells it too that somebody goes."""
    template = next(
        rule["template_id"] for rule in (await venue["manager"].get("/im/rules")).json()["items"] if rule["event"] == "service_requested"
    )
    rule = {"event": "service_requested", "source": "pad", "channel": "call", "kind": "announcement", "template_id": template}
    made = await venue["manager"].post("/im/rules", rule)
    assert made.status_code == 201, made.text
    async with box(venue, ear) as speaker:
        ear.may_end.clear()
        before = announce(venue)
        await ear.playing.wait()
        asked = (await venue["pad 801"].post("/me/calls", {"service": "water"})).json()["pad_call"]
        await soon(lambda: len(speaker.listed) == 2, PATIENCE)
        (called,) = speaker.listed - {before}
        assert (await venue["handheld 1"].post(f"/pad-calls/{asked['id']}/accept")).status_code == 200
        await soon(lambda: len(speaker.speaker.standing._stopped) == 1, PATIENCE)
        ear.may_end.set()
        assert await speaker.results(before, called) == ["spoken", "skipped:subject_changed"]
        ear.may_end.clear()
        await venue["handheld 1"].post(f"/pad-calls/{asked['id']}/hand-back")
        await soon(lambda: len(speaker.listed) == 3, PATIENCE)
        (anew,) = speaker.listed - {before, called}
        ear.may_end.set()
        assert await speaker.results(anew) == ["spoken"], "handed back, it is asked anew"


async def test_a_silent_loudspeaker_is_a_fault_that_the_office_sees(venue: Venue, ear: Ear) -> None:
    async with box(venue, ear) as speaker:
        await until_fault(venue)
        ear.broken = "the cable is out"
        assert await speaker.results(announce(venue)) == ["audio_blocked"]
        await until_fault(venue, "audio_blocked")
        ear.broken = ""
        assert await speaker.results(announce(venue)) == ["spoken"]
        await until_fault(venue)
    ear.broken = "no device"
    async with box(venue, ear):
        await until_fault(venue, "audio_blocked")


async def test_a_player_that_no_machine_can_start_and_a_fault_of_the_box_itself_are_silence_too(
    venue: Venue, ear: Ear, tmp_path: Path
) -> None:
    player = tmp_path / "player"
    player.write_bytes(b"\x00\x01 no program")
    player.chmod(0o755)
    async with box(venue, CommandPlayer(f"{player} {{}}")) as speaker:
        await until_fault(venue)
        assert await speaker.results(announce(venue)) == ["audio_blocked"]
        await until_fault(venue, "audio_blocked")
    async with box(venue, ear, words=Stumbling()) as speaker:
        await until_fault(venue)
        assert await speaker.results(announce(venue, audio=None)) == ["audio_blocked"]
        await until_fault(venue, "audio_blocked")


class Stumbling(Words):
    """Words that end in a fault nobody has thought of."""

    async def _own(self, _identity: Any, _message: Message) -> None:
        raise RuntimeError("nobody has thought of this")


async def test_when_the_hub_has_no_voice_the_box_uses_its_own_or_says_that_nobody_spoke(venue: Venue, ear: Ear) -> None:
    studio = venue.running.hub.studio
    studio.voice = Voice(command=("/no/such/program",))
    try:
        async with box(venue, ear) as speaker:
            assert await speaker.results(announce(venue, f"没有声音 {venue.mark}")) == ["spoken"]
            assert ear.heard == ["chime-tap", "speech"]
        async with box(venue, ear, words=WithoutOwn()) as speaker:
            assert await speaker.results(announce(venue, f"还是没有 {venue.mark}")) == ["skipped:no_voice"]
            assert await speaker.results(announce(venue, audio=None)) == ["skipped:no_voice"]
    finally:
        studio.voice, studio._rests, studio._all_rest_until = Voice(), {}, 0.0


class WithoutOwn(Words):
    """A machine on which nothing that speaks is installed."""

    async def _own(self, _identity: Any, _message: Message) -> None:
        return None


async def test_a_box_that_speaks_itself_asks_the_hub_for_nothing(venue: Venue, ear: Ear) -> None:
    async with box(venue, ear, words=Words(own_first=True)) as speaker:
        before = venue.running.hub.studio.rendered
        assert await speaker.results(announce(venue, "你好", audio=None)) == ["spoken"]
        assert venue.running.hub.studio.rendered == before


async def test_a_receipt_that_found_no_connection_follows_with_the_next(venue: Venue, ear: Ear) -> None:
    async with box(venue, ear) as speaker:
        ear.may_end.clear()
        made = await call(venue, "call")
        await asyncio.wait_for(ear.playing.wait(), PATIENCE)
        speaker.speaker.device.cut()
        await soon(lambda: speaker.speaker.device.state != "live")
        ear.may_end.set()
        await until_said(venue, made["id"], "spoken")


async def until_said(venue: Venue, call_id: str, result: str) -> None:
    """Until the speaker's receipt for the call's one message stands in the log."""
    async with asyncio.timeout(PATIENCE):
        while True:
            answer = await venue["manager"].get(f"/im/calls/{call_id}/messages")
            assert answer.status_code == 200, answer.text
            found = [
                each["result"]
                for row in answer.json()["messages"]
                for each in row["deliveries"]
                if each["device_id"] == venue["speaker"].id
            ]
            if found == [result]:
                return
            await asyncio.sleep(0.05)
