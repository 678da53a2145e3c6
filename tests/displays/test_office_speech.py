"""The office says when the hub itself has lost its voice: a real text that could not be said, and one that could."""

from uuid import UUID

import httpx
from playwright.sync_api import expect

from hub.im.speech import prepare
from sounds.voice import Voice
from tests.browsers import Screens
from tests.running import RunningHub
from tests.sounds.noting import audio_for


def test_a_hub_without_a_voice_is_said_above_its_devices(screens: Screens, demo_hub: RunningHub) -> None:
    studio = demo_hub.hub.studio
    page = screens.open("office", "manager.bund")
    page.evaluate("() => { location.hash = '#/devices' }")
    expect(page.get_by_role("table", name="Devices")).to_be_visible()
    expect(page.get_by_text("Speech is unavailable")).to_have_count(0)
    found = dict(prepare.voices)  # of this process: other hubs in it may lose theirs meanwhile
    studio.voice = Voice(command=("/no/such/program",))
    try:
        ask(screens, demo_hub, "第一句")
        page.reload()
        expect(page.get_by_text("Speech is unavailable")).to_be_visible()
        expect(page.get_by_text("venuehub doctor says what to do")).to_contain_text("/no/such/program")
    finally:
        studio.voice, studio._all_rest_until = Voice(), 0.0  # others may have wanted to be said meanwhile: it need not rest for the test
    prepare.use_voices(found)
    ask(screens, demo_hub, "第二句")
    page.reload()
    expect(page.get_by_role("table", name="Devices")).to_be_visible()
    expect(page.get_by_text("Speech is unavailable")).to_have_count(0)


def ask(screens: Screens, hub: RunningHub, text: str) -> None:
    """A kitchen screen asks for the sound of a text."""
    kitchen = next(device for device in screens.demo["devices"] if device["kind"] == "kitchen")
    shop = next(shop for shop in screens.demo["shops"] if shop["id"] == kitchen["shop_id"])
    address = hub.database.run_now(lambda tx: audio_for(tx, UUID(shop["brand_id"]), text, "zh-CN"))
    assert address is not None
    answer = httpx.get(f"{screens.home}{address}", headers={"Authorization": f"Bearer {kitchen['access_token']}"}, timeout=30)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "audio/wav")
