"""Programs for people in windows of their own, as an agent of theirs shows them."""

import pytest
from harness.agent import Agent
from harness.desktop import BORDER, TITLE_HEIGHT
from harness.machine import PROGRAMS, Guest
from harness.process import wait_until

BLUE, RED = 0x2040C0, 0xD02040
FRAME = 0x8030B0
CONFIG = f"[domain alice]\ncolor = #{FRAME:06x}\n"

# Of the paint program: its paper, the colour of key 5, and of its menu the ground and the size.
PAPER, CYAN, MENU = 0xF6F2E8, 0x12A594, 0x20222B
MENU_SIZE = 200, 209
POPUP_BORDER = 2


@pytest.fixture
def run(new_desktop, start):
    """Starts programs in windows of a guest: returns the desktop, and the guest."""
    def run(*arguments):
        if "terminal" in arguments and not (PROGRAMS / "terminal").exists():
            pytest.skip("the terminal wasn't built: it needs libvterm")
        desktop = new_desktop(config=CONFIG)
        return desktop, start(
            Guest, PROGRAMS / "windows", *arguments, options=["--name", "alice"])

    return run


def expect_view(desktop, title):
    """Where a window has come up."""
    view = desktop.expect_since(0, rf"view: \[alice\] {title} at (\d+),(\d+) (\d+)x(\d+)$")
    return tuple(map(int, view.groups()))


def wait_paper(desktop, box):
    desktop.wait_picture(lambda picture: picture.box(PAPER) == box, f"paper at {box}")


def wait_color(desktop, x, y, color):
    desktop.wait_picture(lambda picture: picture.pixel(x, y) == color, f"#{color:06x} at {x},{y}")


def mark(color: int, title: str = "") -> str:
    """What a shell prints two coloured cells with, and names the terminal."""
    red, green, blue = color.to_bytes(3, "big")
    return rf"printf '\033]0;{title}\a\033[48;2;{red};{green};{blue}m  \033[0m\n'"


def resize(desktop, corner, by):
    """At its lower right corner."""
    x, y = corner[0] - 5, corner[1] - 5
    desktop.hands.press("leftmeta")
    desktop.hands.drag((x, y), (x + by[0], y + by[1]), "right")
    desktop.hands.release("leftmeta")


def test_windows_come_up(run):
    desktop, _ = run("-g", "300x200+50+60", "paint", "--blank", "--",
                     "-g", "230x220+700+80", "clock", "--", "planets")
    assert expect_view(desktop, "Untitled - Paint") == (50, 60, 300, 200)
    assert expect_view(desktop, "Clock") == (700, 80, 230, 220)
    assert expect_view(desktop, "Planets")[2:] == (1024, 640)
    wait_paper(desktop, (50, 60, 300, 200))
    picture = desktop.screenshot()
    for x, y in ((50 - BORDER, 100), (350 + BORDER - 1, 100), (100, 60 - TITLE_HEIGHT - BORDER)):
        assert picture.pixel(x, y) == FRAME


def test_typing(run, tmp_path):
    answer = tmp_path / "answer"
    desktop, guest = run("-g", "400x200+50+60", "terminal", "sh", "-c",
                         f"{mark(BLUE)}; read -r line; printf %s \"$line\" >{answer}; "
                         f"{mark(RED, 'it was read')}; cat")
    desktop.wait_box(BLUE, (18, 18))
    before = desktop.screenshot().crop(50, 30, 400, 28)
    desktop.hands.type("Hello, World!\n")
    wait_until(lambda: answer.exists() and answer.read_text() == "Hello, World!", "what was typed")
    desktop.wait_box(RED, (18, 18))
    guest.expect("^title it was read$")
    desktop.wait_picture(lambda picture: picture.crop(50, 30, 400, 28) != before, "its title")


def test_pasting(run, start, tmp_path):
    answer = tmp_path / "answer"
    desktop, _ = run("-g", "400x200+50+60", "terminal", "sh", "-c",
                     f"{mark(BLUE)}; read -r line; printf %s \"$line\" >{answer}; cat")
    desktop.wait_box(BLUE, (18, 18))
    bob = start(Agent, "bob")
    bob.expect_connected()
    bob.show(1, 700, 60, 200, 150, RED)
    desktop.wait_box(RED, (200, 150))
    desktop.hands.click(750, 100)
    bob.got("button 1 5")
    desktop.hands.key("leftmeta", "leftshift", "c")
    bob.got("clipboard-request 1")
    bob.do("clipboard Grüße aus bob")
    desktop.wait_notice()  # that it has been taken
    desktop.hands.click(100, 200)
    desktop.hands.key("leftmeta", "leftshift", "v")
    desktop.hands.key("enter")
    wait_until(lambda: answer.exists() and answer.read_text() == "Grüße aus bob", "it there")


def test_a_held_key_repeats(run):
    desktop, _ = run("-g", "400x200+50+60", "terminal", "bash", "-c",
                     f"{mark(BLUE)}; read -rn 5 line; {mark(RED)}; cat")
    desktop.wait_box(BLUE, (18, 18))
    desktop.hands.press("x")
    desktop.wait_box(RED, (18, 18))
    desktop.hands.release("x")


def test_closing_a_window_ends_it(run):
    desktop, guest = run("-g", "300x200+50+60", "paint", "--blank", "--",
                         "-g", "400x200+700+80", "terminal", "sh", "-c", f"{mark(BLUE)}; read line")
    wait_paper(desktop, (50, 60, 300, 200))
    desktop.wait_box(BLUE, (18, 18))
    desktop.hands.click(60, 100)
    desktop.hands.key("leftmeta", "q")
    desktop.wait_gone(PAPER)
    desktop.wait_box(BLUE, (18, 18))
    desktop.hands.click(800, 100)
    desktop.hands.key("enter")  # so does the program's own end
    desktop.wait_gone(BLUE)
    assert guest.wait() == 0


