"""Keys by the names that Linux gives them: KEY_LEFTSHIFT is "leftshift"."""

import re
from functools import cache
from pathlib import Path

HEADER = Path("/usr/include/linux/input-event-codes.h")

# The 105 keys of a PC keyboard.
PC_KEYBOARD = [
    *"abcdefghijklmnopqrstuvwxyz", *"0123456789", *(f"f{number}" for number in range(1, 13)),
    "esc", "tab", "backspace", "enter", "space", "minus", "equal", "leftbrace", "rightbrace",
    "semicolon", "apostrophe", "grave", "backslash", "102nd", "comma", "dot", "slash",
    "capslock", "numlock", "scrolllock", "sysrq", "pause", "compose",
    "leftshift", "rightshift", "leftctrl", "rightctrl", "leftalt", "rightalt", "leftmeta",
    "rightmeta", "insert", "delete", "home", "end", "pageup", "pagedown", "up", "down", "left",
    "right", "kpslash", "kpasterisk", "kpminus", "kpplus", "kpenter", "kpdot",
    *(f"kp{digit}" for digit in range(10)),
]

# What types a character on a US keyboard: a key, or a key with shift.
PLAIN = {
    **{character: character for character in "abcdefghijklmnopqrstuvwxyz0123456789"},
    " ": "space", "\n": "enter", "\t": "tab", "-": "minus", "=": "equal", "[": "leftbrace",
    "]": "rightbrace", ";": "semicolon", "'": "apostrophe", "`": "grave", "\\": "backslash",
    ",": "comma", ".": "dot", "/": "slash",
}
SHIFTED = {
    **{character.upper(): character for character in "abcdefghijklmnopqrstuvwxyz"},
    **dict(zip(")!@#$%^&*(", "0123456789")),
    "_": "minus", "+": "equal", "{": "leftbrace", "}": "rightbrace", ":": "semicolon",
    '"': "apostrophe", "~": "grave", "|": "backslash", "<": "comma", ">": "dot", "?": "slash",
}


@cache
def _codes() -> dict[str, str]:
    return dict(re.findall(r"^#define\s+(\w+)\s+(\w+)", HEADER.read_text(), re.MULTILINE))


def code(name: str) -> int:
    """The value of a name of Linux's input-event-codes.h, as code("KEY_A") or code("BTN_LEFT")."""
    value = _codes()[name]
    return int(value, 0) if value[0].isdigit() else code(value)


def key_code(key: str) -> int:
    return code(f"KEY_{key.upper()}")


def chord(character: str) -> list[str]:
    """The keys that together type a character."""
    if character in PLAIN:
        return [PLAIN[character]]
    return ["leftshift", SHIFTED[character]]
