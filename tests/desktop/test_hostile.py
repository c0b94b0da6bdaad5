"""Guests that break every rule there is, and one beside them that must not notice."""

import re
import subprocess

import pytest
from colors import BLUE
from harness.machine import Puppet, domain, store_read
from harness.process import wait_until
from hostile import (
    CONFIG, MARK, PLACEHOLDER_TEXT, SIZE, Hostile, Neighbour, cases, cpu_seconds, is_sanitized,
    open_files, own_memory)

# What a flood may cost, whatever its guest does: of a processor; how often it may wake us in a second,
# which is some times for each frame.
MAX_SHARE = 1 / 3
MAX_WAKEUPS = 500
MAX_MEMORY = 4  # MiB


@pytest.fixture
def desktop(new_desktop):
    return new_desktop(config=CONFIG)


@pytest.fixture
def neighbour(desktop, start):
    return start(Neighbour, desktop)


@pytest.fixture
def hostile(desktop, neighbour, start, case):
    return start(Hostile, desktop, case.name)


def backend(guest, kind="vfb") -> str:
    return f"/local/domain/0/backend/{kind}/{guest.domid}/0"


def wait_framebuffer_unmapped(desktop, guest) -> None:
    """At most the page of its keyboard stays."""
    wait_until(lambda: desktop.mapped(guest.domid) <= 1, "its framebuffer to be unmapped")


@cases("shown")
def test_it_is_shown(desktop, neighbour, hostile):
    """Opaque, too: the mark's highest byte is zero."""
    hostile.expect("^acted$")
    desktop.wait_box(MARK, SIZE)
    neighbour.check()
    hostile.leave()


@cases("fault")
def test_it_loses_its_display(desktop, neighbour, hostile, case):
    hostile.expect_log(f"display 0: .*{case.reason}")
    desktop.wait_picture(lambda picture: picture.box(PLACEHOLDER_TEXT), "the reason")
    wait_framebuffer_unmapped(desktop, hostile)
    neighbour.check()
    assert store_read(f"{backend(hostile)}/state") == "6"
    assert len(hostile.log(case.reason)) == 1
    hostile.leave()


@cases("no-keyboard")
def test_it_loses_its_keyboard(desktop, neighbour, hostile, case):
    """Which nobody would see if the desktop didn't say so."""
    hostile.expect_log(case.reason)
    desktop.wait_notice()
    desktop.wait_box(MARK, SIZE)
    neighbour.check()
    assert store_read(f"{backend(hostile, 'vkbd')}/state") == "6"
    assert len(hostile.log(case.reason)) == 1
    hostile.leave()


@cases("closed")
def test_it_has_no_picture(desktop, neighbour, hostile):
    hostile.expect("^acted$")
    wait_framebuffer_unmapped(desktop, hostile)
    neighbour.check()
    hostile.leave()


@cases("silent")
def test_nothing_is_seen_of_it(desktop, neighbour, hostile):
    hostile.expect("^acted$")
    neighbour.check()
    hostile.leave()


@cases("gone")
def test_it_ends(desktop, neighbour, hostile):
    hostile.wait()
    hostile.leave()
    neighbour.check()


@cases("flood")
def test_it_floods(desktop, neighbour, hostile, case, capsys):
    """The neighbour is idle while the flood is measured, and then not: the flood goes on."""
    hostile.expect("^flooding$")
    files, memory = open_files(desktop.pid), own_memory(desktop.pid)
    before, used = desktop.counters()["wakeups"], cpu_seconds(desktop.pid)
    times, ms = map(int, hostile.expect(r"^flooded (\d+) (\d+)$").groups())
    share = (cpu_seconds(desktop.pid) - used) * 1000 / ms
    wakeups = (desktop.counters()["wakeups"] - before) * 1000 / ms
    memory = own_memory(desktop.pid) - memory
    with capsys.disabled():
        print(f"\nflood: {case.name}: {times * 1000 // ms} a second; {100 * share:.1f} % of a "
              f"processor, {wakeups:.0f} wakeups a second, {memory:.1f} MiB")
    assert share < MAX_SHARE and wakeups < MAX_WAKEUPS
    # The sanitizer keeps what was freed, to find who uses it.
    assert memory < MAX_MEMORY or is_sanitized(desktop.pid)
    neighbour.check()
    hostile.leave()
    assert open_files(desktop.pid) <= files


@cases("input")
def test_it_is_typed_at(desktop, neighbour, hostile):
    """More than has room anywhere. None of it goes elsewhere, and nothing waits for it."""
    hostile.expect("^acted$")
    desktop.hands.key("leftalt", "tab")
    desktop.hands.type("q" * 400)
    desktop.hands.key("leftalt", "tab")
    desktop.hands.key("b")
    assert "key 16 1" not in neighbour.events("key 48 0")
    neighbour.check()
    hostile.leave()


