"""Writes `examples/*.json` anew from a run of a real hub, when the wire has gained something: `python -m tests.displays.make_examples`."""

import shutil
import tempfile
from pathlib import Path

import msgspec

from tests.displays.recording import STORY, record
from tests.running import Backend, RunningHub

EXAMPLES = Path(__file__).parent / "examples"


def main() -> None:
    folder = Path(tempfile.mkdtemp())
    hub = RunningHub(Backend("sqlite", folder).settings())
    try:
        for name, example in record(hub, list(STORY), steps=3).items():
            (EXAMPLES / f"{name}.json").write_bytes(msgspec.json.encode(example) + b"\n")
    finally:
        hub.stop()
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
