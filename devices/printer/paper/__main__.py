"""`python -m devices.printer.paper --port 9100 --out papers`: a receipt printer for trying out. What it prints lies in the folder as PNGs.

Lines on standard input do to it what people and time do to printers: `paper out`, `cover open`, `slow 2`, `hang`, `help`.
"""

from __future__ import annotations

import argparse
import asyncio
import logging
import sys
from pathlib import Path

from devices.printer.paper.machine import Paper
from devices.printer.paper.sheet import DOTS, has_chinese

HELP = "paper out | paper in | paper 12 (lines left) | paper low | cover open | cover shut | slow 2 (seconds a line) | hang | wake"


def main(arguments: list[str] | None = None) -> int:
    """Listen until stopped."""
    parser = argparse.ArgumentParser(prog="python -m devices.printer.paper", description="A receipt printer that draws what it prints.")
    parser.add_argument("--port", type=int, default=9100, help="where it listens (default 9100; 0 picks a free one)")
    parser.add_argument("--host", default="127.0.0.1", metavar="ADDRESS", help="on which address (default 127.0.0.1, this machine alone)")
    parser.add_argument("--out", default="papers", metavar="DIR", help="where the papers lie (default ./papers)")
    parser.add_argument("--dots", type=int, default=DOTS, help=f"how wide the paper is (default {DOTS}, which is 80 mm; 58 mm: 384)")
    parser.add_argument("--font", metavar="FILE", help="a font with Chinese letters, where none is found")
    given = parser.parse_args(arguments)
    logging.basicConfig(format="%(message)s", level=logging.INFO, stream=sys.stderr)
    if not given.font and not has_chinese():
        print("No Chinese font was found: boxes will stand in the place of Chinese. --font names one.", file=sys.stderr)
    try:
        asyncio.run(_run(Paper(Path(given.out), port=given.port, host=given.host, dots=given.dots, font=given.font)))
    except KeyboardInterrupt:
        return 0
    except OSError as problem:
        parser.error(str(problem))
    return 0


async def _run(paper: Paper) -> None:
    async with paper:
        print(f"A printer listens on {paper.host}:{paper.port}, its papers lie in {paper.folder}. {HELP}", flush=True)
        while line := await asyncio.to_thread(sys.stdin.readline):
            try:
                print(paper.tell(line), flush=True)
            except (KeyError, ValueError):
                print(HELP, flush=True)
        await asyncio.Event().wait()


if __name__ == "__main__":
    raise SystemExit(main())
