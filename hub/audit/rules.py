"""The list of invariants, and how they are judged together."""

from collections.abc import Callable, Iterator

from hub.audit.access import nobody_comes_back, sessions
from hub.audit.chats import numbered, queued
from hub.audit.finding import Finding
from hub.audit.jobs import once_each, presence
from hub.audit.keys import one_effect_per_key
from hub.audit.lines import legal_moves, versions_and_times
from hub.audit.messages import delivered, ended, none_lies
from hub.audit.orders import numbers, open_orders, rounds_and_lines, routing, totals_and_states
from hub.audit.places import bindings, guests
from hub.audit.printing import ended as paper_ends
from hub.audit.printing import nothing_that_is_over, once
from hub.audit.streams import numbering
from hub.audit.tenancy import tenants, whole_file
from hub.audit.told import log_and_tables
from hub.kit.db import Database, Tx

INVARIANTS: tuple[Callable[[Tx], Iterator[Finding]], ...] = (
    whole_file,
    tenants,
    one_effect_per_key,
    legal_moves,
    versions_and_times,
    open_orders,
    numbers,
    totals_and_states,
    routing,
    rounds_and_lines,
    numbering,
    log_and_tables,
    guests,
    bindings,
    sessions,
    nobody_comes_back,
    once_each,
    presence,
    ended,
    delivered,
    none_lies,
    numbered,
    queued,
    once,
    paper_ends,
    nothing_that_is_over,
)
"""Everything that is looked at, in the order it is told."""


def audit(tx: Tx) -> list[Finding]:
    """Judge every invariant on the one state of the database that the transaction sees; of a damaged file nothing else is asked."""
    damage = [finding for finding in whole_file(tx) if not finding.holds]
    return damage or [finding for judge in INVARIANTS for finding in judge(tx)]


def run_audit(database: Database) -> list[Finding]:
    """A finding per invariant, those that hold included. Blocks."""
    return database.read_now(audit)


def broken(findings: list[Finding]) -> list[Finding]:
    """Those that do not hold."""
    return [finding for finding in findings if not finding.holds]
