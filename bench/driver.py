"""A client process that is told what to do line by line and answers each line with one JSON object."""

import json
import subprocess
from typing import Any

from bench.processes import ROOT, NotRun, python


class Driver:
    """The process. What it prints on standard error is its reason when it ends early."""

    def __init__(self, module: str, *arguments: object) -> None:
        self.child = subprocess.Popen(
            python(module, *arguments), cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )

    def wait(self) -> None:
        """Until it has connected and says so.

        Raises:
            NotRun: it could not.
        """
        if self._answer() != "ready":
            raise NotRun("a client process did not begin as it should")

    def ask(self, command: str) -> dict[str, Any]:
        """Raises NotRun when the process has ended instead of answering."""
        assert self.child.stdin is not None
        try:
            self.child.stdin.write(f"{command}\n")
            self.child.stdin.flush()
        except BrokenPipeError:
            pass  # its last words say why
        told: dict[str, Any] = json.loads(self._answer())
        return told

    def _answer(self) -> str:
        assert self.child.stdout is not None and self.child.stderr is not None
        line = self.child.stdout.readline().strip()
        if not line:
            words = self.child.stderr.read().strip().splitlines()
            raise NotRun(words[-1][:300] if words else "the client process ended without a word")
        return line

    def stop(self) -> None:
        self.child.kill()
        self.child.communicate()
