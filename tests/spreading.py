"""Which worker of a run gets which file of tests."""

from xdist.scheduler import LoadFileScheduling
from xdist.workermanage import WorkerController

WHOLE_MACHINE = ("tests/displays/", "tests/devices/", "tests/faults/")
"""Browsers, programs and hubs as processes of their own: such a test needs more than one core, or waits for seconds."""


class OneAtATime(LoadFileScheduling):
    """A file stays with one worker, and only one of them has a file that wants the whole machine, as long as there are others.

    Two browsers beside each other on two cores take twice as long each; two tests that wait leave both cores idle.
    """

    def _assign_work_unit(self, node: WorkerController) -> None:
        taken = any(
            wants_it_all(file) and False in tests.values()
            for other in self.nodes
            if other is not node
            for file, tests in self.assigned_work[other].items()
        )
        self.workqueue.move_to_end(
            next((file for file in self.workqueue if wants_it_all(file) is not taken), next(iter(self.workqueue))), last=False
        )
        super()._assign_work_unit(node)


def wants_it_all(file: str) -> bool:
    return file.startswith(WHOLE_MACHINE)
