"""What somebody typed, without what nobody sees. Pure."""

import unicodedata

from hub.kit.errors import invalid

UNSEEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
"""Control characters, marks that turn the reading direction or show nothing, halves of characters, and ends of lines of other kinds."""
FILLERS = frozenset(map(chr, (0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, *range(0x180B, 0x1810), 0x2800, 0x3164, 0xFFA0)))
"""Letters and signs by name that show nothing."""
JOINER, NON_JOINER = "\u200d", "\u200c"
CHOICES = frozenset(map(chr, (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))))
"""Variation selectors: they choose how the character before them looks, and are nothing by themselves."""


def plain_text(text: str | None, pointer: str = "/text") -> str | None:
    """What somebody typed, without what nobody sees; line breaks stay. None when nothing is left.

    Raises:
        Invalid: it was nothing but such characters.
    """
    if text is None:
        return None
    unified = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    seen = _joined([each for each in unified if _is_seen(each) or each in (JOINER, NON_JOINER) or each in CHOICES]).strip()
    if not seen:
        raise invalid(pointer, "a text that can be seen")
    return seen


def _is_seen(character: str) -> bool:
    return character == "\n" or (character not in FILLERS and character not in CHOICES and unicodedata.category(character) not in UNSEEN)


def _joined(characters: list[str]) -> str:
    """Joiners stay between two characters that are seen, selectors behind one: what they make is one sign, or how a script is written."""
    kept: list[str] = []
    for at, each in enumerate(characters):
        before = kept[-1] if kept else " "
        if each in CHOICES:
            stays = _is_seen(before) and not before.isspace()
        elif each in (JOINER, NON_JOINER):
            after = characters[at + 1] if at + 1 < len(characters) else " "
            stays = _holds(before, each) and _holds(after, each) and after not in CHOICES
        else:
            stays = True
        if stays:
            kept.append(each)
    return "".join(kept)


def _holds(character: str, joiner: str) -> bool:
    """Whether something can be joined to this: a sign or a letter; kept apart are letters alone, as Persian is written."""
    if joiner == NON_JOINER:
        return unicodedata.category(character) in ("Lo", "Mn", "Mc") and character not in CHOICES
    return (_is_seen(character) and not character.isspace()) or character in CHOICES
