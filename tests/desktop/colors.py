"""Colours that nothing but a guest shows."""

BLUE, ORANGE, GREEN, PURPLE = 0x2040C0, 0xFF8000, 0x10C040, 0x9020A0
