"""What a guest draws is what its window shows."""

import pytest
from colors import BLUE, GREEN, ORANGE
from guests import FRAME, MAPPED, SMALL, outer, show, small
from harness.desktop import BORDER, TITLE_HEIGHT
from harness.machine import Puppet, store_read
from harness.picture import Picture, pattern
from harness.process import wait_until


def wait_pattern(desktop, seed: int, size=(800, 600)) -> tuple[int, int]:
    part = pattern(*size, seed)
    return desktop.wait_picture(lambda picture: picture.find(part), f"pattern {seed}")


def test_pixel_for_pixel(desktop, puppet):
    puppet.expect_display()
    for seed in 1, 2:
        puppet.do(f"pattern {seed}")
        wait_pattern(desktop, seed)


def test_small_changes(desktop, puppet):
    x, y, _, _ = show(desktop, puppet)
    for left, top in (0, 0), (799, 0), (0, 599), (799, 599), (411, 307):
        puppet.fill(left, top, 1, 1, ORANGE + left + top)
        assert desktop.wait_box(ORANGE + left + top, (1, 1))[:2] == (x + left, y + top)


def test_two_guests_each_in_its_window(desktop, start):
    alice, bob = small(start, "alice"), small(start, "bob")
    desktop.hands.pointer(1279, 719)  # out of the way
    for seed, guest in enumerate((alice, bob)):
        guest.expect_display(*SMALL)
        guest.do(f"pattern {seed}")
    for seed in range(2):
        wait_pattern(desktop, seed, SMALL)


@pytest.mark.parametrize("depth", [8, 16, 24, 32])
@pytest.mark.parametrize("options", [[], ["--abi32"], ["--silent"]])
def test_kinds_of_framebuffers(desktop, start, depth, options):
    guest = start(Puppet, "alice", drivers=["--depth", str(depth), *options])
    # Colours that any depth can say exactly.
    x, y, _, _ = show(desktop, guest, 0x0000FF)
    guest.fill(11, 23, 301, 103, 0xFF0000)
    assert desktop.wait_box(0xFF0000, (301, 103)) == (x + 11, y + 23, 301, 103)
    guest.fill(401, 500, 7, 5, 0x00FF00)
    assert desktop.wait_box(0x00FF00, (7, 5)) == (x + 401, y + 500, 7, 5)


@pytest.mark.parametrize("depth", [24, 32])
def test_resize(desktop, start, depth):
    guest = start(Puppet, "alice", drivers=["--depth", str(depth)])
    show(desktop, guest)
    guest.do("resize 640 480")
    desktop.wait_box(BLUE, (640, 480))
    guest.do("pattern 3")
    wait_pattern(desktop, 3, (640, 480))
    guest.do("resize 800 600")
    guest.fill(0, 0, 800, 600, GREEN)
    desktop.wait_box(GREEN, (800, 600))


def test_size_from_the_guest(desktop, start):
    guest = start(Puppet, "alice", drivers=["--video", "4,1024,600"])
    show(desktop, guest, size=(1024, 600))


def test_size_from_the_configuration(new_desktop, start):
    desktop = new_desktop(config="[domain alice]\nsize = 640x480\n")
    show(desktop, start(Puppet, "alice"), size=(640, 480))
    show(desktop, start(Puppet, "bob"), GREEN)


def test_larger_than_the_screen(new_desktop, start):
    """Scaled down to what fits, in its own shape."""
    desktop = new_desktop(config=f"[defaults]\ncolor = #{FRAME:06x}\n")
    guest = start(Puppet, "alice", drivers=["--video", "8,1600,1200"])
    guest.expect_display(1600, 1200)
    guest.fill(0, 0, 1600, 1200, BLUE)
    height = 720 - 2 * BORDER - TITLE_HEIGHT
    width = round(height * 4 / 3)
    window = (1280 - width) // 2, 720 - BORDER - height, width, height
    desktop.wait_picture(lambda picture: picture.box(FRAME) == outer(window)
                         and picture.pixel(640, 400) == BLUE, "the window")


def test_scaled_by_a_whole_factor_stays_sharp(desktop, start):
    guest = start(Puppet, "alice", drivers=["--video", "2,640,360"])
    guest.expect_display(640, 360)
    guest.do("pattern 1")
    wait_pattern(desktop, 1, (640, 360))
    desktop.hands.key("leftmeta", "f")
    doubled = Picture(pattern(640, 360, 1).pixels.repeat(2, axis=0).repeat(2, axis=1))
    desktop.wait_picture(lambda picture: picture == doubled, "every pixel as four")


def test_frame_in_the_colour_of_the_domain(new_desktop, puppet):
    """Drawn where the guest can't reach, whatever it draws."""
    desktop = new_desktop(config=f"[domain alice]\ncolor = #{FRAME:06x}\n")
    window = show(desktop, puppet)
    frame = desktop.wait_picture(lambda picture: picture.box(FRAME), "the frame")
    assert frame == outer(window)
    puppet.fill(0, 0, 800, 600, FRAME)
    desktop.wait_picture(lambda picture: picture.crop(*window).box(FRAME) == (0, 0, 800, 600),
                         "a guest that imitates its frame")
    assert desktop.screenshot().box(FRAME) == outer(window)


def test_too_much_memory(new_desktop, start):
    """The reason is in the log, in xenstore and in the window; the next guest is shown."""
    desktop = new_desktop(config="[defaults]\nmemory = 2M\n")
    guest = start(Puppet, "alice", options=["--vfb"], drivers=["--video", "8,1600,1200"])
    guest.expect_display(1600, 1200)
    desktop.expect(rf"d{guest.domid} \(alice\): .*more memory than the configuration allows")
    desktop.expect("view: alice at")
    backend = f"/local/domain/0/backend/vfb/{guest.domid}/0/state"
    wait_until(lambda: store_read(backend) == "6", "the device to be closed")
    show(desktop, start(Puppet, "bob"))


def test_twenty_guests(desktop, start):
    """The switcher brings each of them up."""
    guests = [start(Puppet, f"guest-{i}") for i in range(20)]
    for i, guest in enumerate(guests):
        guest.expect_display()
        guest.fill(0, 0, 800, 600, 0x204000 + i)
    for guest in guests:
        desktop.wait_mapped(guest.domid, MAPPED)
    # Each in turn on top: the switcher's last is the one that was used the longest ago.
    desktop.hands.pointer(1279, 719)
    seen = set()
    for _ in range(20):
        desktop.hands.key("leftalt", "leftshift", "tab")
        seen.add(desktop.wait_picture(
            lambda picture: next((guest for i, guest in enumerate(guests) if guest not in seen
                                  and picture.count(0x204000 + i) == 800 * 600), None),
            "another whole window"))
