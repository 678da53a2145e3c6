"""Copy what the pages use of npm packages into static/vendor, with a manifest. Run it after changing package.json:

    cd displays/vendor && npm install --package-lock-only && npm ci && python3 vendor.py

The copies are committed, so running the hub needs neither Node nor a network.
"""

import hashlib
import json
import shutil
from pathlib import Path

HERE = Path(__file__).resolve().parent
PACKAGES = HERE / "node_modules"
TARGET = HERE.parent / "static" / "vendor"
MANIFEST = TARGET / "manifest.json"

FILES: dict[str, tuple[str, ...]] = {
    "swagger-ui-dist": ("swagger-ui-bundle.js", "swagger-ui-bundle.js.LICENSE.txt", "swagger-ui.css", "LICENSE", "NOTICE"),
}
"""What is copied of each package: what a page loads, and the licence that goes with it."""


def copied(package: str, names: tuple[str, ...]) -> dict[str, object]:
    """Copy one package's files and say what they are."""
    said = json.loads((PACKAGES / package / "package.json").read_text("utf-8"))
    folder = TARGET / package
    folder.mkdir(parents=True)
    hashes = {}
    for name in names:
        shutil.copyfile(PACKAGES / package / name, folder / name)
        hashes[name] = hashlib.sha256((folder / name).read_bytes()).hexdigest()
    return {"name": said["name"], "version": said["version"], "licence": said["license"], "sha256": hashes}


def main() -> None:
    shutil.rmtree(TARGET, ignore_errors=True)
    packages = [copied(package, names) for package, names in sorted(FILES.items())]
    MANIFEST.write_text(json.dumps({"packages": packages}, indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    main()
