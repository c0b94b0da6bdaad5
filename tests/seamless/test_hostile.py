"""Agents that break every rule, and one beside them that must not notice."""

import pytest
from harness.agent import Agent

BLUE, GREEN, PURPLE = 0x2040C0, 0x10C040, 0x9020A0
SIZE = 200, 150

CREATE, DESTROY, MAP, UNMAP, CONFIGURE, FRAMES = 130, 131, 132, 133, 134, 135
DAMAGE, CLIPBOARD, TITLE, DOCK, DUMP = 136, 140, 141, 143, 147


def words(*numbers: int) -> str:
    return b"".join((number & 0xFFFFFFFF).to_bytes(4, "little") for number in numbers).hex()


def message(kind: int, window: int, *body: int, length: int | None = None) -> str:
    """With a length that isn't its own, if that is given. A body of nothing is written as a dash."""
    text = words(*body)
    return f"raw {kind} {window} {len(text) // 2 if length is None else length} {text or '-'}"


FAULTS = {
    "created twice": (["create 1 0 0 9 9 0"], "there is already"),
    "screen created twice": (["create 0 0 0 9 9 0", "create 0 0 0 9 9 0"], "there is already"),
    "unknown window": (["map 99 0 0"], "isn't"),
    "dump of unknown window": ([message(DUMP, 99, 0, 1, 1, 32, 8)], "isn't"),
    "dump after destroy": (["destroy 1", message(DUMP, 1, 0, 1, 1, 32, 8)], "isn't"),
    "destroyed twice": (["destroy 1", "destroy 1"], "isn't"),
    "unknown type": ([message(77, 1)], "protocol"),
    "type of ours": ([message(124, 1, 2, 0, 0, 0, 38)], "protocol"),
    "obsolete type": ([message(138, 1)], "protocol"),
    "too short": ([message(MAP, 1, 0, length=4)], "wrong length"),
    "too long": ([message(MAP, 1, 0, 0, 0)], "wrong length"),
    "largest length": ([message(MAP, 1, length=0xFFFFFFFF)], "wrong length"),
    "length of nothing": ([message(UNMAP, 1, 0)], "wrong length"),
    "negative size": (["create 2 0 0 -1 5 0"], "negative size"),
    "size 0": (["configure 1 0 0 0 5"], "a size that is none"),
    "negative configure": (["configure 1 0 0 5 -1"], "a size that is none"),
    "too few pages": ([message(DUMP, 1, 0, 33, 32, 32, 8)], "larger than its pages"),
    "no pages": ([message(DUMP, 1, 0, 1, 1, 32)], "larger than its pages"),
    "overflowing size": (
        [message(DUMP, 1, 0, 0x10000, 0x10000, 32, 8)], "larger than the protocol allows"),
    "negative dump": ([message(DUMP, 1, 0, -1, -1, 32, 8)], "larger than the protocol allows"),
    "too wide": ([message(DUMP, 1, 0, 16385, 1, 32, 8)], "larger than the protocol allows"),
    "dump of a strange kind": ([message(DUMP, 1, 1, 1, 1, 32, 8)], "unknown kind"),
    "dump without an end": ([message(DUMP, 1, length=0x7FFFFFFC)], "can't be"),
    "dump of half a page": ([message(DUMP, 1, 0, 1, 1, 32, 8, length=22)], "can't be"),
    "frames that lie": ([message(FRAMES, 1, 0, 1, 1, 32, 0, 2, 0, 8)], "make no sense"),
    "frames from afar": (
        [message(FRAMES, 1, 0, 1, 1, 32, 0xFFFFFFFC, 1, 0, 8)], "larger than its pages"),
    "flags that contradict": (["flags 1 1 1"], "to be and not to be"),
    "no such cursor": (["cursor 1 410"], "cursor"),
    "clipboard without an end": ([message(CLIPBOARD, 1, length=256002)], "clipboard"),
    "too many windows": (
        [f"create {number} 0 0 1 1 0" for number in range(2, 22)], "windows-limit"),
}

HARMLESS = {
    "clipboard that nobody asked for": ["clipboard evil"],
    "dock of a mapped window": ["dock 1"],
    "popup by mapping twice": ["map 1 0 1", "map 1 1 1"],
    "transient for itself": ["unmap 1", "map 1 1 0"],
    "damage everywhere": ["damage 1 -5 -5 10 10", "damage 1 0 0 2147483647 2147483647",
                          "damage 1 2147483647 2147483647 1 1", "damage 1 199 149 -1 -1"],
    "pages of nobody": [message(DUMP, 1, 0, 32, 32, 32, 0x7FFFFFFF)],
    "the same page twice": [message(DUMP, 1, 0, 32, 32, 32, 0)],
    "frames of nobody": [message(FRAMES, 1, 0, 32, 32, 32, 0, 1, 0, 0x7FFFFFFF)],
    "no pixels": [message(DUMP, 1, 0, 0, 0, 32)],
    "far away": ["configure 1 2147483647 -2147483648 200 150"],
    "huge": ["configure 1 0 0 2147483647 2147483647"],
    "unmapped twice": ["unmap 1", "unmap 1"],
    "transients of one that goes": [
        "create 2 0 0 9 9 0", "map 2 1 0", "create 3 0 0 9 9 0", "map 3 2 0", "destroy 2"],
    "the screen's window goes": ["create 0 0 0 50 50 0", "map 0 0 0", "destroy 0"],
    "number used again": ["destroy 1", "create 1 0 0 5 5 0", "map 1 0 0"],
    "a title of controls": [message(TITLE, 1, *[0x1B0A0D07] * 32)],
    "popup over all": ["create 2 -100 -100 9000 6000 1", "map 2 0 1"],
}


