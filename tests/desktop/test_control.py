"""domicilectl, against a desktop with guests: what it tells is so, and what it asks for happens."""

import json
import os
import re
import subprocess
from pathlib import Path

import pytest
from colors import BLUE, GREEN
from guests import SMALL, center, in_frame, outer, show, small
from harness.machine import Puppet, domain
from harness.picture import Picture, pattern
from harness.process import Process, wait_until
from harness.program import Program

CTL = os.environ["DOMICILECTL"]
FRAME, OTHER = 0xC01080, 0x1080C0
CYAN = 0x00A0B0
WORD = 0x1D2025  # what the state of a guest is written on: see compositor/shade.c


def call(desktop, *args) -> subprocess.CompletedProcess:
    return subprocess.run([CTL, *map(str, args)], env=desktop.env, capture_output=True, text=True,
                          timeout=60)


def ask(desktop, *args) -> str:
    """What a command that goes well says."""
    result = call(desktop, *args)
    assert (result.returncode, result.stderr) == (0, ""), result
    return result.stdout


def refused(desktop, *args) -> str:
    """Why a command fails: a sentence."""
    result = call(desktop, *args)
    assert (result.returncode, result.stdout) == (1, ""), result
    assert result.stderr.startswith("domicilectl: ")
    return result.stderr.removeprefix("domicilectl: ").rstrip("\n")


def domains(desktop) -> dict[str, dict]:
    return {each["name"]: each
            for each in json.loads(ask(desktop, "list", "--json"))["domains"]}


class Watch(Process):
    def __init__(self, desktop, *options):
        super().__init__(CTL, "watch", *options, env=desktop.env)

    def next(self) -> dict:
        return json.loads(self.expect("^.*$")[0])

    def until(self, matches) -> list[dict]:
        """All up to one for which that is true."""
        found = [self.next()]
        while not matches(found[-1]):
            found.append(self.next())
        return found


@pytest.fixture
def desktop(new_desktop):
    return new_desktop(config=in_frame(FRAME))


@pytest.fixture
def two(desktop, start):
    """Two guests side by side; the second has the focus, which the first had by itself."""
    guests = []
    for name, color in ("alice", BLUE), ("bob", GREEN):
        guests.append(small(start, name))
        box = show(desktop, guests[-1], color, SMALL)
    desktop.hands.click(*center(box))
    return guests


def test_list(desktop, two):
    alice, bob = two
    lines = [line.split() for line in ask(desktop, "list").splitlines()]
    assert lines == [
        ["ID", "NAME", "STATE", "SHOWN", "COLOUR", "WINDOWS"],
        ["0", "dom0", "running", "yes", "#59606c", "0"],
        [str(alice.domid), "alice", "running", "yes", f"#{FRAME:06x}", "1"],
        ["*", str(bob.domid), "bob", "running", "yes", f"#{FRAME:06x}", "1"],
    ]
    windows = [line.split() for line in ask(desktop, "list", "--windows").splitlines()]
    assert [line[1:] for line in windows] == [
        ["DOMAIN", "KIND", "SIZE", "STATE", "TITLE"],
        ["alice", "display", "400x300", "alice"],
        ["bob", "display", "400x300", "focused", "bob"],
    ]


def test_list_for_scripts(desktop, two):
    window = Program(desktop, (200, 100), CYAN, 'a "quoted" \\ title')
    ask(desktop, "focus", "bob")
    document = json.loads(ask(desktop, "list", "--json"))
    assert document["focused"] == two[1].domid
    dom0, alice, bob = document["domains"]
    assert dom0["windows"][0]["title"] == 'a "quoted" \\ title'
    assert dom0["windows"][0]["kind"] == "program"
    assert (alice["id"], alice["name"], alice["label"]) == (two[0].domid, "alice", "alice")
    assert (alice["focused"], bob["focused"]) == (False, True)
    box = desktop.screenshot().box(GREEN)
    shown = bob["windows"][0]
    assert tuple(shown[key] for key in ("x", "y", "width", "height")) == box
    assert (shown["pixel_width"], shown["pixel_height"]) == SMALL
    assert (shown["focused"], shown["minimized"]) == (True, False)
    window.end()


def test_a_name_that_is_no_text(desktop, start):
    small(start, 'x"\\<b>').expect_display(*SMALL)
    wait_until(lambda: 'x"\\<b>' in domains(desktop), "its name")


