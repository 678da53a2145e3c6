"""Which voice says which language, as the settings name them and as far as they are there."""

from hub.im.speech.prepare import Speaker
from hub.settings import SpeechSection
from sounds.voice import CannotSpeak, NoEngine, Voice, is_brought_along


def wanted_voices(settings: SpeechSection) -> dict[str, Speaker]:
    """By language; none when speech is switched off."""
    if settings.engine == "none":
        return {}
    return {"zh-CN": Speaker(settings.voice_zh, settings.rate), "en": Speaker(settings.voice_en, settings.rate)}


def expected_voices(settings: SpeechSection) -> dict[str, Speaker]:
    """Without looking: all that are wanted where the package with the voices is installed."""
    return wanted_voices(settings) if is_brought_along() else {}


def found_voices(settings: SpeechSection, voice: Voice) -> tuple[dict[str, Speaker], str]:
    """Those that are really there, and what is missing; asks the engine, which takes a moment.

    Raises:
        CannotSpeak: the engine did not answer.
    """
    wanted = wanted_voices(settings)
    if not wanted:
        return {}, ""
    try:
        there = voice.voices()
    except NoEngine as absent:
        return {}, str(absent)
    missing = sorted({each.voice for each in wanted.values()} - there)
    return {language: each for language, each in wanted.items() if each.voice in there}, f"no voice {', '.join(missing)}" if missing else ""


def voices_there(settings: SpeechSection) -> dict[str, Speaker]:
    """For a worker, which renders nothing and only has to know what hubs beside it can say: they are installed alike."""
    try:
        return found_voices(settings, Voice(limit_seconds=settings.time_limit_seconds))[0]
    except CannotSpeak:
        return {}
