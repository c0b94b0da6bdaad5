"""Fixtures for tests on a real Xen; README.md in this folder tells how to use them."""

import shutil

import pytest

from lab import paths
from lab.lab import Lab
from lab.wait import wait_until

MACHINE = paths.OUT / "machine"
FAILED = paths.OUT / "failed"


@pytest.fixture(scope="session")
def booted():
    """The machine that all tests share."""
    for directory in (MACHINE, FAILED):
        shutil.rmtree(directory, ignore_errors=True)
    lab = Lab(MACHINE)
    print(f"dom0 was up after {lab.boot_seconds:.0f} s")
    yield lab
    lab.stop()


@pytest.fixture
def lab(booted, request):
    """The lab, with the hands off keyboard and pointer at the end of the test.

    Guests that a test makes are destroyed at its end.
    """
    request.node.lab = booted
    before = list(booted.guests)
    yield booted
    booted.let_go()
    for guest in [each for each in booted.guests if each not in before]:
        if guest not in booted.shared.values():
            booted.forget(guest)


@pytest.fixture
def desktop(lab):
    """The lab with the compositor running."""
    if not lab.compositor.running:
        lab.compositor.start()
    return lab


@pytest.fixture
def pv(desktop):
    """A PV guest that tests share; those that destroy or reboot it make one of their own."""
    return desktop.shared_guest("pv")


@pytest.fixture
def pvh(desktop):
    """A PVH guest that tests share."""
    return desktop.shared_guest("pvh")


@pytest.fixture
def no_zombies(lab):
    """Checks that the test leaves no domain half dead and no event channel or mapping behind."""
    def held() -> dict[str, int]:
        pid = lab.compositor.pid
        return {
            "domains": len(lab.run("xl list").stdout.splitlines()),
            "event channels": len(lab.run("/usr/lib/xen-4.20/bin/lsevtchn 0").stdout.splitlines()),
            "foreign mappings": lab.run(f"grep -c privcmd /proc/{pid}/maps", check=False).stdout,
            # By a node that each has: the folders above them stay when the last one goes.
            "backends": lab.run("xenstore-ls -f /local/domain/0/backend | grep -c /frontend-id",
                                check=False).stdout,
        }

    before = held()
    yield
    for guest in list(lab.guests):
        if guest not in lab.shared.values():
            lab.forget(guest)
    try:
        wait_until(lambda: held() == before, "all that the guest had to be given back")
    except AssertionError as error:
        raise AssertionError(f"{error}: before {before}, after {held()}") from None


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    report = yield
    lab = getattr(item, "lab", None)
    if report.failed and lab:
        directory = FAILED / f"{item.name}-{report.when}"
        lab.keep_evidence(directory)
        report.sections.append(("evidence", f"screenshot and logs: {directory.relative_to(paths.ROOT)}"))
    return report
