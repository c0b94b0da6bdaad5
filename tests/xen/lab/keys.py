"""Keys as QEMU names them."""

# By Linux's names (KEY_LEFTSHIFT is "leftshift"), where QEMU's are others.
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


def qemu_name(key: str) -> str:
    return QEMU_NAMES.get(key, key)