def test_pages_are_given_back(run):
    desktop, guest = run("-g", "300x200+50+60", "paint", "--blank", "--",
                         "-g", "230x220+700+80", "clock")
    wait_paper(desktop, (50, 60, 300, 200))
    expect_view(desktop, "Clock")
    before = desktop.mapped(guest.domid)
    resize(desktop, (350, 260), (100, 50))
    wait_paper(desktop, (50, 60, 400, 250))
    pages = [-(-width * height * 4 // 4096) for width, height in ((300, 200), (400, 250))]
    desktop.wait_mapped(guest.domid, before + pages[1] - pages[0])
    desktop.hands.key("leftmeta", "q")
    desktop.wait_gone(PAPER)
    desktop.wait_mapped(guest.domid, before - pages[0])


def test_resizing(run):
    """What was painted stays; a terminal has whole characters, and its program knows."""
    desktop, _ = run("-g", "300x200+50+60", "paint", "--blank", "--", "-g", "390x192+700+80",
                     "terminal", "sh", "-c", f"tell() {{ {mark(BLUE)}; }}; trap tell WINCH; "
                     f"{mark(RED)}; sleep 1000 & while :; do wait; done")
    desktop.wait_box(RED, (18, 18))
    wait_paper(desktop, (50, 60, 300, 200))
    desktop.hands.click(60, 100)
    desktop.hands.key("5")
    desktop.hands.drag((100, 100), (200, 100))
    wait_color(desktop, 150, 100, CYAN)
    resize(desktop, (350, 260), (120, 80))
    wait_paper(desktop, (50, 60, 420, 280))
    wait_color(desktop, 150, 100, CYAN)

    resize(desktop, (700 + 390, 80 + 192), (100, 50))
    desktop.wait_picture(lambda picture: picture.box(BLUE), "word of the new size")
    desktop.wait_picture(
        lambda picture: picture.pixel(700 + 390 + 99 + BORDER - 1, 100) == FRAME, "11 more columns")


def test_desktop_is_killed_and_comes_again(run, new_desktop):
    desktop, _ = run("-g", "300x200+50+60", "paint", "--blank", "--", "-g", "230x220+700+80",
                     "clock", "--", "-g", "400x200+700+400", "terminal", "sh", "-c",
                     f"{mark(BLUE)}; read line; {mark(RED)}; cat")
    for again in range(3):
        wait_paper(desktop, (50, 60, 300, 200))
        assert expect_view(desktop, "Clock") == (700, 80, 230, 220)
        desktop.wait_box(BLUE, (18, 18))
        if again == 0:
            desktop.hands.click(60, 100)
            desktop.hands.key("5")
            desktop.hands.drag((100, 100), (200, 100))
        wait_color(desktop, 150, 100, CYAN)
        if again < 2:
            desktop.kill()
            desktop = new_desktop(config=CONFIG)
    desktop.hands.click(800, 450)
    desktop.hands.key("enter")
    desktop.wait_box(RED, (18, 18))


@pytest.fixture
def menu(run):
    """A canvas with its menu open at 250,150 of the screen."""
    desktop, guest = run("-g", "300x200+50+60", "paint", "--blank", "--",
                         "-g", "230x220+700+80", "clock")
    wait_paper(desktop, (50, 60, 300, 200))
    expect_view(desktop, "Clock")
    desktop.hands.click(250, 150, "right")
    desktop.wait_picture(lambda picture: picture.box(MENU), "the menu")
    return desktop


def test_a_menu_has_a_border(menu):
    width, height = MENU_SIZE
    menu.hands.pointer(100, 240)  # it hides nothing there
    picture = menu.screenshot()
    assert picture.box(MENU) == (
        250 + POPUP_BORDER, 150 + POPUP_BORDER, width - 2 * POPUP_BORDER, height - 2 * POPUP_BORDER)
    edges = [*((250 + i, y) for i in range(POPUP_BORDER) for y in (150, 250, 150 + height - 1)),
             *((x, 150 + i) for i in range(POPUP_BORDER) for x in (300, 250 + width - 1))]
    assert {picture.pixel(x, y) for x, y in edges} == {FRAME}


def test_a_menu_goes_when_chosen_from(menu):
    x, y, _, _ = menu.screenshot().crop(250, 150, *MENU_SIZE).box(CYAN)
    menu.hands.click(250 + x + 5, 150 + y + 5)
    menu.wait_gone(MENU)
    menu.hands.drag((100, 100), (200, 100))
    wait_color(menu, 150, 100, CYAN)


@pytest.mark.parametrize("place", [(100, 100), (800, 200), (800, 66)],
                         ids=["its window", "another window", "another window's title"])
def test_a_menu_goes_when_something_else_is_clicked(menu, place):
    """And nothing else is done by that."""
    menu.hands.click(*place)
    menu.wait_gone(MENU)
    menu.hands.pointer(200, 240)
    wait_color(menu, 100, 100, PAPER)


def test_a_menu_goes_with_its_window(menu):
    menu.hands.key("leftmeta", "q")
    menu.wait_gone(MENU)
    menu.wait_gone(PAPER)


def test_a_menu_stays_on_the_screen(run):
    desktop, _ = run("-g", "300x200+900+500", "paint", "--blank")
    wait_paper(desktop, (900, 500, 300, 200))
    desktop.hands.click(1190, 560, "right")
    width, height = MENU_SIZE
    desktop.wait_picture(lambda picture: picture.box(MENU) == (
        1280 - width + POPUP_BORDER, 720 - height + POPUP_BORDER,
        width - 2 * POPUP_BORDER, height - 2 * POPUP_BORDER), "all of the menu")
