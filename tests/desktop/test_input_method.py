"""Text that no key has: an input method writes it into text fields of dom0's programs, and nowhere else."""

import os

import pytest
from colors import BLUE, GREEN, ORANGE, PURPLE
from guests import SMALL, center, show, small
from harness.program import Program
from harness.wayland import connect

CURSOR = 20, 30, 2, 16  # in the field


class Editor(Program):
    """A window that is one text field."""

    def __init__(self, desktop, color: int = PURPLE):
        super().__init__(desktop, SMALL, color)
        manager = self.client.bind("zwp_text_input_manager_v3")
        self.field = manager.get_text_input(self.seat)
        self.field.on["enter"] = lambda surface: self.events.append("field")
        self.field.on["leave"] = lambda surface: self.events.append("no field")
        self.field.on["preedit_string"] = lambda text, start, end: self.events.append(
            f"preedit {text} {start} {end}")
        self.field.on["commit_string"] = lambda text: self.events.append(f"text {text}")
        self.field.on["delete_surrounding_text"] = lambda before, after: self.events.append(
            f"delete {before} {after}")
        self.field.on["done"] = lambda serial: self.events.append(f"done {serial}")

    def enable(self, text: str = "") -> None:
        self.field.enable()
        self.field.set_surrounding_text(text, len(text), len(text))
        self.field.set_content_type(0, 0)
        self.field.set_cursor_rectangle(*CURSOR)
        self.field.commit()
        self.client.sync()


class Writer:
    """An input method."""

    def __init__(self, desktop):
        self.client = connect(desktop.env)
        seat = self.client.bind("wl_seat")
        self.method = self.client.bind("zwp_input_method_manager_v2").get_input_method(seat)
        self.events = []
        self.done = 0
        for event in "activate", "deactivate", "unavailable":
            self.method.on[event] = lambda event=event: self.events.append(event)
        self.method.on["surrounding_text"] = lambda text, cursor, anchor: self.events.append(
            f"around {text} {cursor} {anchor}")
        self.method.on["done"] = self._count
        self._shm = self.client.bind("wl_shm")
        self._keyboards = self.client.bind("zwp_virtual_keyboard_manager_v1")
        self._seat = seat
        self.client.sync()

    def _count(self) -> None:
        self.done += 1

    def wait(self, event: str) -> None:
        self.client.wait(lambda: event in self.events, f"{event}, only {self.events}")
        del self.events[:self.events.index(event) + 1]

    def write(self, text: str) -> None:
        self.client.sync()
        self.method.commit_string(text)
        self.method.commit(self.done)
        self.client.sync()

    def grab(self) -> None:
        """Has keys first, and gives none back."""
        self.keymap = None
        grab = self.method.grab_keyboard()
        grab.on["key"] = lambda serial, time, key, state: self.events.append(f"key {key} {state}")
        grab.on["keymap"] = self._take_keymap
        self.client.sync()

    def _take_keymap(self, _format, fd, size) -> None:
        if self.keymap is not None:
            os.close(self.keymap[0])
        self.keymap = fd, size

    def type(self, key: int) -> None:
        """On a keyboard of its own, with the keys that it gets."""
        keyboard = self._keyboards.create_virtual_keyboard(self._seat)
        keyboard.keymap(1, *self.keymap)
        for state in 1, 0:
            keyboard.key(0, key, state)
        self.client.sync()

    def popup(self, size, color: int):
        """What it shows beside the text."""
        compositor = self.client.bind("wl_compositor")
        surface = compositor.create_surface()
        popup = self.method.get_input_popup_surface(surface)
        popup.at = None
        popup.on["text_input_rectangle"] = lambda *box: setattr(popup, "at", box)
        surface.attach(Program.buffer(self, size, color), 0, 0)
        surface.damage(0, 0, *size)
        surface.commit()
        self.client.sync()
        return popup

    def end(self) -> None:
        self.client.close()


@pytest.fixture
def writer(desktop):
    writer = Writer(desktop)
    yield writer
    writer.end()


@pytest.fixture
def editor(desktop, writer):
    editor = Editor(desktop)
    editor.wait("field")
    editor.enable("abc")
    writer.wait("activate")
    writer.wait("around abc 3 3")
    yield editor
    editor.end()


def test_text_is_written(writer, editor):
    writer.write("Zürich 東京")
    editor.wait("text Zürich 東京")
    editor.wait("done 1")
    writer.method.set_preedit_string("とう", 0, 6)
    writer.method.delete_surrounding_text(2, 1)
    writer.method.commit(writer.done)
    editor.wait("preedit とう 0 6")
    editor.wait("delete 2 1")
    editor.wait("done 1")
    editor.enable("xyz")
    writer.wait("around xyz 3 3")


def test_nobody_writes(desktop):
    """Then programs write as they do without."""
    editor = Editor(desktop)
    editor.wait("focus")
    assert "field" not in editor.events
    late = Writer(desktop)
    editor.wait("field")
    late.end()
    editor.wait("no field")


