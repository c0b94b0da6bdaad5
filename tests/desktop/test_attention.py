"""The secure-attention key, beside what would like to have it."""

from colors import BLUE
from guests import SMALL, show, small
from harness.process import Process

COLOR = 0xA02040  # of the guest
CONFIG = f"[defaults]\ncolor = #{COLOR:06x}\npattern = solid\n"
BAR = 32, 220  # see compositor/attention.c


def test_what_fills_the_screen_tells_whose_it_is(new_desktop, start):
    desktop = new_desktop(config=CONFIG)
    guest = small(start, "alice")
    show(desktop, guest, BLUE, SMALL)
    desktop.hands.key("leftmeta", "f")
    desktop.wait_gone(COLOR)
    desktop.hands.key("leftmeta", "esc")
    desktop.wait_box(COLOR, BAR)
    desktop.hands.type("password\n")
    desktop.hands.key("esc")
    desktop.wait_gone(COLOR)
    desktop.hands.key("f12")
    heard = [line for line in guest.events("key 88 0") if line.startswith("key")]
    assert not [line for line in heard if line.split()[1] not in ("125", "88")]


def test_launcher_does_not_get_it(new_desktop, start, tmp_path):
    desktop = new_desktop(config=CONFIG)
    guest = small(start, "alice")
    show(desktop, guest, BLUE, SMALL)
    launcher = start(Process, "fuzzel", "--dmenu", "--no-icons", "--background=803010ff",
                     "--no-exit-on-keyboard-focus-loss",
                     "--border-width=0", env={**desktop.env, "HOME": str(tmp_path)})
    launcher.write("first")
    launcher.popen.stdin.close()
    desktop.wait_picture(lambda picture: picture.box(0x803010), "the launcher")
    desktop.hands.key("leftmeta", "esc")
    desktop.wait_gone(0x803010)  # it is shaded
    desktop.hands.key("leftmeta", "esc")
    desktop.wait_picture(lambda picture: picture.box(0x803010), "the launcher again")
    desktop.hands.key("enter")
    launcher.expect("^first$")


def test_another_key(new_desktop, start):
    desktop = new_desktop(config=CONFIG + "[keys]\nattention = Ctrl+Alt+Delete\n")
    guest = small(start, "alice")
    x, y, width, height = show(desktop, guest, BLUE, SMALL)
    desktop.hands.key("leftctrl", "leftalt", "delete")
    desktop.wait_picture(
        lambda picture: picture.crop(0, y + 20, 1280, height - 60).count(COLOR) > BAR[0] * 200,
        "the overlay")
