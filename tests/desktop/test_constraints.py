"""Programs of dom0 that want pointer or keys to themselves: they have them no longer than the focus."""

import pytest
from colors import BLUE, GREEN, ORANGE, PURPLE
from guests import SMALL, center, show, small
from harness.program import Program

ONCE, AGAIN = 1, 2  # zwp_pointer_constraints_v1.lifetime


class Game(Program):
    """Writes down how the pointer moves, and what of it is its own."""

    def __init__(self, desktop):
        super().__init__(desktop, SMALL, PURPLE)
        self.constraints = self.client.bind("zwp_pointer_constraints_v1")
        self.mouse = self.seat.get_pointer()
        self.relative = self.client.bind(
            "zwp_relative_pointer_manager_v1").get_relative_pointer(self.mouse)
        self.relative.on["relative_motion"] = lambda high, low, dx, dy, raw_dx, raw_dy: (
            self.events.append(f"moved {dx:g} {dy:g} {raw_dx:g} {raw_dy:g}"))
        self.box = desktop.wait_box(PURPLE, SMALL)
        desktop.hands.pointer(*self.at(100, 100))
        self.wait("pointer window 100.5 100.5")

    def at(self, x: int, y: int) -> tuple[int, int]:
        return self.box[0] + x, self.box[1] + y

    def _constrain(self, request, kind: str, region, lifetime: int):
        constraint = request(self.window.surface, self.mouse, self.region(region), lifetime)
        constraint.on[kind] = lambda: self.events.append(kind)
        constraint.on[f"un{kind}"] = lambda: self.events.append(f"un{kind}")
        self.client.sync()
        return constraint

    def region(self, box):
        if box is None:
            return None
        region = self.compositor.create_region()
        region.add(*box)
        return region

    def lock(self, region=None, lifetime=AGAIN):
        return self._constrain(self.constraints.lock_pointer, "locked", region, lifetime)

    def confine(self, region=None, lifetime=AGAIN):
        return self._constrain(self.constraints.confine_pointer, "confined", region, lifetime)

    def place(self, desktop) -> str:
        """Where the pointer is, by a movement that it is told of."""
        del self.events[:]
        desktop.hands.move(1, 1)
        desktop.hands.move(-1, -1)
        self.client.sync()
        return [event for event in self.events if event.startswith("motion")][-1]


@pytest.fixture
def game(desktop):
    game = Game(desktop)
    yield game
    game.end()


def test_locked(desktop, game):
    lock = game.lock()
    game.wait("locked")
    desktop.hands.move(300, -40)
    game.wait("moved 300 -40 300 -40")
    desktop.hands.pointer(5, 5)  # as over VNC
    desktop.hands.button()
    game.wait("button 272 0")
    lock.destroy()
    assert game.place(desktop) == "motion 100.5 100.5"


def test_locked_and_put_elsewhere(desktop, game):
    """Where the program has shown its own."""
    lock = game.lock()
    game.wait("locked")
    lock.set_cursor_position_hint(30, 40)
    game.window.surface.commit()
    lock.destroy()
    assert game.place(desktop) == "motion 30 40"


def test_not_put_outside(desktop, game):
    lock = game.lock()
    game.wait("locked")
    lock.set_cursor_position_hint(-30, 40)
    game.window.surface.commit()
    lock.destroy()
    assert game.place(desktop) == "motion 100.5 100.5"


@pytest.mark.parametrize("region, left, right", [
    (None, 0, 399), ((50, 50, 100, 100), 50, 149)])
def test_confined(desktop, game, region, left, right):
    game.confine(region)
    game.wait("confined")
    for dx, expected in (-1000, left), (1000, right):
        del game.events[:]
        desktop.hands.move(dx, 0)
        game.client.sync()
        x = float([event for event in game.events if event.startswith("motion")][-1].split()[1])
        assert expected <= x < expected + 1
    assert "unconfined" not in game.events


