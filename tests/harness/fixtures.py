"""Fixtures for tests on the simulated machine that the tests themselves run on. A pytest plugin."""

import os
import re
from pathlib import Path

import pytest
from harness.machine import Puppet, store_ls
from harness.process import wait_until


def pytest_configure(config):
    if "XENSIM" not in os.environ:
        pytest.exit("run this by tests/sim's run, as meson does", 2)


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    """So that fixtures can know whether the test has failed."""
    outcome = yield
    item.failed = getattr(item, "failed", False) or outcome.get_result().failed


@pytest.fixture(autouse=True)
def clean_store():
    """Whatever a test does, xenstore is in the end as it was before."""
    before = without_empty_parents(store_ls())
    yield
    wait_until(lambda: without_empty_parents(store_ls()) == before, "an empty xenstore")


def without_empty_parents(lines: list[str]) -> list[str]:
    """The folders of backends stay when the last of their devices goes, on Xen as well."""
    return [line for line in lines if not line.startswith("/local/domain/0/backend")]


@pytest.fixture
def start(clean_store, request):
    """Starts programs, and ends them with the test, the last one first."""
    started = []

    def start(kind, *args, **options):
        process = kind(*args, **options)
        started.append(process)
        return process

    yield start
    if request.node.failed:
        keep_pictures(started, request.node.name)
    errors = []
    for process in reversed(started):
        try:
            process.end()
        except AssertionError as error:
            errors.append(error)
        # Shown by pytest if the test has failed.
        print(f"--- {process.argv}", process.said(60), sep="\n")
    if errors:
        raise errors[0]


def keep_pictures(processes, test: str) -> None:
    """What the compositors of a failed test show."""
    folder = Path(os.environ["TEST_FAILURES"])
    for process in processes:
        if hasattr(process, "screenshot") and process.popen.poll() is None:
            folder.mkdir(exist_ok=True)
            path = folder / f"{re.sub(r'\W+', '-', test)}-{process.display}.png"
            try:
                process.screenshot().save(path)
                print(f"--- {path} shows what was on the screen")
            except Exception as error:  # the test has failed already, and its programs are to end
                print(f"--- no screenshot: {error}")


@pytest.fixture
def new_desktop(start, tmp_path):
    """Starts a compositor, which finds what the one before has left."""
    from harness.desktop import Desktop

    def new_desktop(*args, **options) -> Desktop:
        desktop = start(Desktop, tmp_path, *args, **options)
        desktop.hands.release()  # from here on there are a keyboard and a pointer to listen to
        return desktop

    return new_desktop


@pytest.fixture
def desktop(new_desktop):
    return new_desktop()


@pytest.fixture
def puppet(start):
    """A guest that shows 800 by 600 pixels."""
    return start(Puppet, "alice")
