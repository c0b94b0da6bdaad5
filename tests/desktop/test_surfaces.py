"""What programs may ask of their surfaces and windows, by what is seen."""

import subprocess
import time

import pytest
from colors import ORANGE, PURPLE
from guests import SMALL, center, title
from harness.process import FOR_EVER
from harness.program import Program

WHOLE = 0xFFFFFFFF  # of what protocols express as a part of 32 bits
BACKGROUND = 0x2B3340  # data/config.ini


@pytest.fixture
def program(desktop):
    program = Program(desktop, SMALL, PURPLE)
    program.box = desktop.wait_box(PURPLE, SMALL)
    yield program
    program.end()


def show_pixel(program, color: int) -> None:
    """The whole window, of one pixel."""
    channels = [(color >> shift & 0xFF) * 0x01010101 for shift in (16, 8, 0)]
    buffer = program.client.bind("wp_single_pixel_buffer_manager_v1").create_u32_rgba_buffer(
        *channels, WHOLE)
    viewport = program.client.bind("wp_viewporter").get_viewport(program.window.surface)
    viewport.set_destination(*SMALL)
    program.window.surface.attach(buffer, 0, 0)
    program.window.surface.damage(0, 0, *SMALL)
    program.window.surface.commit()
    program.client.sync()


def test_one_pixel_fills_a_window(desktop, program):
    show_pixel(program, ORANGE)
    assert desktop.wait_box(ORANGE, SMALL) == program.box


def test_cropped_and_enlarged(desktop, program):
    """What is left of a picture of two colours."""
    left = program.buffer((200, 300), ORANGE)
    surface = program.window.surface
    viewport = program.client.bind("wp_viewporter").get_viewport(surface)
    viewport.set_source(10, 10, 50, 50)
    viewport.set_destination(300, 200)
    surface.attach(left, 0, 0)
    surface.damage_buffer(0, 0, 200, 300)
    surface.commit()
    assert desktop.wait_box(ORANGE, (300, 200))[:2] == program.box[:2]


def test_translucent(desktop, program):
    modifier = program.client.bind("wp_alpha_modifier_v1").get_surface(program.window.surface)
    modifier.set_multiplier(WHOLE // 2)
    program.window.surface.commit()

    def mixed(picture) -> bool:
        pixel = picture.pixel(*center(program.box))
        return all(abs((pixel >> shift & 0xFF) - ((PURPLE >> shift & 0xFF)
                                                  + (BACKGROUND >> shift & 0xFF)) / 2) <= 2
                   for shift in (16, 8, 0))

    desktop.wait_picture(mixed, "window and background mixed")


def test_told_of_a_fractional_scale(desktop, program):
    scales = []
    scale = program.client.bind("wp_fractional_scale_manager_v1").get_fractional_scale(
        program.window.surface)
    scale.on["preferred_scale"] = scales.append
    program.client.wait(lambda: scales == [120], "the scale of the screen")
    subprocess.run(["wlr-randr", "--output", "HEADLESS-1", "--scale", "1.5"], env=desktop.env,
                   check=True)
    program.client.wait(lambda: scales == [120, 180], "the new scale of the screen")


def test_told_when_it_was_seen(desktop, program):
    presentation = program.client.bind("wp_presentation")
    clocks, times, discarded = [], [], []
    presentation.on["clock_id"] = clocks.append
    feedback = presentation.feedback(program.window.surface)
    feedback.on["presented"] = lambda high, low, nanoseconds, *_: times.append(
        (high << 32 | low) + nanoseconds / 1e9)
    feedback.on["discarded"] = lambda: discarded.append(True)
    program.window.surface.damage(0, 0, *SMALL)
    program.window.surface.commit()
    program.client.wait(lambda: times or discarded, "when it was seen")
    assert clocks == [time.CLOCK_MONOTONIC] and not discarded
    assert 0 <= time.monotonic() - times[0] < FOR_EVER


def test_dialog_of_another_program(desktop, program):
    """As portals show them: it stays above the window that has lent its name."""
    handles = []
    exported = program.client.bind("zxdg_exporter_v2").export_toplevel(program.window.surface)
    exported.on["handle"] = handles.append
    program.client.wait(lambda: handles, "a handle")
    dialog = Program(desktop, SMALL, ORANGE)
    desktop.wait_box(ORANGE, SMALL)
    imported = dialog.client.bind("zxdg_importer_v2").import_toplevel(handles[0])
    imported.set_parent_of(dialog.window.surface)
    dialog.client.sync()

    # It is put over the other, of which all that can be seen is clicked.
    desktop.hands.press("leftmeta")
    desktop.hands.drag(center(desktop.screenshot().box(ORANGE)),
                       tuple(value + 40 for value in center(program.box)))
    desktop.hands.release("leftmeta")
    x, y, _, _ = program.box
    above = x + SMALL[0] - 20, y + SMALL[1] - 20
    desktop.wait_picture(lambda picture: picture.pixel(*above) == ORANGE, "it above")
    desktop.hands.click(*title(program.box))
    program.wait("focus")
    desktop.hands.key("f12")
    program.wait("key 88 0")
    assert desktop.screenshot().pixel(*above) == ORANGE
    dialog.end()
