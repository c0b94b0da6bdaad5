"""The compositor that ships, with guests that behave."""

import signal
import subprocess

from machine import Desktop, Puppet, domain, store_read
from process import wait_until

BLUE, ORANGE, GREEN = 0x2040C0, 0xFF8000, 0x10C040

# Pages of a guest that shows 800 by 600: the framebuffer, and one each of its two devices.
MAPPED = -(-800 * 600 * 4 // 4096) + 2


def test_shows_pixels(desktop, puppet):
    puppet.expect("^display 800 600$")
    puppet.fill(0, 0, 800, 600, BLUE)
    x, y, _, _ = desktop.wait_box(BLUE, (800, 600))
    puppet.fill(100, 50, 40, 30, ORANGE)
    assert desktop.wait_box(ORANGE, (40, 30)) == (x + 100, y + 50, 40, 30)


def test_guest_that_was_there_before(start, tmp_path, puppet):
    desktop = start(Desktop, tmp_path)
    puppet.expect("^display 800 600$")
    puppet.fill(0, 0, 800, 600, BLUE)
    desktop.wait_box(BLUE, (800, 600))


def test_devices_of_the_toolstack(desktop, start):
    puppet = start(Puppet, "bob", options=["--vfb"])
    puppet.expect("^display 800 600$")
    puppet.fill(0, 0, 800, 600, BLUE)
    desktop.wait_box(BLUE, (800, 600))


def test_resize(desktop, puppet):
    puppet.expect("^display")
    puppet.fill(0, 0, 800, 600, BLUE)
    desktop.wait_box(BLUE, (800, 600))
    puppet.do("resize 640 480")
    desktop.wait_box(BLUE, (640, 480))


def test_keys(desktop, puppet):
    puppet.expect("^display")
    puppet.fill(0, 0, 800, 600, BLUE)
    desktop.wait_box(BLUE, (800, 600))
    subprocess.run(["wtype", "-k", "a"], env=desktop.client_env, check=True)
    pressed = puppet.expect(r"^key (\d+) 1$")[1]
    puppet.expect(f"^key {pressed} 0$")


def test_desktop_is_killed_and_comes_again(start, tmp_path, puppet):
    """The guest goes on, and isn't asked for anything."""
    desktop = start(Desktop, tmp_path)
    puppet.expect("^display 800 600$")
    puppet.fill(0, 0, 800, 600, BLUE)
    desktop.wait_box(BLUE, (800, 600))
    nodes = [f"{puppet.home}/device/vfb/0/{node}" for node in ("page-ref", "event-channel")]
    before = [store_read(node) for node in nodes]

    for color in (ORANGE, GREEN):
        desktop.signal(signal.SIGKILL)
        desktop.wait()
        puppet.fill(0, 0, 400, 300, color)  # while nobody looks
        desktop = start(Desktop, tmp_path)
        desktop.wait_box(color, (400, 300))
        puppet.fill(400, 300, 400, 300, color ^ 0xFFFFFF)
        desktop.wait_box(color ^ 0xFFFFFF, (400, 300))
    assert [store_read(node) for node in nodes] == before
    assert sum(line.startswith("display") for line in puppet.lines) == 1


def test_nothing_stays_of_a_dead_guest(desktop, start):
    for name, command in ("shut", "shutdown"), ("crashed", "crash"), ("destroyed", "destroy"):
        guest = start(Puppet, name)
        guest.expect("^display")
        guest.fill(0, 0, 800, 600, BLUE)
        desktop.wait_box(BLUE, (800, 600))
        wait_until(lambda: desktop.mapped(guest.domid) == MAPPED, "both devices")
        domain(command, guest.domid)
        guest.wait()
        desktop.expect(rf"d{guest.domid} .*: gone")
        wait_until(lambda: desktop.mapped(guest.domid) == 0, "its memory to be unmapped")
        assert desktop.find(BLUE) is None


def test_drivers_are_unloaded(desktop, puppet):
    puppet.expect("^display")
    puppet.fill(0, 0, 800, 600, BLUE)
    desktop.wait_box(BLUE, (800, 600))
    puppet.do("close")
    wait_until(lambda: desktop.mapped(puppet.domid) == 0, "its memory to be unmapped")


def test_twenty_guests(desktop, start):
    guests = [start(Puppet, f"guest-{i}") for i in range(20)]
    for i, guest in enumerate(guests):
        guest.expect("^display")
        guest.fill(0, 0, 800, 600, 0x204000 + i)
    for guest in guests:
        wait_until(lambda: desktop.mapped(guest.domid) == MAPPED, "its memory to be mapped")
    # One of them is on top; which one is no matter of order alone.
    wait_until(lambda: any(
        (box := picture.box(0x204000 + i)) and box[2:] == (800, 600)
        for picture in [desktop.screenshot()] for i in range(20)), "a whole window")
