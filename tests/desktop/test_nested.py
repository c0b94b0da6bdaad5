"""The desktop in a window of another: it lives as long as that."""

import pytest


@pytest.fixture
def nested(new_desktop):
    """A desktop, and one in its window."""
    outer = new_desktop()
    inner = new_desktop(env={"WLR_BACKENDS": "wayland", "WAYLAND_DISPLAY": outer.display})
    outer.expect("focus: Domicile$")
    return outer, inner


def test_window_is_closed(nested):
    outer, inner = nested
    outer.hands.key("leftmeta", "q")
    assert inner.wait() == 0


def test_outer_desktop_ends(nested):
    outer, inner = nested
    outer.end()
    assert inner.wait() == 0
