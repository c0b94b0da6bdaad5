"""The programs that people run on a desktop: each does its job, by its output or on the screen."""

import signal
import subprocess

import pytest
from colors import BLUE, GREEN, ORANGE
from guests import SMALL, center, show, small
from harness.picture import Picture
from harness.process import Process, wait_until
from harness.vnc import Viewer

FOOT = 0x1234AB


def run(desktop, *argv, **options) -> subprocess.CompletedProcess:
    return subprocess.run(argv, env=desktop.env, check=True, capture_output=True, **options)


@pytest.fixture
def guest(desktop, start):
    """All blue, with a place on the screen."""
    guest = small(start, "alice")
    guest.box = show(desktop, guest, BLUE, SMALL)
    return guest


def test_grim(desktop, guest):
    def shot(*options) -> Picture:
        return Picture.from_ppm(run(desktop, "grim", "-t", "ppm", *options, "-").stdout)

    assert shot() == desktop.screenshot()
    x, y, width, height = guest.box
    part = shot("-g", f"{x - 5},{y - 5} {width}x{height}")
    assert part == desktop.screenshot().crop(x - 5, y - 5, width, height)


def test_slurp(desktop, start):
    """A region is drawn with the pointer, and its place and size are what it says."""
    slurp = start(Process, "slurp", "-b", f"{BLUE:06x}ff", "-s", f"{GREEN:06x}ff", "-w", "0",
                  env=desktop.env)
    slurp.popen.stdin.close()  # where it reads regions to choose from
    desktop.hands.pointer(100, 120)
    desktop.wait_picture(lambda picture: picture.count(BLUE) > 1200 * 700, "it to be asked for")
    desktop.hands.button("left", True)
    desktop.hands.pointer(250, 180)
    desktop.hands.pointer(300, 220)
    assert desktop.wait_picture(lambda picture: picture.box(GREEN), "the region")[:2] == (100, 120)
    desktop.hands.button("left", False)
    assert slurp.expect(r"^\d+,\d+ \d+x\d+$")[0] == "100,120 201x101"
    assert slurp.wait() == 0
    desktop.wait_gone(GREEN)


class Film:
    """Frames one after the other, without anything around them."""

    SIZE = 1280, 720
    BYTES = 1280 * 720 * 4

    def __init__(self, path):
        self.path = path

    def __len__(self) -> int:
        return self.path.stat().st_size // self.BYTES if self.path.exists() else 0

    def __getitem__(self, number: int) -> Picture:
        with open(self.path, "rb") as file:
            file.seek(number * self.BYTES)
            return Picture.from_xrgb8888(*self.SIZE, self.SIZE[0] * 4, file.read(self.BYTES))


def test_wf_recorder(desktop, guest, start, tmp_path):
    """Every frame is one that was shown, the last of them what is shown in the end."""
    film = Film(tmp_path / "film")
    recorder = start(Process, "wf-recorder", "-D", "-m", "rawvideo", "-c", "rawvideo", "-x", "bgr0",
                     "-f", film.path, env=desktop.env)
    for color in GREEN, ORANGE:
        guest.fill(0, 0, *SMALL, color)
        wait_until(lambda: len(film) and film[len(film) - 1].box(color) == guest.box, "a frame")
    recorder.signal(signal.SIGINT)
    recorder.wait()
    middle = center(guest.box)
    colors = [film[number].pixel(*middle) for number in range(len(film))]
    assert {BLUE, GREEN, ORANGE} >= set(colors) >= {GREEN, ORANGE}
    assert colors[-1] == ORANGE


def test_kanshi(desktop, start, tmp_path):
    """Arranges screens by what is connected."""
    config = tmp_path / "kanshi"
    config.write_text("profile {\n\toutput HEADLESS-1 mode --custom 1600x900 position 0,0 scale 2\n}\n")
    start(Process, "kanshi", "-c", config, env=desktop.env)
    desktop.wait_picture(lambda picture: picture.size == (1600, 900), "the mode of the profile")
    assert "Scale: 2.0" in run(desktop, "wlr-randr", text=True).stdout


@pytest.mark.parametrize("which", [(), ("--primary",)], ids=["clipboard", "primary"])
def test_clipboard_manager(desktop, start, which):
    """Hears of all that is copied, or only selected, without the focus."""
    watch = start(Process, "wl-paste", *which, "--watch", "sed", "s/^/copied: /", env=desktop.env)
    for text in "first", "second":
        # What it leaves behind to answer keeps its outputs open.
        subprocess.run(["wl-copy", *which, f"the {text}\n"], env=desktop.env, check=True,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        watch.expect(f"^copied: the {text}$")
    assert run(desktop, "wl-paste", *which, "--no-newline").stdout == b"the second\n"


@pytest.fixture
def terminal(new_desktop):
    """foot, with the focus."""
    desktop = new_desktop(
        config=f"[desktop]\nterminal = foot -o colors.background={FOOT:06x} sh\n")
    desktop.hands.key("leftmeta", "enter")
    desktop.wait_picture(lambda picture: picture.count(FOOT) > 10000, "a terminal")
    yield desktop
    desktop.hands.type("exit\n")
    desktop.wait_gone(FOOT)


@pytest.mark.parametrize("text, types", [
    ("Zür-42", lambda line: ("wtype", line, "-k", "Return")),
    ("Abc-42", lambda line: ("wlrctl", "keyboard", "type", f"{line}\n")),  # ASCII is all it has
], ids=["wtype", "wlrctl"])
def test_typing(terminal, tmp_path, text, types):
    typed = tmp_path / "typed"
    run(terminal, *types(f"echo {text} >{typed}"))
    wait_until(lambda: typed.exists() and typed.read_text() == f"{text}\n",
               "the shell to run what was typed")


def test_wlrctl_pointer(desktop, guest):
    desktop.hands.pointer(0, 0)
    x, y = center(guest.box)
    run(desktop, "wlrctl", "pointer", "move", str(x), str(y))
    run(desktop, "wlrctl", "pointer", "click", "right")
    assert "key 273 1" in guest.events("key 273 0")


def test_wlsunset(desktop, start):
    """There is nothing to be warmed here, and it hears so."""
    sunset = start(Process, "wlsunset", "-t", "4000", "-T", "4001", "-l", "52", "-L", "13",
                   env=desktop.env)
    sunset.expect("gamma control of output .* failed")


@pytest.fixture
def viewer(desktop, start, tmp_path):
    path = tmp_path / "vnc"
    desktop.hands.key("a")
    start(Process, "wayvnc", "-k", "us", "-u", path, env=desktop.env)
    wait_until(path.is_socket, "wayvnc")
    viewer = Viewer(str(path))
    yield viewer
    viewer.close()


def test_wayvnc(desktop, guest, viewer):
    """From afar, a guest is seen and typed into."""
    assert viewer.wait(lambda picture: picture.box(BLUE), "the guest") == guest.box
    guest.fill(100, 100, 50, 40, ORANGE)
    x, y = guest.box[:2]
    viewer.wait(lambda picture: picture.box(ORANGE) == (x + 100, y + 100, 50, 40), "what it draws")
    viewer.click(*center(guest.box))
    guest.events("key 272 1", "key 272 0")
    for letter in "Hi":
        viewer.key(ord(letter))
    events = [event for event in guest.events("key 23 0") if event.startswith("key")]
    assert "key 35 1" in events and events[-1] == "key 23 0"
    viewer.wait(lambda picture: picture == desktop.screenshot(), "all that the screen shows")
