"""Windows come up where the configuration says."""

from colors import BLUE, GREEN
from guests import SMALL, show, small
from harness.process import wait_until

FOOT = 0x7A8021

CONFIG = f"""
[desktop]
terminal = foot -a org.example.term -o colors.background={FOOT:06x} sh

[rule]
domain = dom0
app-id = org.example.*
position = 40,60
size = 500x300

[rule]
domain = alice
position = 800,100

[rule]
domain = bob
workspace = 2
maximized = yes
"""


def test_a_program_and_guests(new_desktop, start, tmp_path):
    desktop = new_desktop(config=CONFIG)
    desktop.hands.key("leftmeta", "enter")
    # It takes whole characters of the size.
    wait_until(lambda: (box := desktop.screenshot().box(FOOT)) and box[:2] == (40, 60)
               and 480 < box[2] <= 500 and 280 < box[3] <= 300, "the terminal in its place")
    typed = tmp_path / "typed"
    desktop.hands.type(f"echo yes >{typed}\n")
    wait_until(typed.exists, "the shell to run what was typed")

    assert show(desktop, small(start, "alice"), BLUE, SMALL) == (800, 100, *SMALL)

    bob = small(start, "bob")
    bob.expect_display(*SMALL)
    bob.fill(0, 0, *SMALL, GREEN)
    desktop.wait_keyboard(bob.domid)
    assert desktop.screenshot().box(GREEN) is None
    desktop.hands.key("leftmeta", "2")
    desktop.wait_picture(lambda picture: picture.count(GREEN) > 900 * 650, "all of it")
    desktop.hands.key("a")
    bob.events("key 30 0")


def test_a_rule_that_comes_later(new_desktop, start):
    """It is for what comes up after that."""
    desktop = new_desktop()
    box = show(desktop, small(start, "alice"), BLUE, SMALL)
    desktop.reload("[rule]\ndomain = *\nposition = 10,400\n")
    assert desktop.wait_box(BLUE, SMALL) == box
    assert show(desktop, small(start, "carol"), GREEN, SMALL) == (10, 400, *SMALL)
