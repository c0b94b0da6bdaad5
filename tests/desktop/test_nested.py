"""The desktop in a window of another session, of Wayland or X11: for the eyes and hands of its user."""

import shutil

import pytest
from colors import BLUE, GREEN
from guests import SMALL, center, small
from harness import keys
from harness.process import Process

# Of the outer one, which would take the guests for itself.
NO_GUESTS = "[defaults]\nattach = no\n"


def begin_wayland(start, outer) -> dict[str, str]:
    return {"WLR_BACKENDS": "wayland", "WAYLAND_DISPLAY": outer.display}


def begin_x11(start, outer) -> dict[str, str]:
    """An X server in a window of the outer desktop, with nothing in it but the inner one."""
    if shutil.which("Xwayland") is None:
        pytest.skip("Xwayland isn't installed")
    server = start(Process, "Xwayland", "-displayfd", "1", "-geometry", "1100x620", "-noreset",
                   env=outer.env)
    return {"WLR_BACKENDS": "x11", "DISPLAY": ":" + server.expect(r"^(\d+)$")[1]}


@pytest.fixture(params=[begin_wayland, begin_x11], ids=["wayland", "x11"])
def nested(new_desktop, start, request):
    """A desktop, and one in its window."""
    outer = new_desktop(config=NO_GUESTS)
    outer.hands.release()  # there is a keyboard and a pointer to listen to
    env = request.param(start, outer)
    inner = new_desktop(env=env)
    outer.expect("focus: (Domicile$|Xwayland)")
    return outer, inner


def events(*names: str) -> list[str]:
    return [f"key {keys.key_code(name)} {down}" for name in names for down in (1, 0)]


@pytest.fixture
def used(nested, start):
    """A guest in the inner one that has been clicked on, and where the outer one shows it."""
    outer, inner = nested
    guest = small(start, "alice")
    guest.expect_display(*SMALL)
    guest.fill(0, 0, *SMALL, BLUE)
    inner.wait_keyboard(guest.domid)
    box = outer.wait_box(BLUE, SMALL)
    outer.hands.click(*center(box))
    return guest, box


def test_guest_is_seen_and_used(nested, used):
    """Through the outer one's screen, pointer and keyboard."""
    outer, _ = nested
    guest, box = used
    button = keys.code("BTN_LEFT")
    got = guest.events(f"key {button} 1", f"key {button} 0")
    x, y = map(int, [line for line in got if line.startswith("pos")][-1].split()[1:3])
    assert abs(x - 16384) < 100 and abs(y - 16384) < 100

    for name in "a", "f12":
        outer.hands.key(name)
    got = guest.events(events("f12")[-1])
    assert [line for line in got if line.startswith("key")] == events("a", "f12")

    guest.fill(0, 0, *SMALL, GREEN)
    assert outer.wait_box(GREEN, SMALL) == box


def test_shortcuts(nested, used):
    """The inner one has those that the outer one leaves alone."""
    outer, inner = nested
    guest, _ = used
    guest.events(f"key {keys.code('BTN_LEFT')} 0")
    inner.reload("[keys]\nminimize = Ctrl+Alt+j\n")
    outer.hands.key("leftctrl", "leftalt", "j")
    outer.wait_gone(BLUE)


def test_window_is_closed(nested):
    outer, inner = nested
    outer.hands.key("leftmeta", "q")
    assert inner.wait() == 0


def test_outer_desktop_ends(nested):
    outer, inner = nested
    outer.end()
    assert inner.wait() == 0
