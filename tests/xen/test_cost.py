"""What the desktop does for what it shows, by its own counters."""

import pytest
from lab.wait import wait_until


@pytest.fixture
def draw(pv):
    """Begins to scroll in the PV guest, without a pause: all else in the machine is slow from then on."""
    yield lambda: pv.run("while :; do seq 1 50 >/dev/tty1; done >/dev/null 2>&1 & echo $! >/tmp/drawing")
    pv.run("kill $(cat /tmp/drawing)")


def test_nothing_changes_nothing_runs(desktop, pv, pvh):
    desktop.bring(pv)
    desktop.settle(pvh)
    cost = desktop.cost(pvh, 5)
    assert cost["frames"] == 0
    assert cost["guest_wakeups"] == 0
    assert cost["guest_bytes"] == 0
    # The two signals that ask for the counters.
    assert cost["wakeups"] <= 2


def test_a_small_change_reads_little(desktop, pv, pvh):
    desktop.bring(pv)
    pv.print(r"\033c")
    desktop.settle(pvh)
    before = desktop.compositor.stats()
    pv.print("x")
    desktop.wait_shown(pv)
    after = desktop.compositor.stats()
    # One character is 8 by 16 pixels; a few more for the console's own habits, never a frame.
    assert 0 < after["guest_bytes"] - before["guest_bytes"] <= 16 * 8 * 16 * 4


def test_woken_once_a_frame(desktop, pv, draw, pvh):
    desktop.bring(pv)
    draw()
    cost = desktop.cost(pvh, 5)
    assert cost["frames"] > 0
    # A frame reads all that the ring holds: now and then, an event comes after the frame that has
    # shown already what it is about.
    assert cost["guest_wakeups"] <= 1.25 * cost["frames"] + 5


def test_a_hidden_guest_costs_nothing(desktop, draw, pvh):
    desktop.bring(pvh)
    desktop.key("leftmeta", "f")
    draw()
    wait_until(lambda: desktop.cost(pvh, 1)["guest_wakeups"] == 0, "the last event")
    cost = desktop.cost(pvh, 5)
    desktop.key("leftmeta", "f")
    assert cost["guest_wakeups"] == 0
    assert cost["guest_bytes"] == 0