@pytest.fixture
def desktop(new_desktop):
    return new_desktop(config="[defaults]\nwindows-limit = 20\n")


@pytest.fixture
def neighbour(desktop, start):
    agent = start(Agent, "neighbour")
    agent.expect_connected()
    agent.show(1, 50, 50, *SIZE, GREEN)
    desktop.wait_box(GREEN, SIZE)
    return agent


@pytest.fixture
def hostile(desktop, neighbour, start):
    agent = start(Agent, "mallory")
    agent.expect_connected()
    agent.show(1, 700, 300, *SIZE, BLUE)
    desktop.wait_box(BLUE, SIZE)
    agent.got("ack 1")
    return agent


def check(desktop, neighbour, color=PURPLE) -> None:
    """Its agent is still connected, and listened to."""
    neighbour.do(f"create {color} 300 50 70 80 0")
    neighbour.do(f"map {color} 0 0")
    neighbour.do(f"dump {color} 70 80 {color:06x}")
    neighbour.got(f"ack {color}")
    assert "disconnected" not in neighbour.lines


@pytest.mark.parametrize("case", FAULTS)
def test_fault(desktop, neighbour, hostile, case):
    lines, reason = FAULTS[case]
    start = len(desktop.lines)
    for line in lines:
        hostile.do(line)
    desktop.expect_since(start, rf"mallory.*Its windows are gone: .*{reason}")
    hostile.expect_left()
    desktop.wait_gone(BLUE)
    desktop.wait_box(GREEN, SIZE)
    check(desktop, neighbour)


@pytest.mark.parametrize("case", HARMLESS)
def test_harmless(desktop, neighbour, hostile, case):
    for line in HARMLESS[case]:
        hostile.do(line)
    hostile.do("create 100 600 50 70 80 0")
    hostile.do("map 100 0 0")
    hostile.do(f"dump 100 70 80 {PURPLE:06x}")
    hostile.got("ack 100")
    assert "disconnected" not in hostile.lines
    check(desktop, neighbour)


def test_third_time(desktop, neighbour, hostile):
    """Who comes back with the same fault is left alone in the end, not tried for ever."""
    for _ in range(2):
        hostile.do(message(77, 1))
        hostile.expect_left()
        hostile.expect_connected()
    hostile.do(message(77, 1))
    desktop.expect("mallory.*left alone from now on")
    check(desktop, neighbour)


def test_fight_over_the_place(desktop, neighbour, hostile):
    """A guest that always has another place in mind, while the user drags."""
    x, y, _, _ = desktop.wait_box(BLUE, SIZE)
    hostile.do("obey 0")
    desktop.hands.press("leftmeta")
    desktop.hands.pointer(x + 5, y + 5)
    desktop.hands.button(down=True)
    for step in range(20):
        desktop.hands.pointer(x + 5 - 10 * step, y + 5)
        hostile.do(f"configure 1 {step} {step} 200 150")
    desktop.hands.button(down=False)
    desktop.hands.release("leftmeta")
    check(desktop, neighbour)


@pytest.mark.parametrize("kind, count", [
    ("damage", 300000), ("configure", 100000), ("title", 100000), ("map", 50000)])
def test_flood(desktop, neighbour, hostile, kind, count):
    """Whoever floods is heard when there is time."""
    hostile.write(f"flood {count} 1 {kind}")
    for color in range(PURPLE, PURPLE + 5):
        check(desktop, neighbour, color)
    hostile.expect("^done$")
    hostile.do("destroy 1")
    hostile.got("destroy 1")


def test_unmappable_without_end(desktop, neighbour, hostile):
    """The hypervisor takes long to say no: it isn't asked for ever."""
    start = len(desktop.lines)
    for _ in range(20):
        hostile.write(message(DUMP, 1, 0, 32, 32, 32, 0x7FFFFFFF))
    desktop.expect_since(start, "mallory.*Its windows are gone: .*can't be mapped")
    check(desktop, neighbour)


def test_dumps_without_end(desktop, neighbour, hostile):
    before = desktop.mapped(hostile.domid)
    for _ in range(200):
        hostile.do(f"dump 1 200 150 {BLUE:06x}")
    hostile.got(*["ack 1"] * 200)
    assert desktop.mapped(hostile.domid) == before
    check(desktop, neighbour)


def test_deaf(desktop, neighbour, hostile):
    """Who reads nothing costs nothing, and gets what counts when it reads again."""
    x, y, _, _ = desktop.wait_box(BLUE, SIZE)
    desktop.hands.click(x + 5, y + 5)
    hostile.got("button 1 5")
    hostile.do("deaf 1")
    for step in range(3000):
        desktop.hands.pointer(x + 10 + step % 50, y + 10)
    desktop.hands.key("a")
    check(desktop, neighbour)
    hostile.do("deaf 0")
    hostile.do("damage 1 0 0 1 1")
    hostile.do("destroy 1")
    hostile.got("destroy 1")
