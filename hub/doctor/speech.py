"""Whether announcements are heard in words."""

import time
from collections.abc import Iterator

from hub.doctor.check import Check
from hub.im.speech.voices import found_voices, wanted_voices
from hub.settings import Settings
from sounds.voice import CannotSpeak, NoEngine, Voice, listen

WITHOUT = "devices play the chime, and screens use their own voice where they have one"
TO_GET_ONE = "Install requirements-speech.lock into the .venv, or the system's package espeak-ng."
SAMPLES = {"zh-CN": "八零一房间下单了水饺2份，请注意", "en": "Room 8 0 1 has ordered dumplings, two"}


def speech(settings: Settings) -> Iterator[Check]:
    """Lets each voice say a sentence, as an announcement would be said."""
    if not wanted_voices(settings.speech):
        yield Check("note", f"Speech is switched off: {WITHOUT}.", 'Set speech.engine = "auto".')
        return
    voice = Voice(limit_seconds=settings.speech.time_limit_seconds)
    try:
        found, missing = found_voices(settings.speech, voice)
        took = {language: said_in(voice, SAMPLES[language], each.voice, each.rate) for language, each in found.items()}
    except CannotSpeak as failed:
        yield Check("note", f"Speech is unavailable: {failed}; {WITHOUT}.", TO_GET_ONE if isinstance(failed, NoEngine) else "")
        return
    for language, (sound, seconds) in took.items():
        yield Check("ok", f"Announcements are spoken: {found[language].voice} said {sound:.1f} s of {language} within {seconds:.2f} s.")
    if missing:
        yield Check("note", f"Speech is unavailable{'' if not took else ' in part'}: {missing}; {WITHOUT}.", TO_GET_ONE)


def said_in(voice: Voice, text: str, name: str, rate: int) -> tuple[float, float]:
    """Seconds of sound, and seconds it took."""
    begun = time.monotonic()
    heard = listen(voice.say(text, name, rate))
    return heard.seconds if heard else 0.0, time.monotonic() - begun
