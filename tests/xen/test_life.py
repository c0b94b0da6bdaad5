"""Guests come, go and change under the desktop; the desktop comes and goes under the guests."""

import pytest
from harness import keys
from lab.wait import wait_until

# Of a console's blue, and behind the word: see compositor/shade.c.
SHADED_BLUE, WORD = 0x000044, 0x1D2025


def gone(desktop, picture) -> bool:
    return not desktop.find(picture)


def usable(desktop, guest) -> None:
    """The guest's window shows what the guest draws, and takes its input."""
    guest.print(r"still here\n")
    desktop.bring(guest)
    desktop.key("x")
    code = keys.key_code("x")
    wait_until(lambda: guest.keys() == [(code, 1), (code, 0)], f"a key in guest {guest.name}")
    desktop.key("backspace")


def state_of(desktop, guest) -> str:
    """As domicilectl has it."""
    return desktop.compositor.domain(guest.name)["state"]


@pytest.mark.parametrize("kind, end", [("pv", "crash"), ("pvh", "crash"), ("pv", "shutdown")])
def test_end(desktop, no_zombies, kind, end):
    guest = desktop.guest(kind)
    desktop.bring(guest)
    picture = guest.framebuffer()
    getattr(guest, end)()
    wait_until(lambda: gone(desktop, picture), "the window to go")
    wait_until(lambda: "(null)" not in desktop.run("xl list").stdout, "the domain to be gone for good")
    assert desktop.compositor.running


@pytest.mark.parametrize("kind", ["pv", "pvh"])
def test_reboot_and_destroy(desktop, no_zombies, kind):
    guest = desktop.guest(kind)
    desktop.bring(guest)
    guest.reboot()
    usable(desktop, guest)
    picture = guest.framebuffer()
    guest.destroy()
    wait_until(lambda: gone(desktop, picture), "the window to go")


def test_pause(desktop, pv):
    desktop.bring(pv)
    picture = pv.framebuffer()
    assert state_of(desktop, pv) == "running"
    pv.pause()
    # A guest that takes nothing must not stop the desktop, which says so after a while.
    desktop.type("while paused")
    wait_until(lambda: state_of(desktop, pv) == "paused", "the guest to be paused")
    wait_until(lambda: gone(desktop, picture), "its window to be shaded")
    pv.unpause()
    desktop.key("leftctrl", "u")
    wait_until(lambda: state_of(desktop, pv) == "running", "the guest to go on")
    usable(desktop, pv)


def test_crash_that_is_kept(desktop, pv):
    """Its last picture stays, darker, with a word on it; nobody else notices."""
    guest = desktop.guest("pv", settings='on_crash = "preserve"')
    guest.print(r"\033c\033[44m\033[2J")
    desktop.bring(guest)
    guest.panic()
    wait_until(lambda: state_of(desktop, guest) == "crashed", "the desktop to know of it")

    def is_shaded() -> bool:
        picture = desktop.screenshot()
        return picture.count(SHADED_BLUE) > 100_000 and picture.count(WORD) > 100

    wait_until(is_shaded, "its window to be shaded, with a word on it")
    usable(desktop, pv)
    assert state_of(desktop, pv) == "running"


def saved(desktop, guest) -> str:
    guest.print(r"saved and restored\n")
    desktop.bring(guest)
    path = guest.save()
    wait_until(lambda: "(null)" not in desktop.run("xl list").stdout, "the old domain to go")
    return path


def pointer_works(desktop, guest) -> None:
    left, top = desktop.bring(guest)
    desktop.pointer(left + 100, top + 100)
    wait_until(lambda: any(event.type == keys.code("EV_ABS") for event in guest.events()),
               "the pointer in the restored guest")


def fingers_work(desktop, guest) -> None:
    """Of its touchscreen it tells nothing when it wakes up."""
    left, top = desktop.bring(guest)
    desktop.fingers({0: (left + 100, top + 100), 1: (left + 200, top + 100)})
    wait_until(lambda: len(guest.fingers()) == 2, "two fingers in the restored guest")
    desktop.fingers({0: None, 1: None})
    wait_until(lambda: not guest.fingers(), "the fingers to be lifted in the restored guest")


@pytest.mark.parametrize("kind", ["pv", "pvh"])
def test_save_and_restore(desktop, no_zombies, kind):
    guest = desktop.guest(kind)
    guest.restore(saved(desktop, guest))
    usable(desktop, guest)
    pointer_works(desktop, guest)
    fingers_work(desktop, guest)


def test_restored_without_us(desktop, no_zombies):
    """Its driver gave up when it woke and found no device; it gets new ones as soon as we are there."""
    guest = desktop.guest("pv")
    path = saved(desktop, guest)
    assert desktop.compositor.stop() == 0
    guest.restore(path)
    wait_until(lambda: "restore" in guest.run("dmesg | grep vfb-0", check=False).stdout,
               "the guest's driver to miss its device")
    desktop.compositor.start()
    for device in ("vfb", "vkbd"):
        state = f"/local/domain/{guest.domid}/device/{device}/0/state"
        wait_until(lambda: desktop.run(f"xenstore-read {state}", check=False).stdout == "4\n",
                   f"the guest's new {device}")
    usable(desktop, guest)
    pointer_works(desktop, guest)


@pytest.mark.parametrize("kind", ["pv", "pvh"])
def test_guest_that_was_there_first(lab, kind):
    """Attached while it runs: it booted without a display."""
    if lab.compositor.running:
        assert lab.compositor.stop() == 0
    guest = lab.guest(kind)
    assert not guest.run("test -e /dev/fb0", check=False).ok
    lab.compositor.start()
    wait_until(lambda: guest.run("test -e /dev/fb0", check=False).ok, "the guest's framebuffer")
    wait_until(lambda: any(device.absolute for device in guest.devices()), "the guest's pointer")
    usable(lab, guest)


def test_killed_and_started_again(desktop, pv, pvh):
    """Ten times, while one guest draws without a pause."""
    pv.run("while :; do seq 1 50 >/dev/tty1; done >/dev/null 2>&1 & echo $! >/tmp/drawing")
    boots = pv.console.boots, pvh.console.boots
    devices = pv.devices(), pvh.devices()
    for _ in range(10):
        desktop.compositor.kill()
        desktop.compositor.start()
    pv.run("kill $(cat /tmp/drawing)")
    usable(desktop, pv)
    usable(desktop, pvh)
    assert (pv.devices(), pvh.devices()) == devices, "the guests saw their devices go or come"
    assert (pv.console.boots, pvh.console.boots) == boots


def test_ends_cleanly(desktop, pv):
    assert desktop.compositor.stop() == 0
    desktop.compositor.start()
    usable(desktop, pv)