def test_one_writes(desktop, writer, editor):
    other = Writer(desktop)
    other.wait("unavailable")
    other.end()
    writer.write("one")
    editor.wait("text one")


def test_goes_with_the_focus(desktop, writer, editor):
    other = Editor(desktop, ORANGE)
    editor.wait("no field")
    writer.wait("deactivate")
    other.wait("field")
    writer.write("lost")  # the field hasn't been enabled
    other.enable()
    writer.wait("activate")
    writer.write("found")
    other.client.wait(lambda: "text found" in other.events, "what is written")
    assert "text lost" not in other.events
    other.end()
    writer.wait("deactivate")
    # What was enabled before isn't any more.
    editor.wait("field")
    writer.write("lost")
    editor.enable()
    writer.wait("activate")
    writer.write("found")
    editor.client.wait(lambda: "text found" in editor.events, "what is written")
    assert "text lost" not in editor.events


def test_disabled(writer, editor):
    editor.field.disable()
    editor.field.commit()
    writer.wait("deactivate")
    writer.write("lost")
    editor.client.sync()
    assert "text lost" not in editor.events


def test_has_keys_first(desktop, writer, editor):
    writer.grab()
    desktop.hands.key("a")
    writer.wait("key 30 1")
    writer.wait("key 30 0")
    writer.type(48)
    editor.wait("key 48 1")
    editor.wait("key 48 0")
    assert "key 30 1" not in editor.events


def test_has_no_key_of_the_desktop(desktop, writer, editor):
    writer.grab()
    desktop.hands.key("leftmeta", "q")
    editor.wait("close")
    writer.client.sync()
    assert not [event for event in writer.events if event.startswith("key 16")]


def test_has_no_key_of_a_guest(desktop, writer, editor, start):
    """Nor of a program without a text field."""
    writer.grab()
    guest = small(start, "alice")
    desktop.hands.click(*center(show(desktop, guest, BLUE, SMALL)))
    writer.wait("deactivate")
    desktop.hands.key("f12")
    guest.events("key 88 0")
    plain = Program(desktop, SMALL, GREEN)
    desktop.hands.click(*center(desktop.wait_box(GREEN, SMALL)))
    plain.wait("focus")
    desktop.hands.key("x")
    plain.wait("key 45 0")
    writer.client.sync()
    assert not [event for event in writer.events if event.startswith("key")]
    plain.end()


def test_key_held_while_the_focus_goes(desktop, writer, editor, start):
    """It comes up where it went down."""
    writer.grab()
    desktop.hands.press("a")
    writer.wait("key 30 1")
    plain = Program(desktop, SMALL, GREEN)
    writer.wait("deactivate")
    desktop.hands.release("a")
    writer.wait("key 30 0")
    assert "key 30 0" not in plain.events
    plain.end()


def test_it_crashes_with_the_keys(desktop, writer, editor):
    writer.grab()
    desktop.hands.press("a")
    writer.end()
    editor.wait("no field")
    desktop.hands.release("a")
    desktop.hands.key("b")
    editor.wait("key 48 0")
    assert "key 30 0" not in editor.events


def test_shows_candidates(desktop, writer, editor):
    """Below the cursor, or above where there is no room; gone with the field."""
    x, y, _, _ = desktop.wait_box(PURPLE, SMALL)
    size = 60, 40
    popup = writer.popup(size, ORANGE)
    assert desktop.wait_box(ORANGE, size)[:2] == (x + CURSOR[0], y + CURSOR[1] + CURSOR[3])
    writer.client.wait(lambda: popup.at == (0, -CURSOR[3], *CURSOR[2:]), "where the cursor is")
    editor.field.set_cursor_rectangle(390, 2000, 2, 16)
    editor.field.commit()
    _, top, _, _ = desktop.wait_picture(
        lambda picture: (box := picture.box(ORANGE)) and box[1] > y + 100 and box, "it elsewhere")
    assert top + size[1] <= 720
    editor.field.disable()
    editor.field.commit()
    desktop.wait_gone(ORANGE)
    editor.enable()
    desktop.wait_box(ORANGE, size)
    writer.end()
    desktop.wait_gone(ORANGE)


def test_candidate_is_clicked(desktop, writer, editor):
    """It is the input method's click, and the field is written to as before."""
    pointer = writer.client.bind("wl_seat").get_pointer()
    pointer.on["enter"] = lambda serial, surface, x, y: writer.events.append(f"pointer {x:g} {y:g}")
    pointer.on["button"] = lambda serial, time, code, state: writer.events.append(
        f"button {code} {state}")
    writer.popup((60, 40), ORANGE)
    x, y, _, _ = desktop.wait_box(ORANGE, (60, 40))
    del editor.events[:]
    desktop.hands.click(x + 5, y + 6)
    for event in "pointer 5.5 6.5", "button 272 1", "button 272 0":
        writer.wait(event)
    writer.write("chosen")
    desktop.hands.key("a")
    editor.client.wait(lambda: "key 30 0" in editor.events, f"a key, only {editor.events}")
    assert "text chosen" in editor.events
    assert not {"focus", "no focus", "field", "no field"} & set(editor.events)
