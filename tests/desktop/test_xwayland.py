"""Programs of dom0 that speak X11, of which xterm is one."""

import os
import re
import signal
import subprocess
from contextlib import nullcontext
from pathlib import Path

import pytest
from colors import BLUE, GREEN, ORANGE, PURPLE
from guests import SMALL, center, show, small, title
from harness.hands import SCREEN
from harness.desktop import BORDER, TITLE_HEIGHT
from harness.process import Process, is_alive, wait_until
from harness.program import Program
from harness.x11 import BUTTON_PRESS, KEY_PRESS, URGENCY, X11
from panel import Panel

CONFIG = "[desktop]\nxwayland = yes\n"
MENU = 0xA0B0C0

# Of xterm's font, and what it leaves free around its text.
CELL, MARGIN = (6, 13), 4


def area(columns: int, rows: int) -> tuple[int, int]:
    return columns * CELL[0] + MARGIN, rows * CELL[1] + MARGIN


def display_of(desktop, since: int = 0) -> str:
    return desktop.expect_since(since, r"xwayland: .* connects to (:\d+)$")[1]


@pytest.fixture
def desktop(new_desktop):
    desktop = new_desktop(config=CONFIG)
    desktop.env["DISPLAY"] = display_of(desktop)
    return desktop


class XTerm(Process):
    def __init__(self, desktop, folder: Path, color: int, *options):
        self.desktop, self.color, self.folder = desktop, color, folder
        super().__init__(
            "xterm", "-fn", "6x13", "-geometry", "60x10",
            "-xrm", f"*vt100.background: #{color:06x}", "-xrm", "*vt100.foreground: white",
            "-xrm", f"*SimpleMenu*background: #{MENU:06x}", "-xrm", "*allowWindowOps: true",
            *options, "-e", "sh", env=desktop.env)

    def run(self, command: str) -> None:
        """By typing it."""
        self.desktop.hands.type(f"{command}\n")

    def ask(self, command: str) -> str:
        """What a command says that is typed into it."""
        answer = self.folder / "answer"
        self.run(f"{command} >{answer}.part; mv {answer}.part {answer}")
        wait_until(answer.exists, f"the answer to {command}")
        text = answer.read_text()
        answer.unlink()
        return text.strip()


@pytest.fixture
def new_xterm(desktop, start, tmp_path):
    return lambda color, *options: start(XTerm, desktop, tmp_path, color, *options)


@pytest.fixture
def xterm(desktop, new_xterm):
    """With the focus."""
    xterm = new_xterm(BLUE)
    xterm.box = desktop.wait_box(BLUE, area(60, 10))
    return xterm


@pytest.fixture
def panel(desktop):
    return Panel(desktop)


def xwayland_of(desktop) -> int:
    """The process that serves its display."""
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            argv = path.read_bytes().split(b"\0")
        except OSError:
            continue
        if argv[0] == b"Xwayland" and argv[1].decode() == desktop.env["DISPLAY"]:
            return int(path.parent.name)
    return 0


def x_sockets(desktop) -> set[str]:
    """The paths of X's sockets that the compositor itself listens to."""
    paths = {}
    for line in Path("/proc/net/unix").read_text().splitlines()[1:]:
        fields = line.split()
        if len(fields) > 7:
            paths[fields[6]] = fields[7]
    inodes = []
    for fd in Path(f"/proc/{desktop.pid}/fd").iterdir():
        if match := re.match(r"socket:\[(\d+)\]", os.readlink(fd)):
            inodes.append(match[1])
    return {paths[inode] for inode in inodes if ".X11-unix" in paths.get(inode, "")}


def test_off_unless_wanted(new_desktop, tmp_path):
    """There is neither a display nor anything that listens, and no other session's display is left."""
    said = tmp_path / "said"
    startup = "cd $XDG_RUNTIME_DIR && env >part && mv part said"
    desktop = new_desktop(config=f"[desktop]\nstartup = {startup}\n", env={"DISPLAY": ":77"})
    wait_until(said.exists, "the environment of what is started")
    assert "DISPLAY=:" not in said.read_text()
    assert x_sockets(desktop) == set()
    assert not any("xwayland" in line for line in desktop.lines)


