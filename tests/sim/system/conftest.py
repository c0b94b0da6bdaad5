"""Fixtures for tests of whole programs on the simulated machine that the tests themselves run on."""

import os

import pytest
from machine import Desktop, Puppet, store_ls
from process import wait_until


def pytest_configure(config):
    if "XENSIM" not in os.environ:
        pytest.exit("run this by tests/sim's run, as meson does", 2)


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
def start(clean_store):
    """Starts programs, and ends them with the test, the last one first."""
    started = []

    def start(kind, *args, **options):
        process = kind(*args, **options)
        started.append(process)
        return process

    yield start
    errors = []
    for process in reversed(started):
        try:
            process.end()
        except AssertionError as error:
            errors.append(error)
        # Shown by pytest if the test has failed.
        print(f"--- {process.argv}", *process.lines[-60:], sep="\n")
    if errors:
        raise errors[0]


@pytest.fixture
def desktop(start, tmp_path):
    return start(Desktop, tmp_path)


@pytest.fixture
def puppet(start):
    return start(Puppet, "alice")
