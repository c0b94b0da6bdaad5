"""Runs a test again when the emulated machine, not the product, has let it down.

QEMU's emulation of nested paging loses a PVH or HVM guest now and then: Xen reports a triple fault
of a guest that did nothing wrong. A test that fails while that happens is run again; how often it
came to that is said at the end.
"""

from pathlib import Path

from _pytest.runner import runtestprotocol

MAX_RUNS = 4


class Rerun:
    """A pytest plugin. serial_log: where Xen's console goes."""

    def __init__(self, serial_log: Path) -> None:
        self._serial_log = serial_log
        self._repeated = []

    def _lost_guests(self) -> int:
        if not self._serial_log.exists():
            return 0
        return self._serial_log.read_bytes().count(b"Triple fault")

    def pytest_runtest_protocol(self, item, nextitem):
        item.ihook.pytest_runtest_logstart(nodeid=item.nodeid, location=item.location)
        for run in range(MAX_RUNS):
            lost = self._lost_guests()
            reports = runtestprotocol(item, nextitem=nextitem, log=False)
            failed = any(report.failed for report in reports)
            if not failed or self._lost_guests() == lost or run == MAX_RUNS - 1:
                break
            self._repeated.append(item.nodeid)
            item._initrequest()
        for report in reports:
            item.ihook.pytest_runtest_logreport(report=report)
        item.ihook.pytest_runtest_logfinish(nodeid=item.nodeid, location=item.location)
        return True

    def pytest_terminal_summary(self, terminalreporter):
        for nodeid in self._repeated:
            terminalreporter.write_line(
                f"run again, since the emulated CPU lost a guest (triple fault): {nodeid}")
