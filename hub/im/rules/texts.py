"""The words of a template, taken apart and checked: plain text, `{names}`, and one part in `[brackets]` that repeats for each dish."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

from hub.im.rules.errors import UnknownPlaceholder
from hub.im.rules.placeholders import EVENTS, PLACEHOLDERS
from hub.kit.errors import Invalid, invalid

TEXT_CHARACTERS_MAX = 200

_TOKEN = re.compile(r"\{([^{}]*)\}|([\[\]{}])")
_UNSEEN = frozenset({"Cc", "Cf", "Cs"})
"""Unicode categories that nobody sees: control characters, marks that turn the reading direction, halves of characters."""


class Slot(NamedTuple):
    """A place in a text where a value goes."""

    name: str


Parts = tuple[str | Slot, ...]


class Sentence(NamedTuple):
    """A text taken apart. Without brackets everything stands in `before`, and `item` is None."""

    before: Parts
    item: Parts | None
    after: Parts

    def names(self) -> Iterator[str]:
        for part in (*self.before, *(self.item or ()), *self.after):
            if isinstance(part, Slot):
                yield part.name

    @property
    def per_item(self) -> bool:
        """Whether something in it differs from dish to dish."""
        return any(name in PLACEHOLDERS and PLACEHOLDERS[name].per_item for name in self.names())


class NotASentence(Exception):
    """The text breaks the grammar; the message says how."""


@lru_cache(maxsize=2000)
def take_apart(text: str) -> Sentence:
    """Parse a text.

    Raises:
        NotASentence: a lone brace, or brackets that do not pair or come twice.
    """
    sections: list[list[str | Slot]] = [[]]
    at = 0
    for token in _TOKEN.finditer(text):
        sections[-1].append(text[at : token.start()])
        at = token.end()
        if token[1] is not None:
            sections[-1].append(Slot(token[1]))
        elif token[2] in "{}":
            raise NotASentence("a brace is left open; a name stands between { and }")
        elif (token[2], len(sections)) in (("[", 1), ("]", 2)):
            sections.append([])
        else:
            raise NotASentence("one part may stand between [ and ], once")
    sections[-1].append(text[at:])
    if len(sections) == 2:
        raise NotASentence("the bracket [ is not closed")
    before, item, after = [tuple(part for part in section if part) for section in (*sections, [], [])][:3]
    return Sentence(before, None if len(sections) == 1 else item, after)


def is_seen(character: str) -> bool:
    return unicodedata.category(character) not in _UNSEEN


def check_texts(event: str, texts: Mapping[str, Mapping[str, str]], pointer: str = "/texts") -> None:
    """Look whether the texts of a template can be saved for an event: what stands in them, and what its calls bring.

    Raises:
        UnknownPlaceholder: a name that this event does not bring.
        Invalid: no text at all, a text that is too long, has control characters, or braces and brackets that do not pair.
    """
    if not any(words["text"].strip() for words in texts.values()):
        raise invalid(pointer, "a text in one language at least")
    for language, words in texts.items():
        if words["speech"].strip() and not words["text"].strip():
            raise invalid(f"{pointer}/{language}/text", "what is said must be shown too")
        for form in ("text", "speech"):
            _check_text(event, words[form], f"{pointer}/{language}/{form}")


def _check_text(event: str, text: str, pointer: str) -> None:
    if len(text) > TEXT_CHARACTERS_MAX:
        raise invalid(pointer, f"at most {TEXT_CHARACTERS_MAX} characters")
    if not all(map(is_seen, text)):
        raise invalid(pointer, "no control characters, and on one line")
    try:
        sentence = take_apart(text)
    except NotASentence as problem:
        raise invalid(pointer, str(problem)) from None
    info = EVENTS[event]
    unknown = next((name for name in sentence.names() if name not in info.allowed), None)
    if unknown is not None:
        detail = f"{event} has no {{{unknown}}}"
        errors = [{"pointer": pointer, "detail": detail}]
        raise UnknownPlaceholder(detail, placeholder=unknown, allowed=list(info.allowed), errors=errors)
    if sentence.item is not None:
        _check_brackets(sentence, pointer)


def _check_brackets(sentence: Sentence, pointer: str) -> None:
    inside = {part.name for part in sentence.item or () if isinstance(part, Slot)}
    of_dishes = {name for name, one in PLACEHOLDERS.items() if one.per_item}
    if not inside & of_dishes:
        raise invalid(pointer, "what repeats between [ and ] names the dish")
    outside = next((name for name in Sentence(sentence.before, None, sentence.after).names() if name in of_dishes), None)
    if outside is not None:
        raise _misplaced(pointer, outside)


def _misplaced(pointer: str, name: str) -> Invalid:
    return invalid(pointer, f"{{{name}}} differs from dish to dish, so it stands between [ and ]")
