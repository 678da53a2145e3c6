"""Other people's files are exactly those that were pinned and looked at."""

import hashlib
import json
from pathlib import Path
from typing import Any

from displays.vendor import vendor

VENDORED = Path(vendor.TARGET)
MANIFEST: list[dict[str, Any]] = json.loads(vendor.MANIFEST.read_text("utf-8"))["packages"]
LOCK: dict[str, dict[str, Any]] = json.loads((vendor.HERE / "package-lock.json").read_text("utf-8"))["packages"]


def test_every_copy_has_the_hash_of_the_manifest() -> None:
    said = {f"{vendor.folder_of(package['name'])}/{name}": digest for package in MANIFEST for name, digest in package["sha256"].items()}
    assert said
    found = {
        path.relative_to(VENDORED).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in VENDORED.rglob("*")
        if path.is_file() and path != vendor.MANIFEST
    }
    assert found == said


def test_every_package_is_pinned_and_brings_its_licence() -> None:
    assert {package["name"] for package in MANIFEST} == set(vendor.FILES)
    for package in MANIFEST:
        locked = LOCK[f"node_modules/{package['name']}"]
        assert (package["version"], package["licence"]) == (locked["version"], locked["license"])
        assert locked["integrity"].startswith("sha512-")
        assert LOCK[""]["dependencies"][package["name"]] == package["version"], "package.json pins exactly"
        assert "LICENSE" in package["sha256"]


def test_npm_runs_no_script_of_a_package() -> None:
    settings = (vendor.HERE / ".npmrc").read_text("utf-8").split()
    assert {"ignore-scripts=true", "omit-lockfile-registry-resolved=true"} <= set(settings)


def test_no_copy_names_a_module_that_a_browser_could_not_find() -> None:
    for path in VENDORED.rglob("*.js"):
        assert not vendor.IMPORT.findall(path.read_text("utf-8")), path
        assert "sourceMappingURL" not in path.read_text("utf-8")
