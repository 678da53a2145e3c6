"""Templates of the pages to read, with what they need to write text and JSON for people."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

JSON_WIDTH = 84
"""An object or a list that fits in so many columns stands on one line."""

MARK = re.compile(r"`([^`]+)`|\*\*(.+?)\*\*")


def render(templates: Path, name: str, **values: Any) -> bytes:
    """One page, made of its template."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined  # a hub whose document nobody reads starts without it

    environment = Environment(
        loader=FileSystemLoader(templates), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters.update(marked=marked, paragraphs=paragraphs, laid_out=laid_out)
    return environment.get_template(name).render(**values).encode()


def described(text: str) -> tuple[str, list[str]]:
    """A description's first paragraph and its list."""
    lead, _, rest = text.partition("\n\n")
    return " ".join(lead.split()), [" ".join(item.split()) for item in re.split(r"\n- |^- ", rest)[1:]]


def paragraphs(text: str) -> list[str]:
    return [" ".join(part.split()) for part in text.split("\n\n") if part.strip()]


def marked(text: str) -> Any:
    """A line with its `code` and its **bold**, and nothing else that HTML could mean."""
    from markupsafe import Markup, escape

    def pieces() -> Iterator[str]:
        place = 0
        for found in MARK.finditer(text):
            yield str(escape(text[place : found.start()]))
            kind, inner = ("code", found[1]) if found[1] else ("b", found[2])
            yield f"<{kind}>{escape(inner)}</{kind}>"
            place = found.end()
        yield str(escape(text[place:]))

    return Markup("".join(pieces()))


def laid_out(value: Any, indent: int = 0) -> str:
    """JSON to read: what fits on a line stays on one."""
    short = json.dumps(value, ensure_ascii=False)
    if indent + len(short) <= JSON_WIDTH or not isinstance(value, dict | list) or not value:
        return short
    deeper = " " * (indent + 2)
    if isinstance(value, dict):
        rows = [f"{json.dumps(name, ensure_ascii=False)}: {laid_out(each, indent + 2)}" for name, each in value.items()]
    else:
        rows = [laid_out(each, indent + 2) for each in value]
    ends = "{}" if isinstance(value, dict) else "[]"
    return f"{ends[0]}\n{deeper}" + f",\n{deeper}".join(rows) + f"\n{' ' * indent}{ends[1]}"
