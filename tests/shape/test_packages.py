"""A folder without `__init__.py` is invisible to import-linter: what it imports would be checked by nobody."""

from collections.abc import Iterator

from tests.shape.tree import ROOT, Source, catches, findings

SCRIPTS = "hub/migrations/versions/"  # loaded by alembic, one by one


def is_invisible(source: Source) -> Iterator[str]:
    folder = (ROOT / source.path).parent
    if not source.path.startswith(SCRIPTS) and not (folder / "__init__.py").exists():
        yield f"{source.path}: {folder.name}/ has no __init__.py"


def test_every_folder_is_a_package() -> None:
    assert findings(is_invisible, "hub", "devices", "displays", "sounds") == []


def test_a_folder_without_init_is_caught() -> None:
    assert catches(is_invisible, "", "hub/nowhere/service.py")
    assert not catches(is_invisible, "", "hub/cli.py")