def test_not_before_the_pointer_is_there(desktop, game):
    game.confine((200, 200, 50, 50))
    desktop.hands.move(50, 50)
    game.client.sync()
    assert "confined" not in game.events
    desktop.hands.move(70, 70)
    game.wait("confined")


def test_released_by_the_keyboards_focus(desktop, game):
    """Which another window of dom0's takes, and gives back."""
    game.lock()
    game.wait("locked")
    other = Program(desktop, SMALL, ORANGE)
    game.wait("unlocked")
    desktop.hands.move(3, 0)
    game.client.sync()
    assert "locked" not in game.events
    other.end()
    game.wait("locked")


def test_released_by_the_switcher(desktop, game, start):
    guest = small(start, "alice")
    show(desktop, guest, BLUE, SMALL)
    game.lock()
    game.wait("locked")
    desktop.hands.press("leftalt", "tab")
    game.wait("unlocked")
    desktop.hands.release("tab", "leftalt")
    desktop.hands.key("f12")
    guest.events("key 88 0")
    game.client.sync()
    assert "locked" not in game.events


def test_only_once(desktop, game):
    game.lock(lifetime=ONCE)
    game.wait("locked")
    Program(desktop, SMALL, ORANGE).end()
    game.wait("unlocked")
    game.wait("focus")
    desktop.hands.move(3, 0)
    game.wait("moved 3 0 3 0")
    assert "locked" not in game.events


def test_a_guest_is_not_watched(desktop, game, start):
    """Movements over its window are not the program's, whatever that asks for."""
    guest = small(start, "alice")
    box = show(desktop, guest, BLUE, SMALL)
    desktop.hands.click(*center(box))
    game.lock()
    del game.events[:]
    desktop.hands.move(3, 4)
    guest.fill(0, 0, *SMALL, GREEN)
    desktop.wait_box(GREEN, SMALL)
    game.client.sync()
    assert not [event for event in game.events if event.split()[0] in ("moved", "locked")]


def test_program_that_crashes_with_the_pointer_locked(desktop, start):
    game = Game(desktop)
    game.lock()
    game.wait("locked")
    game.end()
    guest = small(start, "alice")
    desktop.hands.click(*center(show(desktop, guest, BLUE, SMALL)))
    guest.events("key 272 0")


@pytest.fixture
def viewer(desktop):
    """Wants all keys."""
    viewer = Program(desktop, SMALL, PURPLE)
    viewer.wait("focus")
    manager = viewer.client.bind("zwp_keyboard_shortcuts_inhibit_manager_v1")
    inhibitor = manager.inhibit_shortcuts(viewer.window.surface, viewer.seat)
    for event in "active", "inactive":
        inhibitor.on[event] = lambda event=event: viewer.events.append(event)
    viewer.wait("active")
    yield viewer
    viewer.end()


def test_shortcuts_are_the_programs(desktop, viewer):
    desktop.wait_notice()
    desktop.hands.key("leftmeta", "q")
    viewer.wait("key 16 0")
    desktop.hands.key("leftalt", "tab")
    viewer.wait("key 15 0")
    assert "close" not in viewer.events and "no focus" not in viewer.events


def test_shortcuts_are_taken_back(desktop, viewer):
    desktop.hands.key("leftmeta", "esc")
    viewer.wait("inactive")
    desktop.hands.key("esc")
    desktop.hands.key("leftmeta", "q")
    viewer.wait("close")
    assert "key 1 1" not in viewer.events


def test_shortcuts_go_with_the_focus(desktop, viewer, start):
    guest = small(start, "alice")
    desktop.hands.click(*center(show(desktop, guest, BLUE, SMALL)))
    viewer.wait("inactive")
    desktop.hands.key("leftalt", "tab")
    viewer.wait("active")
    desktop.hands.key("leftalt", "tab")
    viewer.wait("key 15 0")
