"""The guests that people use: a terminal, a moving picture and a paint program."""

import numpy
import pytest
from colors import BLUE, ORANGE
from harness.machine import PROGRAMS, Guest
from harness.process import wait_until

WIDTH, HEIGHT = 640, 400
MIDDLE = 640, 374  # of the window
CONFIG = f"[defaults]\nsize = {WIDTH}x{HEIGHT}\n"

# Of the paint program: its paper, and the colour of key 5.
PAPER, CYAN = 0xF6F2E8, 0x12A594


@pytest.fixture
def run(new_desktop, start):
    """Starts a program in a guest, and returns the desktop that shows it."""
    def run(program, *args, layout="us"):
        if not (PROGRAMS / program).exists():
            pytest.skip(f"{program} wasn't built: it needs libvterm")
        desktop = new_desktop(config=CONFIG)
        guest = start(Guest, "env", f"XKB_DEFAULT_LAYOUT={layout}", PROGRAMS / program, *args)
        desktop.expect(f"display is {WIDTH}x{HEIGHT}")
        desktop.wait_keyboard(guest.domid)
        desktop.hands.pointer(*MIDDLE)
        return desktop

    return run


def mark(color: int) -> str:
    """What a shell prints two coloured cells with."""
    red, green, blue = color.to_bytes(3, "big")
    return rf"printf '\033[48;2;{red};{green};{blue}m  \033[0m\n'"


def run_terminal(run, script, **options):
    """A shell that runs a script; before, it marks that it is there."""
    desktop = run("terminal", "sh", "-c", f"{mark(BLUE)}; {script}", **options)
    desktop.wait_box(BLUE, (18, 18))
    return desktop


@pytest.mark.parametrize("layout, typed, read", [
    ("us", "Yz-\"$(x)\" ~{1}", "Yz-\"$(x)\" ~{1}"),
    ("de", "Yz-", "Zyß"),
])
def test_terminal_maps_keys_itself(run, tmp_path, layout, typed, read):
    answer = tmp_path / "answer"
    desktop = run_terminal(run, f"read -r line; printf %s \"$line\" >{answer}; cat", layout=layout)
    desktop.hands.type(f"{typed}\n")
    wait_until(lambda: answer.exists() and answer.read_text() == read, "what was typed")


def test_terminal_draws_what_changes(run):
    desktop = run_terminal(run, "exec cat")
    before, counted = desktop.screenshot(), desktop.counters()
    desktop.hands.key("x")
    desktop.wait_picture(lambda picture: picture != before, "what was typed")
    assert desktop.counters()["guest_bytes"] - counted["guest_bytes"] < 4 * 10 * 18 * 18


def test_terminal_scrolls_back(run):
    script = f"{mark(BLUE)}; seq 1 99; {mark(ORANGE)}; exec cat"
    desktop = run("terminal", "sh", "-c", script)
    desktop.wait_box(ORANGE, (18, 18))
    before = desktop.screenshot()
    desktop.hands.wheel(-50)
    x, y, _, _ = desktop.wait_box(BLUE, (18, 18))
    desktop.hands.wheel(-1)  # no further than the first line
    desktop.hands.wheel(50)
    desktop.wait_gone(BLUE)
    desktop.hands.wheel(-50)
    assert desktop.wait_box(BLUE, (18, 18))[:2] == (x, y)
    desktop.hands.key("a")  # shows where it is typed
    desktop.wait_gone(BLUE)
    desktop.hands.key("backspace")
    desktop.wait_picture(lambda picture: picture == before, "all as it was before")


def test_terminal_ends_with_its_shell(run):
    desktop = run_terminal(run, "read line")
    desktop.hands.key("enter")
    desktop.wait_gone(BLUE)


def test_planets_move(run):
    """And the sky doesn't."""
    desktop = run("planets")
    desktop.wait_picture(lambda picture: picture.pixel(*MIDDLE) > 0xF00000, "the sun")
    pictures = [desktop.screenshot()]
    for _ in range(10):
        pictures.append(desktop.wait_picture(
            lambda picture: picture != pictures[-1] and picture, "another frame"))
    moved = numpy.zeros(pictures[0].pixels.shape, bool)
    for picture in pictures:
        moved |= picture.pixels != pictures[0].pixels
    assert 0 < moved.sum() < WIDTH * HEIGHT / 10


@pytest.fixture
def canvas(run):
    """A desktop with an empty canvas, and where on the screen it is."""
    desktop = run("paint", "--blank")
    x, y, _, _ = desktop.wait_box(PAPER, (WIDTH, HEIGHT))
    return desktop, x, y


def wait_colors(canvas, **colors):
    """Wait for colours of pixels, by names such as x100y50."""
    desktop, left, top = canvas
    wanted = {tuple(map(int, name[1:].split("y"))): color for name, color in colors.items()}
    desktop.wait_picture(
        lambda picture: all(picture.pixel(left + x, top + y) == color
                            for (x, y), color in wanted.items()), f"{colors}")


def test_paint_follows_the_pointer(canvas):
    desktop, left, top = canvas
    desktop.hands.key("5")
    desktop.hands.drag((left + 100, top + 100), (left + 300, top + 100))
    wait_colors(canvas, x100y100=CYAN, x200y100=CYAN, x200y80=PAPER, x200y120=PAPER)
    desktop.hands.drag((left + 200, top + 60), (left + 200, top + 140), "right")
    wait_colors(canvas, x100y100=CYAN, x200y100=PAPER)


def test_paint_has_brushes_of_any_size(canvas):
    desktop, left, top = canvas
    desktop.hands.key("5")
    desktop.hands.pointer(left + 50, top + 50)
    desktop.hands.wheel(-10)
    desktop.hands.drag((left + 100, top + 100), (left + 300, top + 100))
    wait_colors(canvas, x200y80=CYAN, x200y120=CYAN, x200y180=PAPER)
    desktop.hands.key("backspace")
    wait_colors(canvas, x100y100=PAPER, x200y80=PAPER, x200y120=PAPER)


def test_paint_chooses_colors_from_its_bar(canvas):
    desktop, left, top = canvas
    x, y, width, height = desktop.screenshot().box(CYAN)
    desktop.hands.click(x + width // 2, y + height // 2)
    desktop.hands.drag((left + 100, top + 100), (left + 300, top + 100))
    wait_colors(canvas, x100y100=CYAN, x200y100=CYAN)
