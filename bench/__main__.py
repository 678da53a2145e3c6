"""`python -m bench`: run the parts, print their tables, and on request write docs/performance.md.

python3 start.py bench                  everything, 10 to 15 minutes
python3 start.py bench --small          a try of about a minute; its figures are not to be quoted
python3 start.py bench fanout orders    only these parts
"""

import argparse
import importlib
import signal
import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime

import msgspec

from bench import report
from bench.findings import Findings, Verdict
from bench.processes import WORK, NotRun
from bench.scale import FULL, SMALL, Scale

PARTS = ("fanout", "orders", "delivery", "messages", "presence", "printing", "reconnect", "volume", "history")
KEPT = WORK / "findings"


def main(arguments: Sequence[str] | None = None) -> int:
    options = parsed(arguments)
    if not sys.platform.startswith("linux"):
        say("The bench reads processor clocks and memory as Linux tells them; it runs on Linux only.")
        return 1
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # an exit cleans up: what was started ends, what was written goes
    scale = SMALL if options.small else FULL
    all_findings = []
    for part in options.parts or PARTS:
        say(f"measuring {part} …")
        findings = measured(part, scale)
        all_findings.append(findings)
        if not options.json:
            print(report.terminal(findings), flush=True)
    if options.json:
        sys.stdout.buffer.write(msgspec.json.format(msgspec.json.encode(all_findings)) + b"\n")
    if options.write:
        say(written(all_findings, scale))
    return 0


def written(all_findings: Sequence[Findings], scale: Scale) -> str:
    """Write the page from the newest full reading of each part, so that one part can be measured again by itself."""
    if scale is not FULL:
        return "not written: the figures of a small run are not to be quoted"
    KEPT.mkdir(parents=True, exist_ok=True)
    for findings in all_findings:
        (KEPT / f"{findings.part}.json").write_bytes(msgspec.json.encode(findings))
    known = [msgspec.json.decode(file.read_bytes(), type=Findings) for part in PARTS if (file := KEPT / f"{part}.json").exists()]
    report.write(report.page(known))
    return "written: docs/performance.md"


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def parsed(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="venuehub bench", description="Measure the hub beside floors and peers; the figures are ratios.")
    parser.add_argument("parts", nargs="*", metavar="part", help=f"which parts to run: {', '.join(PARTS)} (all by default)")
    parser.add_argument("--small", action="store_true", help="a try of about a minute; its figures are not to be quoted")
    parser.add_argument("--json", action="store_true", help="print everything that was read as JSON instead of the tables")
    parser.add_argument("--write", action="store_true", help="write docs/performance.md")
    options = parser.parse_args(arguments)
    if unknown := [part for part in options.parts if part not in PARTS]:
        parser.error(f"no such part: {', '.join(unknown)}")
    return options


def measured(part: str, scale: Scale) -> Findings:
    """One part; a part that cannot run at all says so in its place instead of ending the others."""
    start = time.monotonic()
    try:
        findings: Findings = importlib.import_module(f"bench.{part}.measure").measure(scale)
    except NotRun as reason:
        findings = Findings(part=part, method=f"Not run: {reason}.", tables=[], verdicts=[nothing(part, str(reason))])
    day = datetime.now(UTC).date().isoformat()
    return msgspec.structs.replace(findings, seconds=time.monotonic() - start, scale=scale.name, day=day)


def nothing(part: str, reason: str) -> Verdict:
    return Verdict(what=f"everything of {part}", limit=1, at_most=True, reached=None, why=reason)


if __name__ == "__main__":
    sys.exit(main())
