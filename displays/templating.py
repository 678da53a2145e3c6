"""The templates of the pages: HTML escaped, nothing left out unnoticed."""

import functools
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jinja2 import Environment

DISPLAYS = Path(str(resources.files("displays")))


@functools.cache
def templates() -> "Environment":
    from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape  # a hub that shows no page starts without it

    return Environment(
        loader=FileSystemLoader(DISPLAYS / "templates"),
        autoescape=select_autoescape(),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
