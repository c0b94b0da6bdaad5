#!/usr/bin/env python3
"""Writes those inputs of the target "guest" that have names: where its exploring begins.

Each line is an act, by the name that it has in guest.c or hostile.c, with its operands.
"""

import re
import struct
from pathlib import Path

HERE = Path(__file__).parent

VFB, VKBD = 0, 1  # for acts that choose a frontend
PAGE = 0  # for those that choose a page: the framebuffer's shared page


def names(source: str) -> list[str]:
    """Of the acts in a file; their places in the list are their numbers."""
    table = re.search(r"\bacts\[\]\).*?\{(.*?)\};", (HERE / source).read_text(), re.DOTALL)
    return re.findall(r"\w+", table[1])


DESKTOP, GUEST = names("guest.c"), names("hostile.c")
NODES = re.findall(r'^\t\t"((?:device|error).*)",$', (HERE / "hostile.c").read_text(), re.MULTILINE)


def act(name: str, *operands: bytes) -> bytes:
    number = bytes([DESKTOP.index(name)]) if name in DESKTOP else guest_act(name)
    return number + b"".join(operands)


def guest_act(name: str) -> bytes:
    return bytes([0xFF, GUEST.index(name)])


def flood(count: int, name: str, *operands: bytes) -> bytes:
    return bytes([DESKTOP.index("flood"), count, GUEST.index(name)]) + b"".join(operands)


def u8(*numbers: int) -> bytes:
    return bytes(numbers)


def u16(*numbers: int) -> bytes:
    return struct.pack(f"<{len(numbers)}H", *numbers)


def i32(*numbers: int) -> bytes:
    return struct.pack(f"<{len(numbers)}i", *numbers)


def node(path: str, text: str) -> bytes:
    return act("write_text", u8(NODES.index(path), len(text)), text.encode())


def no_node(path: str) -> bytes:
    return act("remove_node", u8(NODES.index(path)))


def state(frontend: int, number: int) -> bytes:
    return act("set_state", u8(frontend, number))


def header(depth: int) -> bytes:
    return act("write_word", u8(PAGE, 8), i32(depth))


def let_pass(ms: int) -> bytes:
    return act("pass_time", u16(ms)) + SETTLE


SETTLE = act("settle_down")
FRAME = act("draw")
RECONNECT = state(VFB, 3) + SETTLE + FRAME

