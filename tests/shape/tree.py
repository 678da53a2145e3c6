"""The project's own files as the rules about the code see them."""

import ast
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
NOT_OURS = {".git", ".venv", "node_modules", "__pycache__"}


@dataclass(frozen=True)
class Source:
    """One Python file, or a snippet that stands for one in a rule's own test."""

    path: str  # from the project's root, with forward slashes
    text: str

    @property
    def name(self) -> str:
        return self.path.rsplit("/", 1)[-1]

    @property
    def parts(self) -> list[str]:
        return self.path.split("/")

    def nodes(self) -> Iterator[ast.AST]:
        return ast.walk(tree_of(self.text))

    def at(self, node: ast.AST, what: str) -> str:
        """A finding as editors and terminals can follow it."""
        return f"{self.path}:{getattr(node, 'lineno', 1)}: {what}"


Rule = Callable[[Source], Iterator[str]]


@cache
def tree_of(text: str) -> ast.Module:
    return ast.parse(text)


@cache
def project_files() -> tuple[Path, ...]:
    """Every file that is or would be committed; where there is no git, every file outside the folders that tools make."""
    listing = ["git", "-C", str(ROOT), "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    try:
        names = subprocess.run(listing, capture_output=True, check=True).stdout.decode().split("\0")
    except (OSError, subprocess.CalledProcessError):
        names = [str(path.relative_to(ROOT)) for path in ROOT.rglob("*") if NOT_OURS.isdisjoint(path.relative_to(ROOT).parts)]
    return tuple(sorted(ROOT / name for name in set(names) if name and (ROOT / name).is_file()))


def sources(*folders: str) -> list[Source]:
    """The Python files under these folders; all of them when none is named."""
    python = [path for path in project_files() if path.suffix == ".py"]
    paths = [(path, path.relative_to(ROOT).as_posix()) for path in python]
    return [
        Source(name, path.read_text("utf-8")) for path, name in paths if not folders or name.startswith(tuple(f"{f}/" for f in folders))
    ]


def findings(rule: Rule, *folders: str) -> list[str]:
    """All that a rule finds; a rule that looked at nothing proves nothing."""
    looked_at = sources(*folders)
    assert looked_at, f"no Python file under {folders}"
    return [found for source in looked_at for found in rule(source)]


def catches(rule: Rule, text: str, path: str = "hub/kds/service.py") -> bool:
    """Whether a rule finds something in a snippet."""
    return bool(list(rule(Source(path, text))))


def imported(node: ast.AST) -> list[str]:
    """The dotted names that an import statement brings in; empty for any other node."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom) and not node.level:
        return [f"{node.module}.{alias.name}" for alias in node.names]
    return []


def dotted(node: ast.AST) -> str:
    """`a.b.c` for such an expression; what is not a plain name becomes `?`."""
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else "?"
