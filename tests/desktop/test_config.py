"""The configuration: as a whole or not at all, read again at any time."""

import os
import re
import signal
import subprocess

import pytest
from colors import BLUE
from guests import FRAME, in_frame, outer, show
from harness.desktop import DOMICILE
from harness.machine import Puppet, store_read

BACKGROUND = 0x123456


def background(color: int) -> str:
    return f"[desktop]\nbackground = #{color:06x}\n"


def check_config(file) -> subprocess.CompletedProcess:
    return subprocess.run([DOMICILE, "--check-config", "--config", file],
                          capture_output=True, text=True)


def wait_background(desktop, color: int) -> None:
    desktop.wait_picture(lambda picture: picture.pixel(1279, 719) == color, f"#{color:06x}")


def test_read_at_the_start(new_desktop):
    wait_background(new_desktop(config=background(BACKGROUND)), BACKGROUND)


def test_read_again(desktop, puppet):
    window = show(desktop, puppet)
    for color in BACKGROUND, BACKGROUND + 1:
        desktop.reload(background(color) + in_frame(FRAME))
        wait_background(desktop, color)
        assert desktop.screenshot().box(FRAME) == outer(window)


def test_read_again_by_a_key(desktop):
    desktop.config_file.write_text(background(BACKGROUND))
    desktop.hands.key("leftmeta", "leftshift", "r")
    wait_background(desktop, BACKGROUND)


@pytest.mark.parametrize("wrong, line", [
    ("[desktop]\nbackground = blue\n", 2),
    ("[desktop]\n\nnosuchkey = 1\n", 3),
    ("[nosuchsection]\na = b\n", None),
    ("[keys]\nclose = Super+q\nfullscreen =\n", 3),
    ("nonsense\n", 1),
])
def test_an_error_changes_nothing(new_desktop, wrong, line):
    desktop = new_desktop(config=background(BACKGROUND))
    wait_background(desktop, BACKGROUND)
    start = len(desktop.lines)
    desktop.reload(wrong + background(BACKGROUND + 1))
    place = rf"{desktop.config_file}:{line if line else '[0-9]+'}: "
    desktop.expect_since(start, place)
    desktop.expect_since(start, "staying with what was there before")
    assert desktop.screenshot().pixel(1279, 719) == BACKGROUND
    # The same is told of by --check-config, without starting anything.
    check = check_config(desktop.config_file)
    assert check.returncode == 1
    assert re.match(place, check.stderr)


def test_every_error_has_a_line(new_desktop, tmp_path):
    """However many there are, and however long the name of the file."""
    folder = tmp_path.joinpath(*["f" * 200] * 5)
    folder.mkdir(parents=True)
    file = folder / "ten.ini"
    file.write_text("[desktop]\n" + "background = blue\n" * 9 + "nosuchkey = 1\n")
    expected = [f'{file}:{line}: background: expected #rrggbb, not "blue"'
                for line in range(2, 11)]
    expected.append(f'{file}:11: unknown key "nosuchkey"; this section has terminal, startup, '
                    "renderer, background, font, drag-modifier, step, workspaces, xwayland")

    check = check_config(file)
    assert (check.returncode, check.stdout) == (1, "")
    assert check.stderr.splitlines() == expected

    desktop = new_desktop("--config", file)
    start = len(desktop.lines)
    desktop.signal(signal.SIGHUP)
    desktop.expect_since(start, "staying with what was there before")
    for lines in desktop.lines[:start], desktop.lines[start:]:
        assert [found[1] for line in lines
                if (found := re.match(r" *\d+\.\d{3} \[error\] (/.*)", line))] == expected


def test_the_default_file_is_right():
    assert check_config(os.environ["DEFAULT_CONFIG"]).returncode == 0


def test_an_error_at_the_start(new_desktop, puppet):
    """Nobody is locked out."""
    desktop = new_desktop(config="[desktop]\nbackground = blue\n")
    show(desktop, puppet)


def test_the_file_is_gone(new_desktop):
    desktop = new_desktop(config=background(BACKGROUND))
    wait_background(desktop, BACKGROUND)
    desktop.config_file.unlink()
    start = len(desktop.lines)
    desktop.signal(signal.SIGHUP)
    desktop.expect_since(start, "staying with what was there before")
    assert desktop.screenshot().pixel(1279, 719) == BACKGROUND


def test_keys(desktop, puppet):
    show(desktop, puppet)
    desktop.reload("[keys]\nminimize = Ctrl+Alt+j\n")
    desktop.hands.key("leftmeta", "h")  # isn't one any more, so it is the guest's
    puppet.events("key 35 0")
    desktop.hands.key("leftctrl", "leftalt", "j")
    desktop.wait_gone(BLUE)


def test_label_and_colour_of_one(new_desktop, start):
    desktop = new_desktop(config=f"[domain al*]\ncolor = #{FRAME:06x}\nlabel = Bank\n")
    guest = start(Puppet, "alice")
    assert desktop.wait_picture(lambda picture: picture.box(FRAME), "its frame")
    desktop.expect("view: Bank at")
    show(desktop, guest)


def test_left_alone_and_taken_up(new_desktop, puppet):
    desktop = new_desktop(config="[domain alice]\nattach = no\n")
    desktop.expect(rf"d{puppet.domid} .*left alone")
    assert store_read(f"{puppet.home}/device/vfb/0/state") is None
    desktop.reload("")
    show(desktop, puppet)


def test_repeats(desktop, puppet):
    """A change counts for guests that are there."""
    show(desktop, puppet)
    desktop.reload("[keyboard]\nrepeat-delay = 50\nrepeat-rate = 100\n")
    desktop.hands.press("a")
    for _ in range(3):
        puppet.events("key 30 1")
    desktop.hands.release("a")
