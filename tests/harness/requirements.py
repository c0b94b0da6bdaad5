"""Says what is missing where tests that look at the desktop can't run. A pytest plugin."""

import importlib.util

import pytest
from harness.wayland import missing_protocols

SKIPPED = 77  # as meson knows it


def pytest_configure(config):
    if importlib.util.find_spec("numpy") is None:
        pytest.exit("numpy is missing: install python3-numpy", SKIPPED)
    if missing := missing_protocols():
        pytest.exit(f"the XML of these protocols is missing: {', '.join(missing)}; see dev, "
                    "protocol_packages", SKIPPED)