SEEDS = {
    "update": act("send_update", i32(-1, 2, 30, 4)) + SETTLE + FRAME,
    "resize": act("send_resize", i32(16, 16, 64), u8(16), i32(128)) + SETTLE + FRAME
    + act("send_resize", i32(16, 16, 48), u8(24), i32(0)) + SETTLE + FRAME
    + act("send_update", i32(0, 0, 9, 9)) + SETTLE + FRAME,
    "depth-8": header(8) + RECONNECT + act("send_update", i32(0, 0, 9, 9)) + SETTLE + FRAME,
    "depth-16": header(16) + RECONNECT,
    "depth-24": header(24) + RECONNECT,
    "short-rows": act("write_word", u8(PAGE, 6), i32(64)) + RECONNECT,
    "reaches-past": act("write_word", u8(PAGE, 5), i32(80)) + RECONNECT,
    "needs-copy-above-limit": header(8) + act("write_word", u8(PAGE, 4), i32(512))
    + act("write_word", u8(PAGE, 5), i32(136)) + act("write_word", u8(PAGE, 6), i32(512))
    + act("write_word", u8(PAGE, 7), i32(70000)) + RECONNECT,
    "words-32": node("device/vfb/0/protocol", "x86_32-abi")
    + act("write_word", u8(PAGE, 9), i32(5)) + RECONNECT,
    "no-protocol": no_node("device/vfb/0/protocol") + RECONNECT,
    "says-no-updates": no_node("device/vfb/0/feature-update") + RECONNECT
    + act("write_word", u8(3, 0), i32(-1)) + let_pass(60) + FRAME + let_pass(60) + FRAME,
    "reset-ring": act("send_update", i32(0, 0, 9, 9)) + SETTLE + FRAME
    + act("write_word", u8(PAGE, 3), i32(0)) + act("write_word", u8(PAGE, 2), i32(0))
    + act("notify", u8(VFB)) + SETTLE + FRAME,
    "wakes-up": act("resume", u8(VFB)) + act("resume", u8(VKBD)) + SETTLE + FRAME,
    "reconnects-too-often": flood(12, "resume", u8(VFB)) + let_pass(1000) + let_pass(9000) + FRAME,
    "flaps": flood(100, "set_state", u8(VFB, 3)) + let_pass(100) + let_pass(9000) + FRAME,
    "errors-flood": flood(20, "write_text", u8(NODES.index("error/device/vfb/0/error"), 1), b"2")
    + let_pass(9000),
    "gave-up": act("go_deaf", u8(VFB)) + state(VFB, 1) + SETTLE
    + node("error/device/vfb/0/error", "2") + SETTLE
    + node("error/device/vfb/7777/error", "2") + SETTLE + FRAME,
    "gave-up-silently": act("go_deaf", u8(VFB)) + state(VFB, 1) + SETTLE
    + node("error/device/vfb/0/error", "2") + SETTLE + let_pass(15000) + FRAME,
    "closes": state(VFB, 5) + state(VKBD, 5) + SETTLE + state(VFB, 6) + SETTLE + state(VFB, 1)
    + SETTLE,
    "goes-away": no_node("device/vfb/0") + no_node("device/vkbd/0") + SETTLE + FRAME,
    "repeats": act("press", u16(30), u8(0)) + let_pass(200) + let_pass(50) + act("read_input")
    + let_pass(50) + act("release"),
    "types-much": act("type", u8(64)) + SETTLE + act("read_input") + let_pass(10)
    + act("read_input") + let_pass(10) + act("press", u16(30), u8(0)) + act("release"),
    "relative-pointer": node("device/vkbd/0/request-abs-pointer", "0") + state(VKBD, 3) + SETTLE
    + act("move", u16(80, 240)) + act("move", u16(3, 2)) + act("read_input"),
    "touches": act("touch", u8(0, 0), u16(100)) + act("touch", u8(128, 1), u16(200))
    + act("touch", u8(1, 0), u16(300)) + act("touch", u8(2, 1), u16(0)) + SETTLE
    + act("read_input") + act("release") + SETTLE,
    "touches-much": 80 * (act("touch", u8(0, 3), u16(9)) + act("touch", u8(2, 3), u16(9))) + SETTLE
    + act("touch", u8(0, 9), u16(500)) + act("read_input") + let_pass(10) + act("release"),
    "touched-and-wakes-up": act("touch", u8(0, 5), u16(7)) + act("resume", u8(VKBD)) + SETTLE
    + act("touch", u8(1, 5), u16(8)) + act("read_input") + SETTLE,
    "untouched": node("device/vkbd/0/request-multi-touch", "7") + state(VKBD, 3) + SETTLE
    + act("touch", u8(0, 0), u16(100)) + act("read_input") + SETTLE,
    "forgets-its-touchscreen": no_node("device/vkbd/0/request-multi-touch")
    + no_node("device/vkbd/0/request-abs-pointer") + act("touch", u8(0, 0), u16(100))
    + state(VKBD, 3) + SETTLE + act("touch", u8(0, 0), u16(100)) + act("restart") + SETTLE,
    "keyboard-by-frame": no_node("device/vkbd/0/page-gref") + state(VKBD, 3) + SETTLE
    + act("press", u16(30), u8(0)),
    "large-grant": node("device/vkbd/0/page-gref", "99999999999") + state(VKBD, 3) + SETTLE,
    "vinput": act("add_device", u8(2, 0)) + SETTLE + act("remove_device", u8(2, 0)) + SETTLE
    + act("remove_device", u8(2, 0)) + SETTLE,
    "taken-by-another": act("add_device", u8(1, 1)) + act("take_device", u8(1, 1)) + SETTLE
    + act("add_device", u8(0, 0)) + act("take_device", u8(0, 0)) + act("restart") + FRAME,
    "removed": act("remove_device", u8(0, 0)) + SETTLE + act("remove_device", u8(0, 0)) + SETTLE,
    "removed-meanwhile": act("remove_device", u8(0, 0)) + act("restart") + FRAME,
    "hidden": act("show") + act("send_update", i32(0, 0, 9, 9)) + SETTLE + act("show") + FRAME,
    "restarts": act("press", u16(30), u8(0)) + act("restart") + FRAME + act("read_input") + SETTLE,
    "reboots": act("reboot") + FRAME,
    "policy": act("reload", u8(0)) + act("reload", u8(15)) + SETTLE,
    "conflicts": act("conflict", u8(31)) + state(VFB, 5) + SETTLE,
    "interferes": act("interfere") + act("resume", u8(VFB)) + SETTLE,
    "name": act("rename_domain", u8(5)) + b"a\xe2\x80\xae\xff" + SETTLE + FRAME,
}


def main() -> None:
    for name, data in SEEDS.items():
        (HERE / "corpus/guest" / name).write_bytes(data)


if __name__ == "__main__":
    main()