@pytest.mark.parametrize("by", ["number", "uuid", "name"])
def test_focus_moves_input(desktop, two, by):
    alice = two[0]
    name = {"number": alice.domid, "uuid": domains(desktop)["alice"]["uuid"].upper(),
            "name": "alice"}[by]
    ask(desktop, "focus", name)
    desktop.hands.key("a")
    alice.events("key 30 0")
    assert domains(desktop)["alice"]["focused"]


def test_focus_brings_back(desktop, two):
    desktop.hands.key("leftmeta", "h")
    desktop.wait_gone(GREEN)
    assert domains(desktop)["bob"]["windows"][0]["minimized"]
    ask(desktop, "focus", "bob")
    desktop.wait_box(GREEN, SMALL)


def test_detach_and_attach(desktop, two):
    alice = two[0]
    ask(desktop, "detach", "alice")
    desktop.wait_gone(BLUE)
    desktop.wait_mapped(alice.domid, 0)
    wait_until(lambda: not domains(desktop)["alice"]["attached"], "it to be told")
    assert refused(desktop, "focus", "alice") == "alice has no window"
    # It counts after a reload, too.
    ask(desktop, "reload")
    alice.fill(0, 0, 10, 10, CYAN)
    assert not domains(desktop)["alice"]["attached"]

    ask(desktop, "attach", "alice")
    box = desktop.wait_picture(lambda picture: picture.box(BLUE), "it to be back")
    assert box[2:] == SMALL
    assert desktop.wait_box(CYAN, (10, 10))
    # The guest hasn't noticed, and takes input as before.
    desktop.hands.click(*center(box))
    desktop.hands.key("b")
    alice.events("key 48 0")


def test_label(desktop, two):
    box = desktop.screenshot().box(GREEN)
    said = ask(desktop, "label", "bob", f"#{OTHER:06x}")
    assert f"[domain bob]\ncolor = #{OTHER:06x}\n" in said
    frame = outer(box)
    desktop.wait_picture(lambda picture: picture.pixel(*frame[:2]) == OTHER, "its colour")
    assert domains(desktop)["bob"]["color"] == f"#{OTHER:06x}"
    assert domains(desktop)["alice"]["color"] == f"#{FRAME:06x}"
    # Until the end, whatever the configuration says.
    desktop.reload(in_frame(FRAME + 1))
    wait_until(lambda: domains(desktop)["alice"]["color"] == f"#{FRAME + 1:06x}", "a reload")
    assert domains(desktop)["bob"]["color"] == f"#{OTHER:06x}"


def test_screenshot_of_what_is_covered(desktop, start, tmp_path):
    """The guest's own pixels, one for one, whatever lies above them."""
    alice = start(Puppet, "alice")
    show(desktop, alice)
    alice.do("pattern 7")
    bob = small(start, "bob")
    bob.expect_display(*SMALL)
    bob.fill(0, 0, *SMALL, GREEN)
    wait_until(lambda: domains(desktop)["bob"]["windows"], "its window")
    ask(desktop, "focus", "bob")
    desktop.wait_box(GREEN, SMALL)
    file = tmp_path / "alice.png"
    ask(desktop, "screenshot", "alice", file)
    assert Picture.from_png(file) == pattern(800, 600, 7)
    # It needn't be a file.
    result = subprocess.run([CTL, "screenshot", "alice", "-"], env=desktop.env,
                            capture_output=True, check=True)
    assert result.stdout == file.read_bytes()


def test_reload(desktop, two):
    desktop.config_file.write_text("[desktop]\nbackground = blue\nnosuchkey = 1\n")
    lines = call(desktop, "reload")
    assert lines.returncode == 1
    color, key = [line.removeprefix(f"domicilectl: {desktop.config_file}")
                  for line in lines.stderr.splitlines()]
    assert color == ':2: background: expected #rrggbb, not "blue"'
    assert key.startswith(':3: unknown key "nosuchkey"; this section has terminal, ')
    assert domains(desktop)["alice"]["color"] == f"#{FRAME:06x}"

    desktop.config_file.write_text(in_frame(OTHER))
    ask(desktop, "reload")
    frame = outer(desktop.screenshot().box(GREEN))
    desktop.wait_picture(lambda picture: picture.pixel(*frame[:2]) == OTHER, "its colour")


