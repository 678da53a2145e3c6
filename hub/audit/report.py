"""`venuehub audit`: the invariants as a table for people, or as one JSON object."""

import sqlite3
from collections.abc import Iterator, Sequence
from typing import Any

import click
import msgspec
import psycopg

from hub.audit.finding import Finding
from hub.audit.reading import NothingToRead, one_line, opened, require_current
from hub.audit.rules import broken, run_audit
from hub.kit.clock import stamp
from hub.settings import Settings

SOUND, BROKEN, UNREAD = 0, 1, 2


def main(settings: Settings, as_json: bool) -> int:
    """Judge every invariant and print it. 0: all hold; 1: one is broken; 2: there is nothing that could be read."""
    try:
        with opened(settings) as database:
            require_current(database)
            at = stamp(database.clock.now())
            findings = run_audit(database)
            kind = database.kind
    except NothingToRead as nothing:
        click.echo(f"venuehub: {nothing}", err=True)
        return UNREAD
    except (sqlite3.Error, psycopg.Error) as error:
        click.echo(f"venuehub: the database stopped answering: {one_line(error)}", err=True)
        return UNREAD
    if as_json:
        click.echo(msgspec.json.encode(document(findings, kind, at)).decode())
    else:
        for line in table(findings):
            click.echo(line)
    return BROKEN if broken(findings) else SOUND


def document(findings: Sequence[Finding], kind: str, at: str) -> dict[str, Any]:
    """What `--json` prints."""
    return {
        "ok": not broken(list(findings)),
        "at": at,
        "database": kind,
        "invariants": [{"holds": finding.holds, **msgspec.structs.asdict(finding)} for finding in findings],
    }


def table(findings: Sequence[Finding]) -> Iterator[str]:
    """The lines that people read."""
    for finding in findings:
        yield f"{finding.id:<3} {'holds ' if finding.holds else 'BROKEN'}  {finding.rule}"
        yield f"{'':12}{' · '.join(f'{term} {value:,}' for term, value in finding.terms.items())}"
        for row in finding.rows:
            yield f"{'':12}- {row['wrong']}: {', '.join(f'{name} {shown(value)}' for name, value in row.items() if name != 'wrong')}"
        if finding.broken > len(finding.rows):
            yield f"{'':12}… and {finding.broken - len(finding.rows):,} more"
    wrong = broken(list(findings))
    yield ""
    if wrong:
        yield f"{len(wrong)} of {len(findings)} rules are BROKEN: {', '.join(finding.id for finding in wrong)}"
    else:
        yield f"All {len(findings)} rules hold."


def shown(value: Any) -> str:
    """A value as it stands in a row."""
    return value if isinstance(value, str) else msgspec.json.encode(value).decode().strip('"')
