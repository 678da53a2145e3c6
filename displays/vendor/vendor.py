"""Copy what the pages use of npm packages into static/vendor, with a manifest. Run it after changing package.json:

    cd displays/vendor && npm install --package-lock-only && npm ci && python3 vendor.py

The copies are committed, so running the hub needs neither Node nor a network.
"""

import hashlib
import json
import re
import shutil
from pathlib import Path

HERE = Path(__file__).resolve().parent
PACKAGES = HERE / "node_modules"
TARGET = HERE.parent / "static" / "vendor"
MANIFEST = TARGET / "manifest.json"

FILES: dict[str, dict[str, str]] = {
    "@preact/signals": {"dist/signals.mjs": "signals.js", "LICENSE": "LICENSE"},
    "@preact/signals-core": {"dist/signals-core.mjs": "signals-core.js", "LICENSE": "LICENSE"},
    "htm": {"dist/htm.mjs": "htm.js", "LICENSE": "LICENSE"},
    "preact": {"dist/preact.mjs": "preact.js", "hooks/dist/hooks.mjs": "hooks.js", "LICENSE": "LICENSE"},
    "uplot": {"dist/uPlot.esm.js": "uplot.js", "dist/uPlot.min.css": "uplot.css", "LICENSE": "LICENSE"},
}
"""What is copied of each package, and as what: what a page loads, and the licence that goes with it."""

IMPORTED = {
    "preact": "../preact/preact.js",
    "preact/hooks": "../preact/hooks.js",
    "@preact/signals-core": "../preact-signals-core/signals-core.js",
}
"""Modules name each other by package. An import map would have to stand inline in every page, which the pages' policy forbids,
so the copies name each other by their place."""
IMPORT = re.compile(r'(?<=from)"([^".\s][^"\s]*)"|(?<=import)"([^".\s][^"\s]*)"')
SOURCE_MAP = re.compile(r"\n?//# sourceMappingURL=\S+\s*$")


def placed(text: str) -> str:
    """A module whose imports lead to the copies."""
    return SOURCE_MAP.sub("\n", IMPORT.sub(lambda found: f'"{IMPORTED[found[1] or found[2]]}"', text))


def copied(package: str, names: dict[str, str]) -> dict[str, object]:
    """Copy one package's files and say what they are, and what those were that they were made from."""
    said = json.loads((PACKAGES / package / "package.json").read_text("utf-8"))
    folder = TARGET / folder_of(package)
    folder.mkdir(parents=True)
    hashes, originals = {}, {}
    for source, name in names.items():
        taken = (PACKAGES / package / source).read_bytes()
        kept = placed(taken.decode()).encode() if source.endswith((".mjs", ".esm.js")) else taken
        (folder / name).write_bytes(kept)
        hashes[name] = hashlib.sha256(kept).hexdigest()
        if kept != taken:
            originals[name] = hashlib.sha256(taken).hexdigest()
    return {"name": said["name"], "version": said["version"], "licence": said["license"], "sha256": hashes, "sha256_before": originals}


def folder_of(package: str) -> str:
    return package.removeprefix("@").replace("/", "-")


def main() -> None:
    shutil.rmtree(TARGET, ignore_errors=True)
    packages = [copied(package, names) for package, names in sorted(FILES.items())]
    MANIFEST.write_text(json.dumps({"packages": packages}, indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    main()
