"""The files of the pages: an address for each state of them all, and what a page leads to."""

import gzip
import os
from pathlib import Path

import pytest

import displays
from displays.files import LATE_IMPORT, STATIC_IMPORT, STYLE_IMPORT, Build, Builds, beside


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for name, text in {
        "js/pad/main.js": 'import { a } from "../parts/a.js"\nimport "./words.js"\nconst late = () => import("./late.js")\n',
        "js/parts/a.js": 'export {\n  b,\n  c,\n} from "./b.js"\n',
        "js/parts/b.js": 'export const b = 1 // import { x } from "./comment.js"\nexport const from = "./string.js"\n',
        "js/pad/words.js": 'import { gone } from "./gone.js"\nimport { a } from "../parts/a.js"\n',
        "js/pad/late.js": 'import { d } from "../parts/d.js"\nimport { a } from "../parts/a.js"\n',
        "js/parts/d.js": "export const d = 1\n",
        "js/parts/comment.js": "",
        "js/parts/string.js": "",
        "css/base.css": "body {}",
        "css/pad.css": '/* a pad */\n@import "./pad/head.css";\n@import "./pad/foot.css" layer(parts);\n',
        "css/pad/head.css": "h1 {}\n",
        "css/pad/foot.css": "footer {}\n",
        "secret.sqlite": "no",
        "api/page.js": "no",
    }.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    return tmp_path


def test_a_build_holds_what_pages_ask_for_and_nothing_else(root: Path) -> None:
    files = Build(root).files
    assert "css/base.css" in files
    assert {"secret.sqlite", "api/page.js"}.isdisjoint(files)


def test_the_same_files_are_the_same_build_wherever_they_lie(root: Path) -> None:
    before = Build(root).name
    for path in root.rglob("*.js"):
        os.utime(path, (1, 1))
    assert Build(root).name == before
    (root / "css/base.css").rename(root / "css/other.css")
    assert Build(root).name != before


def test_a_style_is_served_in_one_with_its_pieces(root: Path) -> None:
    files = Build(root).files
    assert files["css/pad.css"].decode() == "/* a pad */\nh1 {}\n\n@layer parts {\nfooter {}\n}\n\n"
    assert not any(name.startswith("css/pad/") for name in files)


def test_a_changed_piece_makes_a_new_build(root: Path) -> None:
    before = Build(root).name
    (root / "css/pad/head.css").write_text("h1 { margin: 0 }")
    assert Build(root).name != before


def test_every_piece_of_a_style_is_served_with_its_page() -> None:
    static = Path(displays.__file__).parent / "static"
    pieces = {path.relative_to(static).as_posix() for path in static.glob("css/*/*.css")}
    named = {beside(f"css/{path.name}", found[1]) for path in static.glob("css/*.css") for found in STYLE_IMPORT.finditer(path.read_text())}
    assert pieces == named != set()
    assert not any(b"@import" in body for name, body in Build(static).files.items() if name.endswith(".css"))


def test_the_graph_is_every_module_that_a_page_needs_to_begin(root: Path) -> None:
    graph = Build(root).graph("js/pad/main.js")
    assert graph.now == ("js/pad/main.js", "js/parts/a.js", "js/parts/b.js", "js/pad/words.js")
    assert graph.later == ("js/pad/late.js", "js/parts/d.js")


def test_a_page_that_is_not_there_leads_nowhere(root: Path) -> None:
    assert Build(root).graph("js/kitchen/main.js") == ((), ())


def test_texts_are_compressed_once(root: Path) -> None:
    build = Build(root)
    first = build.compressed("css/base.css")
    assert first is not None
    assert gzip.decompress(first) == b"body {}"
    assert build.compressed("css/base.css") is first


def test_a_changed_file_makes_a_new_build_and_open_pages_keep_theirs(root: Path) -> None:
    builds = Builds(root)
    old = builds.current
    builds.look_again()
    assert builds.current is old
    (root / "css/base.css").write_text("body { margin: 0 }")
    builds.look_again()
    assert builds.current.name != old.name
    assert builds.find(old.name) is old
    assert old.files["css/base.css"] == b"body {}"


def test_only_so_many_old_builds_are_kept(root: Path) -> None:
    builds = Builds(root)
    first = builds.current.name
    for number in range(Builds.KEPT):
        (root / "css/base.css").write_text(f"body {{ margin: {number}px }}")
        builds.look_again()
    assert builds.find(first) is None
    assert builds.find(builds.current.name) is builds.current


def test_relative_addresses() -> None:
    assert beside("js/pad/main.js", "../parts/a.js") == "js/parts/a.js"
    assert beside("js/pad/main.js", "./words.js") == "js/pad/words.js"


def test_a_screen_takes_nothing_from_another_screen() -> None:
    """What two of them need lies in a folder of its own: core, parts, ordering, venue."""
    scripts = Path(displays.__file__).parent / "static/js"
    pages = {path.parent.name for path in scripts.glob("*/main.js")}
    assert {"pad", "kitchen", "call", "cashier", "handheld", "office"} <= pages
    crossing = set()
    for path in scripts.rglob("*.js"):
        name = path.relative_to(scripts).as_posix()
        for found in (*STATIC_IMPORT.finditer(path.read_text()), *LATE_IMPORT.finditer(path.read_text())):
            there = beside(name, found[1])
            if there.split("/")[0] in pages - {name.split("/")[0]}:
                crossing.add((name, there))
    assert crossing == set()