def test_a_guest_without_the_focus_hears_nothing(desktop, neighbour, start):
    hostile = start(Hostile, desktop, "update-extremes")
    hostile.expect("^acted$")
    desktop.wait_box(MARK, SIZE)
    neighbour.check()
    assert not any(line.startswith("input") for line in hostile.lines)
    hostile.leave()


def test_it_dies_while_a_key_is_held(desktop, neighbour, start):
    """What was meant for it is for nobody else, until somebody is clicked at."""
    hostile = start(Hostile, desktop, "update-extremes")
    hostile.expect("^acted$")
    desktop.hands.key("leftalt", "tab")
    desktop.hands.press("q")
    hostile.expect("^input 3$")
    hostile.leave()
    desktop.hands.key("w")
    desktop.hands.release("q")
    x, y, _, _ = neighbour.box
    desktop.hands.click(x + 1, y + 1)
    desktop.hands.key("b")
    events = neighbour.events("key 48 0")
    assert not {"key 16 1", "key 17 1"} & set(events)
    neighbour.check()


@pytest.mark.parametrize("case", ["end-at-once", "backend-ignored", "update-flood"])
def test_it_is_paused(desktop, neighbour, start, case):
    """Before it has begun, when it has all it wants, in the midst of it."""
    at_once = case == "end-at-once"
    hostile = start(Hostile, desktop, case, options=["--paused"] if at_once else [])
    if at_once:
        hostile.expect_log("found")
    else:
        hostile.expect("^acted$|^flooding$")
        domain("pause", hostile.domid)
    neighbour.check()
    domain("destroy", hostile.domid)
    hostile.wait()
    hostile.leave()
    neighbour.check()


def test_it_does_not_let_go(desktop, neighbour, start):
    """The toolstack takes the device away, and the guest doesn't answer."""
    hostile = start(Hostile, desktop, "backend-ignored")
    hostile.expect("^acted$")
    desktop.wait_box(MARK, SIZE)
    subprocess.run(["xenstore-write", f"{backend(hostile)}/online", "0",
                    f"{backend(hostile)}/state", "5"], check=True)
    wait_until(lambda: store_read(f"{backend(hostile)}/state") == "6", "the device to be closed")
    wait_framebuffer_unmapped(desktop, hostile)
    neighbour.check()
    hostile.leave()


@pytest.mark.parametrize("case", ["update-flood", "reconnect-flood", "events-too-many"])
def test_the_desktop_comes_again(new_desktop, desktop, neighbour, start, case):
    """While it floods, or after it lost its display."""
    hostile = start(Hostile, desktop, case)
    hostile.expect("^acted$|^flooding$")
    desktop.kill()
    desktop = new_desktop(config=CONFIG)
    neighbour.meet(desktop)
    desktop.hands.click(neighbour.box[0], neighbour.box[1])
    desktop.hands.key("b")
    neighbour.events("key 48 1")  # after the releases of all that may have been held
    neighbour.events("key 48 0")
    desktop.hands.pointer(0, 0)
    neighbour.check()
    hostile.end()
    desktop.wait_mapped(hostile.domid, 0)


def test_its_number_is_used_again(desktop, neighbour, start):
    """As soon as it can be: by a good guest, and by it again."""
    number = "77"
    for i in range(5):
        hostile = start(Hostile, desktop, "end-drawing", options=["--id", number])
        hostile.wait()
        desktop.expect(f"d{number} .*: gone$")
        # The last frame may still show it, and keep what is left of the domain.
        desktop.wait_mapped(int(number), 0)
        good = start(Puppet, "good", options=["--id", number])
        good.expect_display(*SIZE)
        good.fill(0, 0, *SIZE, BLUE + i)
        desktop.wait_box(BLUE + i, SIZE)
        good.end()
        desktop.expect(f"d{number} .*: gone$")
        desktop.wait_mapped(int(number), 0)
    neighbour.check()


@pytest.mark.parametrize("name, shown", [
    ("two\nlines", "two?lines"),
    ("\x1b]0;title\x07\x1b[2J", "?]0;title??[2J"),
    ("tab\tdel\x7f", "tab?del?"),
    ("\u202etfel", "???tfel"),  # writes from right to left
    ("a\u2066b\u200bc", "a???b???c"),  # isolates, has no width
    ("\udcff\udcc0\udc80", "???"),  # no UTF-8
    ("x" * 150, "x" * 63),
    ("\u00e4" * 70, "\u00e4" * 31),  # cut at a whole character
], ids=["newline", "escape", "tab", "right-to-left", "invisible", "no-utf8", "long", "long-utf8"])
def test_its_name(desktop, neighbour, start, name, shown):
    guest = start(Puppet, name)
    guest.expect_display(*SIZE)
    assert desktop.expect(rf" d{guest.domid} \((.*)\): found")[1] == shown
    neighbour.check()
    # No line that the log didn't begin itself.
    assert [line for line in desktop.lines if not re.match(r" *\d+\.\d+ \[\w+\] ", line)] == []
