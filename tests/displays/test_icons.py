"""A symbol that a page names is in the sprite; a misspelt one would draw nothing and say nothing."""

import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import displays

STATIC = Path(displays.__file__).parent / "static"
SYMBOL = "{http://www.w3.org/2000/svg}symbol"
LITERAL = re.compile(r'"([^"]*)"')
NOT_A_NAME = re.compile(r'[=!]==\s*"[^"]*"|"[^"]*"\s*[=!]==|\[[^\]]*\]')  # what is compared, and the key that a table is asked for

PLACES = [
    re.compile(r'\bicon(?:End)?=("[^"]+")'),
    re.compile(r"\bicon(?:End)?=\$\{([^}]*)\}"),
    re.compile(r'\bicon: ([^,}\n]*"[^,}\n]*)'),
    re.compile(r'<\$\{Icon\}[^>]*?\bname=("[^"]+")'),
    re.compile(r"<\$\{Icon\}[^>]*?\bname=\$\{([^}]*)\}"),
    re.compile(r"\b\w*ICONS?\b = (\{[^}]*\})"),
]


def symbols() -> list[str]:
    return [symbol.attrib["id"] for symbol in ElementTree.parse(STATIC / "icons.svg").getroot().iter(SYMBOL)]


def named(source: str) -> Iterator[str]:
    for place in PLACES:
        for found in place.findall(source):
            yield from LITERAL.findall(NOT_A_NAME.sub("", found))


def test_each_symbol_a_page_names_is_in_the_sprite() -> None:
    there = set(symbols())
    asked = [
        (path.relative_to(STATIC).as_posix(), name) for path in sorted((STATIC / "js").rglob("*.js")) for name in named(path.read_text())
    ]
    assert ("parts/number_pad.js", "backspace") in [(path.removeprefix("js/"), name) for path, name in asked]
    assert sorted({(path, name) for path, name in asked if name and name not in there}) == []


def test_the_symbols_are_sorted_and_each_is_there_once() -> None:
    assert symbols() == sorted(set(symbols()))


def test_every_symbol_has_the_same_frame_and_takes_its_colour_from_the_text() -> None:
    for symbol in ElementTree.parse(STATIC / "icons.svg").getroot().iter(SYMBOL):
        assert symbol.attrib["viewBox"] == "0 0 24 24", symbol.attrib["id"]
        colours = {shape.attrib.get(name) for shape in symbol.iter() for name in ("fill", "stroke")}
        assert colours <= {None, "none", "currentColor"}, symbol.attrib["id"]
