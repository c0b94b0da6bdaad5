"""What the desktop does for what it shows, by its own counters."""

import re
import time

import pytest
from colors import BLUE, GREEN
from guests import SMALL, show, small
from harness.desktop import COUNTERS
from harness.picture import pattern
from harness.process import wait_until

# Seconds in which nothing is to happen. That takes as long as it takes.
WHILE = 0.3


def spent(desktop, seconds: float = 0) -> dict[str, int]:
    """The counters' increase; each look at them is a wake-up itself."""
    before = desktop.counters()
    time.sleep(seconds)
    after = desktop.counters()
    return {name: after[name] - before[name] for name in after}


def settle(desktop) -> None:
    """Until the last frame is drawn."""
    wait_until(lambda: spent(desktop, 0.05)["wakeups"] <= 1, "quiet")


def test_nothing_changes_nothing_runs(desktop, start):
    show(desktop, small(start, "alice"), BLUE, SMALL)
    show(desktop, small(start, "bob"), GREEN, SMALL)
    settle(desktop)
    cost = spent(desktop, WHILE)
    assert cost.pop("wakeups") <= 1
    assert set(cost.values()) == {0}


def test_nothing_is_shown_nothing_runs(desktop):
    settle(desktop)
    cost = spent(desktop, WHILE)
    assert cost.pop("wakeups") <= 1
    assert set(cost.values()) == {0}


@pytest.mark.parametrize("depth", [32, 16, 24])
def test_damaged_bytes_only(desktop, start, depth):
    guest = small(start, "alice", "--depth", str(depth))
    show(desktop, guest, 0x0000FF, SMALL)
    settle(desktop)
    before = desktop.counters()
    guest.fill(10, 20, 40, 30, 0xFF0000)
    desktop.wait_box(0xFF0000, (40, 30))
    after = desktop.counters()
    assert after["guest_bytes"] - before["guest_bytes"] == 40 * 30 * depth // 8
    assert after["guest_rects"] - before["guest_rects"] == 1
    assert after["guest_wakeups"] - before["guest_wakeups"] == 1


def test_woken_once_a_frame(desktop, start):
    guest = small(start, "alice")
    show(desktop, guest, BLUE, SMALL)
    guest.do("animate 0 0 16 16 1")
    begin = time.monotonic()
    cost = spent(desktop, 1)
    seconds = time.monotonic() - begin
    assert cost["frames"] > 1
    assert cost["frames"] <= 61 * seconds + 2
    # A frame reads all that the ring holds; the last event may come after the last frame.
    assert cost["guest_wakeups"] <= cost["frames"] + 1
    assert cost["guest_bytes"] <= (cost["frames"] + 1) * 16 * 16 * 4


def hide_behind_another(desktop, start):
    show(desktop, small(start, "bob"), GREEN, (400, 300))
    desktop.hands.key("leftalt", "tab")
    desktop.hands.key("leftmeta", "f")


def show_again(desktop):
    desktop.hands.key("leftmeta", "f")


def minimise(desktop, start):
    desktop.hands.key("leftmeta", "h")


def close(desktop, start):
    desktop.hands.key("leftmeta", "q")


def bring_back(desktop):
    desktop.hands.key("leftalt", "tab")


@pytest.mark.parametrize("hide, bring", [
    (hide_behind_another, show_again), (minimise, bring_back), (close, bring_back)])
@pytest.mark.parametrize("options", [[], ["--silent"]])
def test_a_hidden_guest_costs_nothing(desktop, start, hide, bring, options):
    """And is shown whole when it is seen again."""
    guest = small(start, "alice", *options)
    show(desktop, guest, BLUE, SMALL)
    hide(desktop, start)
    guest.do("animate 0 0 16 16 1")
    settle(desktop)
    cost = spent(desktop, WHILE)
    assert cost.pop("wakeups") <= 1
    assert set(cost.values()) == {0}
    guest.do("animate 0 0 0 0 0")
    guest.do("pattern 5")
    bring(desktop)
    desktop.wait_picture(lambda picture: picture.find(pattern(*SMALL, 5)), "all of it")


def test_told_at_the_end(new_desktop, start):
    """With --stats, and only then: the same counters, each in a line."""
    def counters(desktop) -> dict[str, str]:
        return dict(re.findall(r"\[info\] stats: (\w+) (\d+)$", "\n".join(desktop.lines), re.M))

    desktop = new_desktop("--stats")
    guest = small(start, "alice")
    show(desktop, guest, BLUE, SMALL)
    before = desktop.counters()
    desktop.lines.clear()
    desktop.end()
    told = counters(desktop)
    assert tuple(told) == COUNTERS
    assert all(int(told[name]) >= before[name] > 0 for name in COUNTERS)

    desktop = new_desktop()
    desktop.end()
    assert counters(desktop) == {}
