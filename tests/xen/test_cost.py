"""What the desktop does for what it shows, by its own counters."""

import pytest
from lab.wait import wait_until


def spent(desktop, guest, seconds: int) -> dict[str, int]:
    """The counters' increase while a guest's own clock runs on by some seconds."""
    before = desktop.compositor.stats()
    guest.run(f"sleep {seconds}")
    after = desktop.compositor.stats()
    return {name: after[name] - before[name] for name in after}


@pytest.fixture
def drawing(pv):
    """The PV guest scrolls without a pause."""
    pv.run("while :; do seq 1 50 >/dev/tty1; done >/dev/null 2>&1 & echo $! >/tmp/drawing")
    yield pv
    pv.run("kill $(cat /tmp/drawing)")


def test_nothing_changes_nothing_runs(desktop, pv, pvh):
    desktop.bring(pv)
    wait_until(lambda: spent(desktop, pvh, 1)["frames"] == 0, "the last frame")
    cost = spent(desktop, pvh, 5)
    assert cost["frames"] == 0
    assert cost["guest_wakeups"] == 0
    assert cost["guest_bytes"] == 0
    # The two signals that ask for the counters.
    assert cost["wakeups"] <= 2


def test_a_small_change_reads_little(desktop, pv, pvh):
    desktop.bring(pv)
    pv.print(r"\033c")
    wait_until(lambda: spent(desktop, pvh, 1)["frames"] == 0, "the last frame")
    before = desktop.compositor.stats()
    pv.print("x")
    desktop.wait_shown(pv)
    after = desktop.compositor.stats()
    # One character is 8 by 16 pixels; a few more for the console's own habits, never a frame.
    assert 0 < after["guest_bytes"] - before["guest_bytes"] <= 16 * 8 * 16 * 4


def test_woken_once_a_frame(desktop, drawing, pvh):
    desktop.bring(pvh)
    desktop.key("leftalt", "tab")
    cost = spent(desktop, pvh, 5)
    assert cost["frames"] > 0
    # A frame reads all that the ring holds: now and then, an event comes after the frame that has
    # shown already what it is about.
    assert cost["guest_wakeups"] <= 1.25 * cost["frames"] + 5


def test_a_hidden_guest_costs_nothing(desktop, drawing, pvh):
    desktop.bring(pvh)
    desktop.key("leftmeta", "f")
    wait_until(lambda: spent(desktop, pvh, 1)["guest_wakeups"] == 0, "the last event")
    cost = spent(desktop, pvh, 5)
    desktop.key("leftmeta", "f")
    assert cost["guest_wakeups"] == 0
    assert cost["guest_bytes"] == 0
