"""Windows one by one, of agents in Linux guests: real channels, and pages that Linux has granted."""

import pytest
from lab.windows import GuestWindows

BLUE, GREEN, RED = 0x2040C0, 0x10C040, 0xC03020
SIZE = 304, 160
# Where the guests' whole screens don't lie above it: a window of another guest's comes up behind.
PLACE, OTHER_PLACE = (1400, 60), (1400, 500)


class Guests:
    """A guest of a kind with an agent in it, which tests share."""

    def __init__(self, lab):
        self._lab = lab
        self._agents: dict[str, GuestWindows] = {}

    def agent(self, kind: str) -> GuestWindows:
        name = f"windows-{kind}"
        if name not in self._lab.shared:
            self._lab.shared[name] = guest = self._lab.guest(kind, name, agent="agent")
            self._agents[kind] = GuestWindows(guest)
            self._agents[kind].expect_connected()
        return self._agents[kind]


@pytest.fixture(scope="module")
def guests(booted):
    guests = Guests(booted)
    yield guests
    for name in [name for name in booted.shared if name.startswith("windows-")]:
        booted.forget(booted.shared.pop(name))


@pytest.fixture
def agents(desktop, guests):
    """The agent in the guest of a kind: without any window before a test, and after it."""
    used = []

    def agent(kind: str) -> GuestWindows:
        used.append(guests.agent(kind))
        return used[-1]

    yield agent
    for agent in used:
        agent.leave()
        agent.expect_connected()


@pytest.fixture(params=["pv", "pvh"])
def agent(agents, request):
    return agents(request.param)


def window(desktop, agent, number=1, color=BLUE, at=PLACE):
    agent.show(number, *at, *SIZE, color)
    return desktop.wait_box(color, SIZE)


def click(desktop, agent, box, number=1):
    desktop.click(box[0] + 10, box[1] + 20)
    return agent.got(f"button {number} 4", f"button {number} 5")


def test_pixels(desktop, agent):
    x, y, _, _ = window(desktop, agent)
    agent.do(f"paint 1 30 40 50 60 {GREEN:06x}")
    assert desktop.wait_box(GREEN, (50, 60)) == (x + 30, y + 40, 50, 60)


def test_input(desktop, agent):
    box = window(desktop, agent)
    assert "button 1 4 10 20 0 1" in click(desktop, agent, box)
    desktop.key("a")
    agent.got("key 1 2 10 20 0 38", "key 1 3 10 20 0 38")


def test_move_and_resize(desktop, agent):
    x, y, _, _ = window(desktop, agent)
    desktop.press("leftmeta")
    desktop.drag((x + 50, y + 50), (x + 110, y + 100))
    desktop.release("leftmeta")
    agent.got(f"configure 1 {x + 60} {y + 50}")
    desktop.press("leftmeta")
    desktop.drag((x + 360, y + 205), (x + 480, y + 279), "right")
    desktop.release("leftmeta")
    # In whole characters of 6 by 13 pixels.
    agent.got(f"configure 1 {x + 60} {y + 50} 424 225", "ack 1")
    assert desktop.wait_box(BLUE, (424, 225))[:2] == (x + 60, y + 50)


def test_a_menu_has_a_border(desktop, agent):
    x, y, _, _ = window(desktop, agent)
    agent.do(f"create 7 {x + 20} {y + 30} 60 70 1", "map 7 1 1", f"dump 7 60 70 {RED:06x}",
             "damage 7 0 0 60 70")
    border = 2
    menu = desktop.wait_box(RED, (60 - 2 * border, 70 - 2 * border))
    assert menu[:2] == (x + 20 + border, y + 30 + border)
    agent.do("unmap 7")
    desktop.wait_gone(RED)


def test_windows_of_two_guests(desktop, agents):
    both = agents("pv"), agents("pvh")
    boxes = [window(desktop, agent, 1, color, at)
             for agent, color, at in zip(both, (BLUE, GREEN), (PLACE, OTHER_PLACE))]
    for agent, box, key, code in zip(both, boxes, "bc", (56, 54)):
        click(desktop, agent, box)
        desktop.key(key)
        agent.got(f"key 1 2 10 20 0 {code}", f"key 1 3 10 20 0 {code}")
    # What was typed first has had its time to go astray.
    for agent, code in zip(both, (54, 56)):
        agent.do("damage 1 0 0 1 1")
        assert f"key 1 2 10 20 0 {code}" not in agent.said(1000)


def test_the_desktop_killed(desktop, agent):
    window(desktop, agent)
    desktop.compositor.kill()
    agent.expect_left()
    desktop.compositor.start()
    agent.expect_connected()
    click(desktop, agent, window(desktop, agent))


def test_grants_come_back(desktop, agent):
    """Linux gives pages back at ten a second that it finds mapped still as it ends a grant."""
    window(desktop, agent)
    # Together more pages than a guest can grant.
    for turn in range(80):
        agent.do(f"dump 1 800 600 {turn + 1:06x}")
        agent.got("ack 1")
    desktop.wait_box(80, SIZE)


@pytest.mark.parametrize("kind", ["pv", "pvh"])
def test_the_guest_destroyed(desktop, no_zombies, kind):
    guest = desktop.guest(kind, agent="agent")
    agent = GuestWindows(guest)
    agent.expect_connected()
    window(desktop, agent)
    guest.destroy()
    desktop.wait_gone(BLUE)
