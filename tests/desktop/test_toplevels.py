"""Panels see all windows, guests' too, and do to them what a person would."""

import subprocess

import pytest
from colors import BLUE, GREEN, ORANGE
from guests import SMALL, show, small
from harness.process import wait_until
from harness.program import Program
from panel import Panel

def wlrctl(desktop, *args: str) -> int:
    return subprocess.run(["wlrctl", "toplevel", *args], env=desktop.env).returncode


@pytest.fixture
def alice(desktop, start):
    alice = small(start, "alice")
    show(desktop, alice, BLUE, SMALL)
    return alice


@pytest.fixture
def program(desktop, alice):
    """It comes up while a guest has the focus, and is given it."""
    program = Program(desktop, (300, 200), ORANGE, "a program")
    program.toplevel.set_app_id("org.example")
    program.client.sync()
    box = desktop.wait_box(ORANGE, (300, 200))
    desktop.hands.click(box[0] + 5, box[1] + 5)
    program.wait("focus")
    yield program
    program.end()


@pytest.fixture
def panel(desktop, program):
    panel = Panel(desktop)
    yield panel
    panel.client.close()


def test_what_is_told(panel):
    panel.wait("a program", "activated", app="org.example", outputs={"HEADLESS-1"})
    panel.wait("alice", app="alice", outputs={"HEADLESS-1"})
    names = list(panel.names.values())
    assert sorted((name["title"], name["app"]) for name in names) == [
        ("a program", "org.example"), ("alice", "alice")]
    assert len({name["id"] for name in names}) == 2


def test_what_changes_is_told(desktop, panel, program, alice):
    desktop.hands.key("leftmeta", "m")
    panel.wait("a program", "activated", "maximized")
    desktop.hands.key("leftmeta", "f")
    panel.wait("a program", "activated", "maximized", "fullscreen")
    desktop.hands.key("leftmeta", "h")
    panel.wait("a program", "minimized", "maximized", "fullscreen")
    panel.wait("alice", "activated")
    program.toplevel.set_title("another name")
    program.client.sync()
    panel.wait("another name", "minimized", "maximized", "fullscreen")
    panel.client.wait(
        lambda: any(name["title"] == "another name" for name in panel.names.values()), "its name")
    alice.end()
    panel.client.wait(lambda: panel.find("alice") is None and len(panel.names) == 1, "its end")


def test_dialogs_are_told_of(panel, program):
    dialog = program.compositor.create_surface()
    role = program.shell.get_xdg_surface(dialog)
    toplevel = role.get_toplevel()
    toplevel.set_title("a dialog")
    toplevel.set_parent(program.toplevel)

    def configure(serial: int) -> None:
        role.ack_configure(serial)
        dialog.attach(program.buffer((100, 50), GREEN), 0, 0)
        dialog.commit()

    role.on["configure"] = configure
    dialog.commit()
    program.client.sync()
    program.client.sync()
    parent = panel.client.wait(lambda: panel.find("a program"), "its parent")
    panel.wait("a dialog", "activated", parent=parent["handle"])


def test_a_panel_does_it(desktop, panel, program, alice):
    guest = panel.wait("alice")["handle"]
    guest.activate(panel.seat)
    panel.wait("alice", "activated")
    desktop.hands.key("a")
    alice.events("key 30 0")
    guest.set_maximized()
    panel.wait("alice", "activated", "maximized")
    desktop.wait_picture(lambda picture: picture.count(BLUE) > 900 * 650, "all of it")
    guest.unset_maximized()
    guest.set_fullscreen(None)
    panel.wait("alice", "activated", "fullscreen")
    guest.unset_fullscreen()
    guest.set_minimized()
    panel.wait("alice", "minimized")
    desktop.wait_gone(BLUE)
    # It comes back without the focus.
    guest.unset_minimized()
    panel.wait("alice")
    panel.wait("a program", "activated")
    desktop.wait_picture(lambda picture: picture.count(BLUE), "it again")


def test_closing_a_guest_hides_it(desktop, panel, program, alice):
    panel.wait("alice")["handle"].close()
    panel.wait("alice", "minimized")
    desktop.wait_gone(BLUE)
    panel.find("alice")["handle"].activate(panel.seat)
    desktop.wait_box(BLUE, SMALL)
    desktop.hands.key("a")
    alice.events("key 30 0")
    panel.wait("a program")["handle"].close()
    program.wait("close")


def test_it_goes_to_the_workspace(desktop, panel, alice, program):
    desktop.hands.key("leftmeta", "2")
    desktop.wait_gone(BLUE)
    panel.wait("alice", outputs={"HEADLESS-1"})["handle"].activate(panel.seat)
    desktop.wait_box(BLUE, SMALL)


def test_with_wlrctl(desktop, program, alice):
    def listed() -> list[str]:
        return sorted(subprocess.run(["wlrctl", "toplevel", "list"], env=desktop.env, check=True,
                                     text=True, capture_output=True).stdout.splitlines())

    wait_until(lambda: listed() == ["alice: alice", "org.example: a program"], "both windows")
    assert wlrctl(desktop, "find", "app_id:alice") == 0
    assert wlrctl(desktop, "find", "app_id:bob") != 0
    wait_until(lambda: wlrctl(desktop, "find", "title:a program", "state:active") == 0, "its focus")
    assert wlrctl(desktop, "focus", "app_id:alice") == 0
    wait_until(lambda: wlrctl(desktop, "find", "alice", "state:active") == 0, "the focus")
    desktop.hands.key("b")
    alice.events("key 48 0")
    assert wlrctl(desktop, "minimize", "app_id:alice") == 0
    desktop.wait_gone(BLUE)


def test_a_flood_of_titles_is_told_now_and_then(desktop, panel, program):
    told = []
    handle = panel.wait("a program", "activated")["handle"]
    handle.on["title"] = told.append
    for i in range(2000):
        program.toplevel.set_title(f"title {i}")
    program.client.sync()
    panel.client.wait(lambda: told and told[-1] == "title 1999", "the last title")
    assert len(told) < 500
