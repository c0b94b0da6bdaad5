"""Keys by the names that Linux gives them (KEY_LEFTSHIFT is "leftshift"), as QEMU knows them."""

import re
from pathlib import Path

HEADER = Path("/usr/include/linux/input-event-codes.h")

# QEMU's names where they are not Linux's. Together with letters, digits and the rest of SAME these
# are the 105 keys of a PC keyboard.
QEMU_NAMES = {
    "space": "spc", "enter": "ret", "dot": "dot", "comma": "comma", "slash": "slash",
    "grave": "grave_accent", "leftbrace": "bracket_left", "rightbrace": "bracket_right",
    "capslock": "caps_lock", "numlock": "num_lock", "scrolllock": "scroll_lock",
    "leftshift": "shift", "rightshift": "shift_r", "leftctrl": "ctrl", "rightctrl": "ctrl_r",
    "leftalt": "alt", "rightalt": "alt_r", "leftmeta": "meta_l", "rightmeta": "meta_r",
    "compose": "compose", "102nd": "less", "sysrq": "print", "pageup": "pgup", "pagedown": "pgdn",
    "kpslash": "kp_divide", "kpasterisk": "kp_multiply", "kpminus": "kp_subtract",
    "kpplus": "kp_add", "kpenter": "kp_enter", "kpdot": "kp_decimal",
    **{f"kp{digit}": f"kp_{digit}" for digit in range(10)},
}

SAME = [
    *"abcdefghijklmnopqrstuvwxyz", *"0123456789", *(f"f{number}" for number in range(1, 13)),
    "esc", "tab", "backspace", "minus", "equal", "semicolon", "apostrophe", "backslash",
    "insert", "delete", "home", "end", "up", "down", "left", "right", "pause",
]

PC_KEYBOARD = sorted({*QEMU_NAMES, *SAME})

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


def qemu_name(key: str) -> str:
    return QEMU_NAMES.get(key, key)


def code(name: str) -> int:
    """The value of a name of Linux's input-event-codes.h, as code("KEY_A") or code("BTN_LEFT")."""
    value = re.search(rf"^#define\s+{name}\s+(\S+)", HEADER.read_text(), re.MULTILINE)[1]
    return int(value, 0) if value[0].isdigit() else code(value)


def key_code(key: str) -> int:
    return code(f"KEY_{key.upper()}")


def chord(character: str) -> list[str]:
    """The keys that together type a character."""
    if character in PLAIN:
        return [PLAIN[character]]
    return ["leftshift", SHIFTED[character]]
