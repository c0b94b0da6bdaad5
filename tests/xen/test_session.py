"""The session as a whole, on a real seat and a real screen."""

import pytest
from harness import keys
from lab.wait import wait_until

LOCK, NEXT_LOCK = 0x406080, 0x806040
ABANDONED = 0x5C1A1A  # see compositor/session_lock.h
BLUE, GREEN = 0x0000AA, 0x00AA00  # of a text console, "44" and "42"


def fill(guest, color: str) -> None:
    guest.print(rf"\033c\033[{color}m\033[2J")


@pytest.fixture
def guest(desktop, pv):
    """With the focus, and all blue."""
    fill(pv, "44")
    pv.place = desktop.bring(pv)
    yield pv
    # If the test has failed: the next one isn't to find the session locked.
    desktop.run("pkill -USR1 -x swaylock", check=False)
    pv.print(r"\033c")


def use(desktop, guest) -> None:
    """Type and click at where it is, if it were to be had."""
    desktop.key("b")
    desktop.click(guest.place[0] + 100, guest.place[1] + 100)
    desktop.wheel(1)
    desktop.key("leftalt", "tab")
    desktop.key("leftmeta", "f")


def is_back(desktop, guest, heard=()) -> None:
    """All of it, where it was; of keys and buttons it has heard these, and it hears the next one."""
    assert desktop.wait_shown(guest) == guest.place
    desktop.key("f12")
    code = keys.key_code("f12")
    wait_until(lambda: (code, 0) in guest.keys(), f"a key in guest {guest.name}")
    # A key may seem to be held, where all is slow.
    assert [key for key in guest.keys() if key[1] != 2] == [*heard, (code, 1), (code, 0)]


def never_shown(pictures) -> bool:
    """No guest: what they draw is blue or green."""
    return not any(picture.count(BLUE) or picture.count(GREEN) for picture in pictures)


def test_lock(desktop, guest):
    desktop.session.lock(LOCK)
    desktop.wait_filled(LOCK)
    use(desktop, guest)
    fill(guest, "42")
    desktop.session.refuse()
    desktop.wait_filled(LOCK)
    desktop.session.unlock()
    is_back(desktop, guest)


def test_locker_killed(desktop, guest):
    pid = desktop.session.lock(LOCK)
    desktop.wait_filled(LOCK)
    desktop.run(f"kill -KILL {pid}")
    desktop.wait_filled(ABANDONED)
    use(desktop, guest)
    desktop.wait_filled(ABANDONED)
    desktop.session.lock(NEXT_LOCK)
    desktop.wait_filled(NEXT_LOCK)
    desktop.session.unlock()
    is_back(desktop, guest)


def test_unplugged(desktop, guest):
    """Nothing is drawn meanwhile; keys arrive all the same."""
    desktop.session.unplug()
    before = desktop.compositor.stats()
    fill(guest, "42")
    desktop.key("a")
    code = keys.key_code("a")
    wait_until(lambda: (code, 0) in guest.keys(), "a key while there is no screen")
    after = desktop.compositor.stats()
    assert after["frames"] == before["frames"] and after["guest_bytes"] == before["guest_bytes"]
    desktop.session.plug()
    is_back(desktop, guest, [(code, 1), (code, 0)])


def test_unplugged_while_a_window_is_dragged(desktop, guest):
    x, y = guest.place
    width = guest.framebuffer().size[0]
    step = -30 if x >= 100 else 30  # all of it stays on the screen
    desktop.pointer(x + 200, y - 12)
    desktop.button("left", True)
    desktop.pointer(x + 200 + step, y - 12)
    guest.place = x + step, y
    # A part of it: the pointer covers another one, and other guests may show that colour too.
    part = x + step, y + 100, width, 100
    wait_until(lambda: desktop.screenshot().crop(*part).count(BLUE) == width * 100,
               "the window to be dragged")
    desktop.session.unplug()
    desktop.pointer(x + 200 + 2 * step, y - 12)
    desktop.button("left", False)
    desktop.session.plug()
    is_back(desktop, guest)


def test_unplugged_while_locked(desktop, guest):
    desktop.session.lock(LOCK)
    desktop.wait_filled(LOCK)
    desktop.session.unplug()
    use(desktop, guest)
    desktop.session.plug()
    assert never_shown(desktop.watch(lambda picture: picture.count(LOCK), "the lock"))
    desktop.wait_filled(LOCK)
    desktop.session.unlock()
    is_back(desktop, guest)


@pytest.fixture
def away(desktop, guest):
    """On another console, to which the user went with a key held."""
    desktop.press("b")
    code = keys.key_code("b")
    wait_until(lambda: (code, 1) in guest.keys(), "the key to go down")
    desktop.session.go_to_console(2)
    wait_until(lambda: (code, 0) in guest.keys(), "the key to come up")
    desktop.release("b")
    desktop.wait_gone(BLUE)
    guest.clear_events()
    return guest


def test_another_console(desktop, away):
    """Meanwhile, the guest draws without a pause, and the user types elsewhere."""
    away.run("while :; do seq 1 50 >/dev/tty1; done >/dev/null 2>&1 & echo $! >/tmp/drawing")
    use(desktop, away)
    desktop.pointer(*away.place)
    away.run("kill $(cat /tmp/drawing)")
    fill(away, "42")
    assert not desktop.screenshot().count(GREEN)
    desktop.session.go_to_console(1)
    desktop.session.wait_keyboard()
    is_back(desktop, away)


def test_locked_from_another_console(desktop, away):
    """What was on the screen before it was locked is not what the screen comes back with."""
    desktop.session.lock(LOCK)
    desktop.session.go_to_console(1)
    assert never_shown(desktop.watch(lambda picture: picture.count(LOCK), "the lock"))
    desktop.session.wait_keyboard()
    desktop.wait_filled(LOCK)
    desktop.session.unlock()
    is_back(desktop, away)


def test_another_console_while_locked(desktop, guest):
    desktop.session.lock(LOCK)
    desktop.wait_filled(LOCK)
    desktop.session.go_to_console(2)
    desktop.wait_gone(LOCK)
    use(desktop, guest)
    desktop.session.go_to_console(1)
    assert never_shown(desktop.watch(lambda picture: picture.count(LOCK), "the lock"))
    desktop.session.wait_keyboard()
    desktop.wait_filled(LOCK)
    desktop.session.unlock()
    is_back(desktop, guest)