def test_watch(desktop, start):
    watch = start(Watch, desktop, "--json")
    first = watch.until(lambda event: event["event"] == "focus")
    assert [event["event"] for event in first] == ["domain", "focus"]
    assert first[0]["domain"]["name"] == "dom0" and first[1]["domain"] is None

    alice = small(start, "alice")
    came = watch.until(lambda event: event["event"] == "focus")
    assert came[0]["event"] == "domain" and came[0]["domain"]["id"] == alice.domid
    assert came[-1]["domain"]["name"] == "alice"
    window = [event for event in came if event["event"] == "window"][-1]
    assert window["domain"] == alice.domid and window["window"]["focused"]

    ask(desktop, "label", "alice", "00ff00")
    changed = watch.until(lambda event: event["event"] == "domain")[-1]
    assert changed["domain"]["color"] == "#00ff00"

    alice.end()
    gone = watch.until(lambda event: event["event"] == "domain-gone")
    assert [event["event"] for event in gone if event["event"].endswith("gone")] == [
        "window-gone", "domain-gone"]
    number = window["window"]["id"]
    assert {"event": "window-gone", "domain": alice.domid, "window": number} in gone
    assert watch.until(lambda event: event["event"] == "focus")[-1]["domain"] is None


def test_watch_for_people(desktop, start):
    watch = start(Watch, desktop)
    watch.expect("^focus: nobody$")
    alice = small(start, "alice")
    watch.expect(rf"^alice: domain {alice.domid}, running, shown, #{FRAME:06x}$")
    watch.expect(r"^alice: window 1, 400x300 at \d+,\d+, focused: alice$")
    watch.expect("^focus: alice$")


def test_watch_for_waybar(desktop, start):
    watch = start(Watch, desktop, "--waybar")
    assert watch.next() == {"text": "", "tooltip": "", "class": "none"}
    alice = small(start, "<al&ice>")
    alice.expect_display(*SMALL)
    assert watch.next() == {
        "text": f"<span foreground='#{FRAME:06x}'>\u25a0</span> &lt;al&amp;ice&gt;",
        "tooltip": "&lt;al&amp;ice&gt;: running", "class": "running"}


def test_the_desktop_ends(desktop, start):
    watch = start(Watch, desktop)
    watch.expect("^focus: nobody$")
    desktop.end()
    watch.expect("^domicilectl: the desktop has ended the connection")
    assert watch.wait() == 1


def test_no_room_for_what_is_written(desktop):
    with open("/dev/full", "w") as full:
        result = subprocess.run([CTL, "list"], env=desktop.env, stdout=full, text=True,
                                stderr=subprocess.PIPE)
    assert (result.returncode, result.stderr) == (
        1, "domicilectl: not all could be written: No space left on device\n")


@pytest.mark.parametrize("args, reason", [
    (["focus", "nobody"], 'there is no domain "nobody"'),
    (["detach", "dom0"], "dom0 isn't a guest: this can't be asked of it"),
    (["label", "dom0", "#112233"], "dom0 isn't a guest: this can't be asked of it"),
    (["label", "dom0", "red"], '"red" isn\'t a colour such as #2273dc'),
    (["screenshot", "0"], "dom0 isn't a guest: this can't be asked of it"),
    (["focus"], "focus is used as: domicilectl focus DOMAIN"),
    (["dance"], 'there is no command "dance"; see domicilectl --help'),
])
def test_errors(desktop, args, reason):
    assert refused(desktop, *args) == reason


def test_two_of_a_name(desktop, start):
    for _ in range(2):
        small(start, "alice").expect_display(*SMALL)
    wait_until(lambda: len(json.loads(ask(desktop, "list", "--json"))["domains"]) == 3, "both")
    assert refused(desktop, "focus", "alice") == (
        'there are several domains called "alice"; name its number or its UUID')


def test_without_a_desktop(tmp_path):
    env = {**os.environ, "XDG_RUNTIME_DIR": str(tmp_path), "WAYLAND_DISPLAY": "wayland-9"}
    result = subprocess.run([CTL, "list"], env=env, capture_output=True, text=True)
    assert (result.returncode, result.stderr) == (
        1, "domicilectl: no desktop answers on wayland-9 (WAYLAND_DISPLAY): "
           "No such file or directory\n")


def wait_state(desktop, name: str, state: str) -> None:
    wait_until(lambda: domains(desktop)[name]["state"] == state, f"{name} to be {state}")


