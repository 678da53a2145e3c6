"""The findings as text: for the terminal, and for docs/performance.md."""

from collections.abc import Sequence

from bench import machine
from bench.findings import Findings, Verdict
from bench.processes import ROOT

PAGE = ROOT / "docs" / "performance.md"
REMARKS = ROOT / "bench" / "remarks.md"  # written by hand: why a target is missed, which no program can know
TITLES = {
    "fanout": "Fan-out: one event to many sockets",
    "orders": "Orders through the real endpoint",
    "delivery": "From the commit to fifty screens",
    "messages": "Messages that fall due",
    "presence": "Who is there, and how they are",
    "printing": "Paper beside a dead printer",
    "reconnect": "Everybody comes back at once",
    "volume": "A full database",
    "history": "Reports and lists over a quarter of a year",
}


def terminal(findings: Findings) -> str:
    """One part, in columns."""
    parts = [f"\n== {TITLES[findings.part]} ({findings.seconds:.0f} s)"]
    for table in findings.tables:
        parts += ["", table.title, columns(table.columns, table.rows)]
    if findings.verdicts:
        parts += ["", columns(VERDICT_COLUMNS, [verdict_row(each) for each in findings.verdicts])]
    parts += [f"note: {note}" for note in findings.notes]
    return "\n".join(parts)


def columns(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    padded = [[*row, *[""] * (len(head) - len(row))] for row in [head, *rows]]
    widths = [max(len(row[at]) for row in padded if not row[at].startswith("not run:")) for at in range(len(head))]
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in padded)


VERDICT_COLUMNS = ("what", "target", "reached", "outcome")


def verdict_row(verdict: Verdict) -> tuple[str, ...]:
    reached = verdict.reached.words(2 if verdict.unit else 0, verdict.unit) if verdict.reached else "–"
    outcome = f"{verdict.outcome()}: {verdict.why}" if verdict.why else verdict.outcome()
    return (verdict.what, verdict.target_words(), reached, outcome)


def page(all_findings: Sequence[Findings]) -> str:
    """docs/performance.md: how it was measured, what was aimed at and reached, and every table."""
    verdicts = [verdict for findings in all_findings for verdict in findings.verdicts]
    lines = [
        "# Performance, measured",
        "",
        f"Written by `python3 start.py bench`. Machine: {machine.words()}.",
        f"With {machine.versions()}.",
        "",
        "Shared machines drift by two to four times within minutes, so what counts are ratios taken in alternating turns of one run:",
        "all servers of a table are up, each gets a short turn, the order moves on by one each round, and each round has its own ratio.",
        "Each figure is the median of the rounds, with the lowest and the highest in brackets; absolute figures are for orientation only.",
        "A target is missed when the median lies more than 15 % beyond it.",
        "",
        "## Targets",
        "",
        *markdown(VERDICT_COLUMNS, [verdict_row(each) for each in verdicts]),
        "",
        REMARKS.read_text("utf-8").strip(),
    ]
    for findings in all_findings:
        lines += ["", f"## {TITLES[findings.part]}", "", f"{findings.method} Measured on {findings.day}."]
        for table in findings.tables:
            lines += ["", f"**{table.title}**", "", *markdown(table.columns, table.rows)]
            lines += ["", table.note] if table.note else []
        lines += ["", *[f"- {note}" for note in findings.notes]] if findings.notes else []
    return "\n".join(lines) + "\n"


def markdown(head: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    padded = [[*row, *[""] * (len(head) - len(row))] for row in rows]
    cells = [head, ["---"] * len(head), *padded]
    return [f"| {' | '.join(cell.replace('|', '/') for cell in row)} |" for row in cells]


def write(text: str) -> None:
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text(text, "utf-8")
