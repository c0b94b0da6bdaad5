"""A seat of its own, as on a console: from seatd, with what is connected to no screen and no keyboard."""

from pathlib import Path

import pytest
from harness.process import Process, wait_until

# Where it is can't be chosen.
SOCKET = Path("/run/seatd.sock")


@pytest.fixture
def seatd(start):
    if SOCKET.exists():
        pytest.skip(f"{SOCKET} is another's")
    process = start(Process, "seatd", env={"SEATD_VTBOUND": "0"})
    wait_until(SOCKET.is_socket, "seatd")
    yield process
    process.end()
    SOCKET.unlink(missing_ok=True)


@pytest.fixture
def seated(seatd, new_desktop):
    return new_desktop(env={"WLR_BACKENDS": "headless,libinput", "LIBSEAT_BACKEND": "seatd"})


def test_the_seat_is_lost(seatd, seated):
    """Which is no orderly end, to those who start it again."""
    seatd.end()
    assert seated.wait() == 1
    errors = [line for line in seated.lines if "[error]" in line]
    assert "the seat is gone" in errors[0] and "start it" in errors[0]


def test_an_orderly_end(seated):
    seated.hands.press("leftmeta", "leftshift")
    seated.hands.press_last("e")
    assert seated.wait() == 0