def is_shaded(box, color: int):
    """Below the middle, where the word is: two fifths of what the guest has there."""
    x, y, width, height = box
    dark = sum((color >> shift & 0xFF) * 2 // 5 << shift for shift in (0, 8, 16))

    def find(picture) -> bool:
        shown = picture.pixel(x + 20, y + height - 20)
        near = all(abs((shown >> shift & 0xFF) - (dark >> shift & 0xFF)) <= 1
                   for shift in (0, 8, 16))
        word = picture.crop(x + width // 2 - 60, y + height // 2 - 15, 120, 30)
        return near and word.count(WORD) > 100

    return find


def test_shutting_down(desktop, two):
    alice = two[0]
    box = desktop.screenshot().box(BLUE)
    subprocess.run(["xenstore-write", f"{alice.home}/control/shutdown", "poweroff"], check=True)
    wait_state(desktop, "alice", "shutting down")
    desktop.wait_picture(is_shaded(box, BLUE), "a shade")
    # The guest has seen it, and hasn't gone yet.
    subprocess.run(["xenstore-write", f"{alice.home}/control/shutdown", ""], check=True)
    desktop.hands.click(*center(box))
    desktop.hands.key("a")
    alice.events("key 30 0")
    assert domains(desktop)["alice"]["state"] == "shutting down"
    assert domains(desktop)["bob"]["state"] == "running"


def test_crashed_and_kept(desktop, start):
    alice = small(start, "alice", options=["--keep"])
    box = show(desktop, alice, BLUE, SMALL)
    domain("crash", alice.domid)
    wait_state(desktop, "alice", "crashed")
    desktop.wait_picture(is_shaded(box, BLUE), "a shade")
    domain("destroy", alice.domid)
    wait_until(lambda: "alice" not in domains(desktop), "it to go")


def test_paused_and_well_again(desktop, start):
    alice = small(start, "alice")
    box = show(desktop, alice, BLUE, SMALL)
    alice.pause()
    desktop.hands.key("a")
    wait_state(desktop, "alice", "paused")
    desktop.wait_picture(is_shaded(box, BLUE), "a shade")
    counted = desktop.counters()
    desktop.hands.key("b")
    alice.unpause()
    alice.events("key 30 0", "key 48 0")
    wait_state(desktop, "alice", "running")
    assert desktop.wait_box(BLUE, SMALL) == box
    assert desktop.counters()["guest_wakeups"] - counted["guest_wakeups"] < 10


def test_migrating(desktop, start):
    alice = small(start, "alice--incoming")
    alice.expect_display(*SMALL)
    wait_state(desktop, "alice--incoming", "migrating")
    subprocess.run(["xenstore-write", f"{alice.home}/name", "alice"], check=True)
    wait_state(desktop, "alice", "running")
    alice.fill(0, 0, *SMALL, BLUE)
    desktop.wait_box(BLUE, SMALL)


COMPLETE = """
source "$1"
shift
COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
_domicilectl
printf '%s\\n' "${COMPREPLY[@]}"
"""


@pytest.mark.parametrize("words, choices", [
    (["re"], ["reload"]),
    (["focus", ""], ["dom0", "alice", "bob"]),
    (["detach", ""], ["alice", "bob"]),
    (["label", "b"], ["bob"]),
    (["label", "bob", ""], [""]),
    (["list", "--"], ["--json", "--windows"]),
    (["watch", "--json", "--w"], ["--waybar"]),
])
def test_completion_of_bash(desktop, two, words, choices):
    result = subprocess.run(
        ["bash", "-c", COMPLETE, "bash", os.environ["BASH_COMPLETION"], "domicilectl", *words],
        env={**desktop.env, "PATH": f"{os.path.dirname(CTL)}:{os.environ['PATH']}"},
        capture_output=True, text=True)
    assert (result.stderr, result.stdout.split("\n")[:-1]) == ("", choices)


def test_every_command_has_its_documents(desktop):
    """In the manual and in each completion."""
    words = re.findall(r"^  ([a-z]+) ", ask(desktop, "--help"), re.MULTILINE)
    assert len(words) == 8
    for name in "CTL_MANUAL", "BASH_COMPLETION", "ZSH_COMPLETION", "FISH_COMPLETION":
        text = Path(os.environ[name]).read_text()
        assert [word for word in words if not re.search(rf"\b{word}\b", text)] == []
