"""What a guest draws is what its window shows."""

from colors import BLUE, GREEN, ORANGE
from harness.machine import Puppet
from harness.picture import pattern


def test_pixel_for_pixel(desktop, puppet):
    puppet.expect_display()
    for seed in 1, 2:
        puppet.do(f"pattern {seed}")
        desktop.wait_picture(lambda picture: picture.find(pattern(800, 600, seed)), "the pattern")


def test_small_change(desktop, puppet):
    puppet.expect_display()
    puppet.fill(0, 0, 800, 600, BLUE)
    x, y, _, _ = desktop.wait_box(BLUE, (800, 600))
    puppet.fill(100, 50, 40, 30, ORANGE)
    assert desktop.wait_box(ORANGE, (40, 30)) == (x + 100, y + 50, 40, 30)


def test_resize(desktop, puppet):
    puppet.expect_display()
    puppet.fill(0, 0, 800, 600, BLUE)
    desktop.wait_box(BLUE, (800, 600))
    puppet.do("resize 640 480")
    desktop.wait_box(BLUE, (640, 480))
    puppet.fill(600, 440, 40, 40, GREEN)
    desktop.wait_box(GREEN, (40, 40))


def test_twenty_guests(desktop, start):
    guests = [start(Puppet, f"guest-{i}") for i in range(20)]
    for i, guest in enumerate(guests):
        guest.expect_display()
        guest.fill(0, 0, 800, 600, 0x204000 + i)
    # One of them is on top; which one is no matter of order alone.
    desktop.wait_picture(lambda picture: any(
        (box := picture.box(0x204000 + i)) and box[2:] == (800, 600) for i in range(20)),
        "a whole window")
