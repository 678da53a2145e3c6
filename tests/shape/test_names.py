"""A file's name says what is inside; these names say nothing, and so collect everything."""

from collections.abc import Iterator

from tests.shape.tree import Source, catches, findings

SAYS_NOTHING = {"utils", "util", "helpers", "helper", "common", "base", "manager", "managers", "misc"}


def says_nothing(source: Source) -> Iterator[str]:
    for part in [*source.parts[:-1], source.name.removesuffix(".py")]:
        if part in SAYS_NOTHING or part.rpartition("_")[2] in SAYS_NOTHING:
            yield f"{source.path}: {part!r} says nothing about what is inside"


def test_every_module_says_what_is_inside() -> None:
    assert findings(says_nothing) == []


def test_a_name_that_says_nothing_is_caught() -> None:
    assert catches(says_nothing, "", "hub/kds/utils.py")
    assert catches(says_nothing, "", "hub/common/money.py")
    assert catches(says_nothing, "", "devices/printer/device_manager.py")
    assert not catches(says_nothing, "", "hub/kit/money.py")
