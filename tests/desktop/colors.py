"""Colours that nothing but a guest shows."""

BLUE, ORANGE, GREEN = 0x2040C0, 0xFF8000, 0x10C040
