"""A sentence to show and a sentence to say, from a template and the values of a call. Pure.

Values are plain text whatever they hold: nothing in them is looked at as a template, and no brace of theirs reaches a screen.
"""

import unicodedata
from collections import ChainMap
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from hub.im.rules.errors import CannotRender, MissingParam, UnknownPlaceholder
from hub.im.rules.placeholders import EVENTS, LANGUAGES, PLACEHOLDERS, EventInfo, Language, check_params
from hub.im.rules.texts import TEXT_CHARACTERS_MAX, NotASentence, Parts, Sentence, Slot, check_texts, is_seen, take_apart

__all__ = [
    "EVENTS",
    "PLACEHOLDERS",
    "CannotRender",
    "EventInfo",
    "MissingParam",
    "Said",
    "UnknownPlaceholder",
    "check_params",
    "check_texts",
    "compose",
]

VALUE_CHARACTERS_MAX = 40
ITEMS_NAMED_MAX = 5

Values = Mapping[str, Any]
"""Placeholder → a text, a number, or a text per language."""

_DIGITS = "零一二三四五六七八九"
_NO_BRACES = str.maketrans("{}", "()")
_ENDINGS = "。！？….!?"


class _Manner(NamedTuple):
    """How a language puts several things into one sentence."""

    between_items: str
    and_more: str
    between_sentences: str
    after_an_ending: str


_MANNERS: Mapping[str, _Manner] = {
    "zh-CN": _Manner("、", "等{more}项", "；", ""),
    "en": _Manner(", ", " and {more} more", "; ", " "),
}

WORDS: Mapping[str, Mapping[str, Mapping[str, str]]] = {
    "service": {
        "water": {"zh-CN": "加水", "en": "water"},
        "clean": {"zh-CN": "打扫", "en": "cleaning"},
        "cashier": {"zh-CN": "结账", "en": "the bill"},
        "therapist": {"zh-CN": "技师", "en": "a therapist"},
        "chat": {"zh-CN": "回复聊天消息", "en": "an answer in the chat"},
        "device_unreachable": {"zh-CN": "联系不上", "en": "cannot be reached"},
        "announcement_unheard": {"zh-CN": "没有播出通知", "en": "has not played an announcement"},
        "round_missed": {"zh-CN": "没有收到新订单", "en": "has not seen a new order"},
    },
    "state": {
        "open": {"zh-CN": "营业中", "en": "is open"},
        "paused": {"zh-CN": "暂停接单", "en": "takes no orders for now"},
        "closed": {"zh-CN": "已打烊", "en": "is closed"},
    },
    "deviceName": {
        "kitchen": {"zh-CN": "后厨", "en": "The kitchen"},
        "call": {"zh-CN": "叫号屏", "en": "The call screen"},
        "cashier": {"zh-CN": "收银台", "en": "The desk"},
        "handheld": {"zh-CN": "手持终端", "en": "The handhelds"},
        "room": {"zh-CN": "房间平板", "en": "The room's pad"},
        "office": {"zh-CN": "管理后台", "en": "The office"},
    },
}
"""Values that are words of our own, in the language of the sentence."""


class Said(NamedTuple):
    """What is shown, what is said, and in which language that is: the other one when the template has no words in the one asked for."""

    text: str
    speech: str
    language: Language


def compose(texts: Mapping[str, Mapping[str, str]], language: str, params: Values, items: Sequence[Values] = ()) -> Said:
    """Fill a template. `items` are the dishes of one round; what one does not bring comes from `params`.

    Raises:
        CannotRender: a value that the text needs is missing or empty.
    """
    spoken_in = _language_of(texts, language)
    words = texts[spoken_in]
    views: list[Values] = [ChainMap(dict(item), dict(params)) for item in items] or [params]
    text = _fill(words["text"], spoken_in, params, views, spoken=False)
    speech = _fill(words.get("speech", "").strip() or words["text"], spoken_in, params, views, spoken=True)
    return Said(text, speech, spoken_in)


def _language_of(texts: Mapping[str, Mapping[str, str]], wanted: str) -> Language:
    known = [language for language in LANGUAGES if texts.get(language, {}).get("text", "").strip()]
    if not known:
        raise CannotRender("text")
    return next((language for language in known if language == wanted), known[0])


def _fill(template: str, language: Language, params: Values, views: Sequence[Values], *, spoken: bool) -> str:
    """The longest form that fits: with fewer and fewer dishes by name, and cut if a single one is still too long."""
    try:
        sentence = take_apart(template)
    except NotASentence:
        raise CannotRender("text") from None
    filled = ""
    for named in range(min(len(views), ITEMS_NAMED_MAX), 0, -1):
        filled = _lay_out(sentence, language, params, views, named, spoken)
        if len(filled) <= TEXT_CHARACTERS_MAX:
            return filled
    return filled[:TEXT_CHARACTERS_MAX] if spoken else filled[: TEXT_CHARACTERS_MAX - 1] + "…"


def _lay_out(sentence: Sentence, language: Language, params: Values, views: Sequence[Values], named: int, spoken: bool) -> str:
    manner = _MANNERS[language]
    more = manner.and_more.replace("{more}", str(len(views) - named)) if named < len(views) else ""
    if sentence.item is not None:
        items = [_join(sentence.item, view, language, spoken) for view in views[:named]]
        before, after = (_join(parts, params, language, spoken) for parts in (sentence.before, sentence.after))
        return before + manner.between_items.join(items) + more + after
    if not sentence.per_item:
        return _join(sentence.before, views[0], language, spoken)
    filled = _join(sentence.before, views[0], language, spoken)
    for view in views[1:named]:
        between = manner.after_an_ending if filled[-1:] in _ENDINGS else manner.between_sentences
        filled += between + _join(sentence.before, view, language, spoken)
    return filled + more


def _join(parts: Parts, values: Values, language: Language, spoken: bool) -> str:
    return "".join(_value(part.name, values, language, spoken) if isinstance(part, Slot) else part for part in parts)


def _value(name: str, values: Values, language: Language, spoken: bool) -> str:
    """One value as plain text.

    Raises:
        CannotRender: it is missing or empty.
    """
    longest = PLACEHOLDERS[name].characters_max if name in PLACEHOLDERS else VALUE_CHARACTERS_MAX
    value = plain(_in_language(values.get(name), language), longest)
    value = WORDS.get(name, {}).get(value, {}).get(language, value)
    if spoken and name in PLACEHOLDERS and PLACEHOLDERS[name].by_digit:
        value = digit_by_digit(value, language)
    if not value:
        raise CannotRender(name)
    return value


def _in_language(value: Any, language: str) -> str:
    if isinstance(value, Mapping):
        value = value.get(language) or next((each for each in value.values() if each), None)
    return "" if value is None else str(value)


def plain(value: str, longest: int) -> str:
    """A value without anything unseen or looking like a placeholder, on one line, at most so many characters."""
    seen = "".join(" " if character.isspace() else character for character in value if character.isspace() or is_seen(character))
    return " ".join(seen.translate(_NO_BRACES).split())[:longest].rstrip()


def digit_by_digit(value: str, language: str) -> str:
    """A label as it is read aloud: 801 is 八零一, or "8 0 1"; the sign before a number is not said."""
    said = []
    for character in value.replace("#", ""):
        digit = unicodedata.decimal(character, None)
        if digit is None:
            said.append(character)
        else:
            said.append(_DIGITS[digit] if language == "zh-CN" else f" {digit} ")
    return " ".join("".join(said).split())
