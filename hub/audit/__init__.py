"""The invariants of the data: what must be true at every moment, whatever was killed and in whatever order things came.

Each is a rule in words, the figures it was judged by, and the rows that break it. Tests run them after every fault,
`venuehub audit` beside a serving hub, an operator after a restore. Reads only.
"""

from hub.audit.finding import Finding
from hub.audit.report import main
from hub.audit.rules import INVARIANTS, audit, broken, run_audit

__all__ = ["INVARIANTS", "Finding", "audit", "broken", "main", "run_audit"]