def test_starts_with_the_first_program(desktop, new_xterm):
    assert len(x_sockets(desktop)) == 2
    assert not xwayland_of(desktop)
    new_xterm(BLUE)
    desktop.wait_box(BLUE, area(60, 10))
    assert xwayland_of(desktop)


def test_found_by_what_is_started(new_desktop):
    desktop = new_desktop(config=f"{CONFIG}terminal = xterm -bg '#{BLUE:06x}' -geometry 60x10\n")
    desktop.hands.key("leftmeta", "enter")
    desktop.wait_picture(lambda picture: picture.count(BLUE) > 10000, "xterm")


def test_framed_and_typed_into(desktop, xterm):
    x, y, width, _ = xterm.box
    picture = desktop.screenshot()
    title = picture.pixel(x + width // 2, y - TITLE_HEIGHT // 2 - BORDER)
    assert title == picture.pixel(x - BORDER, y + 5), "one colour all around"
    assert xterm.ask("echo Abc-42") == "Abc-42"
    assert xterm.ask("stty size") == "10 60"


def test_listed(desktop, xterm, panel):
    """What isn't UTF-8 is no reason not to be."""
    panel.wait("sh", "activated", app="XTerm")
    xterm.run(r"printf '\033]0;My title\a'")
    panel.wait("My title", "activated", app="XTerm")
    xterm.run(r"printf '\033]2;\377\376\a'")
    panel.client.wait(lambda: panel.windows[0]["title"] != "My title", "another title")


def test_resized_in_its_steps(desktop, xterm):
    x, y, width, height = xterm.box
    corner = x + width, y + height
    desktop.hands.drag(corner, (corner[0] + 10 * CELL[0] + 3, corner[1] + 5 * CELL[1] + 8))
    assert desktop.wait_box(BLUE, area(70, 15))[:2] == (x, y)
    assert xterm.ask("stty size") == "15 70"
    # At the other corner, what isn't pulled stays.
    desktop.hands.drag((x - 2, y + 40), (x - 2 + 20 * CELL[0], y + 40), steps=1)
    desktop.hands.pointer(5, 5)  # its image has the colour of what is behind
    desktop.wait_box(BLUE, area(50, 15))
    assert desktop.screenshot().box(BLUE)[0] == x + 20 * CELL[0]


def test_moved(desktop, xterm):
    """It knows where it is."""
    desktop.hands.drag(title(xterm.box), (title(xterm.box)[0] + 100, title(xterm.box)[1] + 50))
    x, y = xterm.box[0] + 100, xterm.box[1] + 50
    desktop.wait_picture(lambda picture: picture.box(BLUE)[:2] == (x, y), "it elsewhere")
    answer = xterm.ask(r"stty -icanon -echo; printf '\033[13t' >/dev/tty; head -c 12")
    assert f";{x};{y}" in answer


def test_asks_for_place_and_size(desktop, xterm):
    """And gets them, but isn't maximised or out of reach."""
    xterm.run(r"printf '\033[8;12;40t'")
    desktop.wait_box(BLUE, area(40, 12))
    xterm.run(r"printf '\033[3;300;200t'")
    desktop.wait_picture(lambda picture: picture.box(BLUE)[:2] == (300, 200), "it elsewhere")
    xterm.run(r"printf '\033[3;3000;200t'")
    box = desktop.wait_picture(lambda picture: picture.box(BLUE)[0] != 300 and picture.box(BLUE),
                               "it in reach")
    assert 1100 < box[0] < SCREEN[0]
    desktop.hands.key("leftmeta", "m")
    full = desktop.wait_picture(lambda picture: picture.box(BLUE)[2] > 1200 and picture.box(BLUE),
                                "it maximised")
    xterm.run(r"printf '\033[8;12;40t'")
    assert int(xterm.ask("stty size").split()[1]) > 200
    assert desktop.screenshot().box(BLUE) == full


def test_minimised(desktop, xterm, panel):
    xterm.run(r"printf '\033[2t'")
    panel.wait("sh", "minimized")
    desktop.wait_gone(BLUE)
    panel.find("sh")["handle"].activate(panel.seat)
    panel.wait("sh", "activated")
    desktop.wait_box(BLUE, area(60, 10))


def test_closed(desktop, xterm):
    desktop.hands.key("leftmeta", "q")
    assert xterm.wait() == 0
    desktop.wait_gone(BLUE)


def test_given_a_place(desktop, new_xterm):
    new_xterm(BLUE, "-geometry", "60x10+200+300")
    assert desktop.wait_box(BLUE, area(60, 10))[:2] == (200, 300)


@pytest.fixture
def menu(desktop, xterm):
    """Where its menu is, of which the button is held."""
    x, y, _, _ = xterm.box
    desktop.hands.pointer(x + 30, y + 30)
    desktop.hands.press("leftctrl")
    desktop.hands.button("left", True)
    return desktop.wait_picture(lambda picture: picture.count(MENU) > 1000 and picture.box(MENU),
                                "a menu")


def test_menu(desktop, xterm, menu):
    """At the pointer, above its own window and others, and it does what is chosen."""
    x, y, width, height = menu
    assert x <= xterm.box[0] + 30 < x + width and y + height > xterm.box[1] + xterm.box[3] + BORDER
    desktop.hands.pointer(x + 30, y + height - 10)  # the last of its entries
    desktop.hands.button("left", False)
    desktop.hands.release("leftctrl")
    xterm.wait()
    desktop.wait_gone(MENU)


def test_menu_put_away(desktop, xterm, menu):
    desktop.hands.pointer(5, 5)
    desktop.hands.button("left", False)
    desktop.hands.release("leftctrl")
    desktop.wait_gone(MENU)
    assert xterm.ask("echo on") == "on"


def test_guest_keeps_the_focus(desktop, xterm, start, new_xterm, panel):
    guest = small(start, "alice")
    box = show(desktop, guest, ORANGE, SMALL)
    desktop.hands.click(*center(box))
    guest.events("key 272 0")
    new_xterm(GREEN, "-T", "second")
    panel.wait("second")
    desktop.wait_picture(lambda picture: picture.count(GREEN) > 1000, "the other one")
    desktop.hands.key("a")
    assert guest.events("key 30 0")[-2:] == ["key 30 1", "key 30 0"]


def copy(desktop, *arguments: str) -> None:
    # What it leaves behind to answer keeps its outputs open.
    subprocess.run(["wl-copy", *arguments], env=desktop.env, check=True,
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def test_clipboard(desktop, xterm, tmp_path):
    """What is selected in Wayland is pasted in X, and the other way round."""
    copy(desktop, "--primary", "from Wayland")
    pasted = tmp_path / "pasted"
    desktop.hands.type("echo '")
    desktop.hands.click(*center(xterm.box), "middle")
    # It comes as it likes: what is typed must not overtake it.
    first_line = *xterm.box[:3], CELL[1]
    desktop.wait_picture(
        lambda picture: picture.crop(*first_line).box(0xFFFFFF)[2] > len("# echo 'from Way") * CELL[0],
        "what is pasted")
    desktop.hands.type(f"' >{pasted}\n")
    wait_until(lambda: pasted.exists() and pasted.read_text() == "from Wayland\n", "it")
    xterm.run(r"printf '\033]52;c;RnJvbSBY\a'")
    wait_until(lambda: subprocess.run(["wl-paste", "--no-newline"], env=desktop.env,
                                      capture_output=True).stdout == b"From X", "it")


@pytest.fixture
def new_x11(desktop):
    clients = []

    def new_x11() -> X11:
        clients.append(X11(desktop.env["DISPLAY"]))
        return clients[-1]

    yield new_x11
    for client in clients:
        client.close()


@pytest.fixture
def x11(desktop, new_x11):
    return new_x11()


def show_window(desktop, x11, color: int, box, **options) -> int:
    window = x11.window(color, box, **options)
    x11.call("XMapWindow", window)
    desktop.wait_box(color, box[2:])
    return window


def test_asks_for_states(desktop, x11, panel):
    """One that has but one size can't be maximised."""
    maximized = [x11.atom(f"_NET_WM_STATE_MAXIMIZED_{way}") for way in ("VERT", "HORZ")]
    window = show_window(desktop, x11, BLUE, (0, 0, 300, 200))
    x11.ask(window, "_NET_WM_STATE", 1, *maximized)
    panel.wait("x", "activated", "maximized")
    x11.ask(window, "_NET_WM_STATE", 0, *maximized)
    panel.wait("x", "activated")
    desktop.wait_box(BLUE, (300, 200))
    x11.set_size(window, 300, 200)
    x11.ask(window, "_NET_WM_STATE", 1, *maximized)
    x11.ask(window, "_NET_WM_STATE", 1, x11.atom("_NET_WM_STATE_FULLSCREEN"))
    panel.wait("x", "activated", "fullscreen")
    desktop.wait_box(BLUE, SCREEN)


@pytest.mark.parametrize("quickly", [False, True])
@pytest.mark.parametrize("names, state", [
    (("MAXIMIZED_VERT", "MAXIMIZED_HORZ"), "maximized"), (("FULLSCREEN",), "fullscreen")])
def test_begins_in_a_state(desktop, x11, panel, names, state, quickly):
    """It says so before it is there, or even known of, and has another size to go back to."""
    states = [x11.atom(f"_NET_WM_STATE_{name}") for name in names]
    for name in "_NET_WM_STATE", "ATOM":
        x11.atom(name)
    with x11.at_once() if quickly else nullcontext():
        window = x11.window(BLUE, (0, 0, 300, 200))
        x11.set_numbers(window, "_NET_WM_STATE", "ATOM", *states)
        x11.call("XMapWindow", window)
    panel.wait("x", "activated", state)
    desktop.wait_picture(lambda picture: picture.box(BLUE)[2] == SCREEN[0] - 2 * BORDER * (
        state == "maximized"), "it from side to side")
    x11.ask(window, "_NET_WM_STATE", 0, *states)
    panel.wait("x", "activated")
    desktop.wait_box(BLUE, (300, 200))


def test_dialog_stays_above(desktop, x11, panel):
    """In the middle of its window."""
    window = show_window(desktop, x11, BLUE, (0, 0, 400, 300))
    parent = desktop.wait_box(BLUE, (400, 300))
    dialog = x11.window(GREEN, (0, 0, 100, 50), "dialog")
    x11.call("XSetTransientForHint", dialog, window)
    x11.call("XMapWindow", dialog)
    box = desktop.wait_box(GREEN, (100, 50))
    assert center(box) == center(parent)
    desktop.hands.click(parent[0] + 10, parent[1] + 10)
    panel.wait("x", "activated")
    assert desktop.screenshot().box(GREEN) == box


def test_pointer_is_in_what_is_seen(desktop, x11):
    """Of two X windows, whichever was used last, or is kept on top."""
    lower = show_window(desktop, x11, BLUE, (0, 0, 300, 200), title="lower")
    x, y, _, _ = desktop.wait_box(BLUE, (300, 200))
    desktop.hands.key("leftmeta", "t")
    upper = x11.window(GREEN, (0, 0, 300, 200), "upper")
    x11.call("XMapWindow", upper)
    desktop.wait_picture(lambda picture: picture.box(GREEN), "the other one")
    x11.call("XMoveWindow", upper, x + 100, y + 100)
    desktop.wait_picture(lambda picture: picture.box(GREEN)[2:] == (300, 200) and
                         picture.pixel(x + 150, y + 150) == BLUE, "the one on top")
    desktop.hands.click(x + 350, y + 250)
    assert x11.wait(BUTTON_PRESS) == upper
    desktop.hands.click(x + 150, y + 150)
    assert x11.wait(BUTTON_PRESS) == lower
    desktop.hands.key("leftmeta", "t")
    desktop.hands.click(x + 350, y + 250)
    assert x11.wait(BUTTON_PRESS) == upper
    desktop.wait_picture(lambda picture: picture.pixel(x + 150, y + 150) == GREEN, "it above")
    desktop.hands.click(x + 150, y + 150)
    assert x11.wait(BUTTON_PRESS) == upper


def test_focus_within_a_program(desktop, x11, new_x11, panel):
    """It may hand the focus on among its windows, and not take it from another's."""
    first = show_window(desktop, x11, BLUE, (0, 0, 300, 200), title="first")
    second = show_window(desktop, x11, GREEN, (0, 0, 200, 100), title="second")
    panel.wait("second", "activated")
    x11.ask(first, "_NET_ACTIVE_WINDOW", 1, 0, second)
    panel.wait("first", "activated")
    program = Program(desktop, SMALL, PURPLE)
    panel.wait("program", "activated")
    x11.ask(second, "_NET_ACTIVE_WINDOW", 1, 0, first)
    x11.call("XStoreName", first, b"still")
    panel.wait("still")
    panel.wait("program", "activated")
    program.end()


@pytest.fixture
def launcher(x11):
    """One that fills the upper edge, and grabs the keyboard."""
    return x11.window(ORANGE, (0, 0, 1280, 20), override=True)


def test_launcher_is_typed_into(desktop, x11, launcher):
    """It is where it wants to be, without a frame, and gone it leaves the keyboard to who had it."""
    program = Program(desktop, SMALL, PURPLE)
    program.wait("focus")
    x11.call("XMapWindow", launcher)
    assert desktop.wait_box(ORANGE, (1280, 20))[:2] == (0, 0)
    program.wait("no focus")
    x11.grab_keyboard(launcher)
    desktop.hands.key("a")
    assert x11.wait(KEY_PRESS) == launcher
    desktop.hands.click(600, 10)
    assert x11.wait(BUTTON_PRESS) == launcher
    x11.call("XUnmapWindow", launcher)
    program.wait("focus")
    desktop.wait_gone(ORANGE)
    desktop.hands.key("b")
    program.wait("key 48 1")
    program.end()


def test_launcher_takes_nothing_from_a_guest(desktop, x11, launcher, start):
    guest = small(start, "alice")
    desktop.hands.click(*center(show(desktop, guest, BLUE, SMALL)))
    guest.events("key 272 0")
    x11.call("XMapWindow", launcher)
    desktop.wait_box(ORANGE, (1280, 20))
    desktop.hands.key("a")
    assert guest.events("key 30 0")[-2:] == ["key 30 1", "key 30 0"]


def test_launcher_becomes_a_window(desktop, x11):
    """And one without a frame again."""
    window = x11.window(ORANGE, (0, 0, 300, 20))
    for override in True, False, True:
        x11.set_override(window, override)
        x11.call("XMoveWindow", window, 0, 0)
        x11.call("XMapWindow", window)
        y = desktop.wait_box(ORANGE, (300, 20))[1]
        assert (y == 0) == override
        x11.call("XUnmapWindow", window)
        desktop.wait_gone(ORANGE)


def test_window_becomes_a_launcher(desktop, x11):
    """While it is there; and one with a frame again."""
    window = show_window(desktop, x11, ORANGE, (0, 0, 300, 20))
    for override, place in (True, (50, 0)), (False, (60, 0)), (True, (70, 0)):
        x11.set_override(window, override)
        x11.call("XMoveWindow", window, *place)  # nobody hears of it before
        x, y, _, _ = desktop.wait_picture(
            lambda picture, override=override, place=place: (box := picture.box(ORANGE)) and
            box[2:] == (300, 20) and (box[:2] == place) == override and
            (box[1] > 0) != override and box, f"it, {override=}")
        desktop.hands.click(x + 10, y + 10)
        assert x11.wait(BUTTON_PRESS) == window


def test_popup_goes_with_its_window(desktop, x11):
    """It can be seen where that can, stays where it is when that moves, and survives it."""
    window = show_window(desktop, x11, BLUE, (0, 0, 300, 200))
    box = desktop.wait_box(BLUE, (300, 200))
    x11.call("XMapWindow", x11.window(ORANGE, (20, 30, 100, 50), override=True))
    assert desktop.wait_box(ORANGE, (100, 50))[:2] == (20, 30)
    desktop.hands.drag(title(box), (title(box)[0] + 50, title(box)[1]))
    desktop.wait_picture(lambda picture: picture.box(BLUE)[0] == box[0] + 50, "it moved")
    assert desktop.screenshot().box(ORANGE) == (20, 30, 100, 50)
    desktop.hands.key("leftmeta", "2")
    desktop.wait_gone(ORANGE)
    desktop.hands.key("leftmeta", "1")
    desktop.wait_box(ORANGE, (100, 50))
    x11.call("XDestroyWindow", window)
    desktop.wait_gone(BLUE)
    assert desktop.screenshot().box(ORANGE) == (20, 30, 100, 50)


def test_started_by_a_key(new_desktop, start, tmp_path):
    """What the user starts gets the focus from a guest, as long as nothing is typed there."""
    desktop = new_desktop(config=f"{CONFIG}terminal = cd $XDG_RUNTIME_DIR && env >part && mv part env\n")
    guest = small(start, "alice")
    desktop.hands.click(*center(show(desktop, guest, BLUE, SMALL)))
    panel, x11 = Panel(desktop), X11(display_of(desktop))
    for typed, states in ((), ("activated",)), (("a",), ()):
        desktop.hands.key("leftmeta", "enter")
        wait_until((tmp_path / "env").exists, "what is started")
        token = re.search("^DESKTOP_STARTUP_ID=(.*)$", (tmp_path / "env").read_text(), re.M)[1]
        (tmp_path / "env").unlink()
        for key in typed:
            desktop.hands.key(key)
        window = x11.window(GREEN, (0, 0, 100, 50), "started")
        x11.set_text(window, "_NET_STARTUP_ID", token)
        x11.call("XMapWindow", window)
        panel.wait("started", *states)
        x11.call("XDestroyWindow", window)
        panel.client.wait(lambda: not panel.find("started"), "it to go")
        desktop.hands.click(*center(desktop.screenshot().box(BLUE)))
    x11.close()


def test_urgency(desktop, x11, panel):
    """It calls for attention, as the frame shows, and has the focus no sooner than it is given it."""
    window = show_window(desktop, x11, BLUE, (0, 0, 300, 200))
    x, y, width, _ = desktop.wait_box(BLUE, (300, 200))
    program = Program(desktop, (100, 80), PURPLE)
    panel.wait("program", "activated")
    edge = x + width + 1, y + 50
    before = desktop.screenshot().pixel(*edge)
    x11.set_numbers(window, "WM_HINTS", "WM_HINTS", URGENCY, *[0] * 8)
    desktop.wait_picture(lambda picture: picture.pixel(*edge) != before, "another frame")
    panel.wait("program", "activated")
    program.end()


def test_crash(desktop, xterm, new_xterm):
    """Takes X programs with it and nothing else, and the next one finds a new X there."""
    program = Program(desktop, SMALL, PURPLE)
    os.kill(xwayland_of(desktop), signal.SIGKILL)
    xterm.wait()
    desktop.wait_gone(BLUE)
    desktop.expect("xwayland: it has ended")
    new_xterm(GREEN)
    desktop.wait_box(GREEN, area(60, 10))
    desktop.wait_box(PURPLE, SMALL)
    program.end()


def test_crash_closes_nothing_twice(desktop, xterm, start):
    """What is closed once more may be another's by then."""
    trace = start(Process, "strace", "-Z", "-e", "trace=close", "-p", desktop.pid)
    trace.expect("attached$")
    os.kill(xwayland_of(desktop), signal.SIGKILL)
    xterm.wait()
    desktop.expect("xwayland: it has ended")
    desktop.wait_gone(BLUE)
    trace.signal(signal.SIGINT)
    trace.expect("detached$")
    assert not [line for line in trace.lines if "close(" in line]


def test_fails_to_start(new_desktop, start, tmp_path):
    """The program that has asked for it fails, and the next one may have more luck."""
    works = tmp_path / "works"
    xwayland = tmp_path / "Xwayland"
    xwayland.write_text(f"#!/bin/sh\n[ -e {works} ] && exec Xwayland \"$@\"\n")
    xwayland.chmod(0o755)
    desktop = new_desktop(config=CONFIG, env={"WLR_XWAYLAND": xwayland})
    desktop.env["DISPLAY"] = display_of(desktop)
    assert start(XTerm, desktop, tmp_path, BLUE).wait() != 0
    works.touch()
    desktop.expect("xwayland: it has ended")
    desktop.env["DISPLAY"] = desktop.expect(r"xwayland: .* connects to (:\d+)$")[1]
    start(XTerm, desktop, tmp_path, BLUE)
    desktop.wait_box(BLUE, area(60, 10))


def test_ends_with_the_desktop(desktop, xterm):
    pid = xwayland_of(desktop)
    desktop.end()
    wait_until(lambda: not is_alive(pid), "the end of Xwayland")
    xterm.wait()
    assert not Path(f"/tmp/.X11-unix/X{desktop.env['DISPLAY'][1:]}").exists()


def test_its_globals_are_its_own(desktop, xterm):
    interfaces = {interface for interface, _ in desktop.client.globals.values()}
    assert "wl_compositor" in interfaces and "xwayland_shell_v1" not in interfaces
