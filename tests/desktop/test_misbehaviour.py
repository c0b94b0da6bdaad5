"""Programs of dom0 that don't do as they should, and a guest beside them that must not notice."""

import os
import resource

import pytest
from colors import BLUE, GREEN, ORANGE, PURPLE
from guests import SMALL, center, show, small, title
from harness.process import wait_until
from harness.program import Program
from harness.wayland import connect
from hostile import cpu_seconds, is_sanitized, open_files, own_memory

MAX_MEMORY = 4  # MiB
FILES = 100  # that the desktop may have open in the end, more than now


@pytest.fixture
def guest(desktop, start):
    """With the focus."""
    guest = small(start, "alice")
    guest.box = show(desktop, guest, BLUE, SMALL)
    desktop.hands.click(*center(guest.box))
    return guest


@pytest.fixture
def program(desktop, guest):
    program = Program(desktop, SMALL, PURPLE)
    program.box = desktop.wait_box(PURPLE, SMALL)
    yield program
    program.end()


def check(desktop, guest) -> None:
    """It is shown, and typed at."""
    for color in GREEN, BLUE:
        guest.fill(0, 0, *SMALL, color)
        desktop.wait_box(color, SMALL)
    desktop.hands.click(*center(guest.box))
    desktop.hands.key("a")
    guest.events("key 30 1", "key 30 0")


def has_been_let_go(client) -> bool:
    try:
        client.sync()
    except (AssertionError, OSError):
        return True
    return False


def test_it_never_reads(desktop, guest):
    """What it is to be told is kept for it up to a limit."""
    client = connect(desktop.env)
    files, memory = open_files(desktop.pid), own_memory(desktop.pid)
    with pytest.raises(OSError):
        for _ in range(1_000_000):
            client.display.sync()
    assert own_memory(desktop.pid) - memory < MAX_MEMORY or is_sanitized(desktop.pid)
    client.close()
    check(desktop, guest)
    assert open_files(desktop.pid) < files


def test_it_never_answers(desktop, guest, program):
    """It is asked for other sizes, again and again, and stays as it is."""
    program.window.role.on["configure"] = lambda serial: None
    desktop.hands.click(*center(program.box))
    program.wait("focus")
    for _ in range(50):
        desktop.hands.key("leftmeta", "m")
        desktop.hands.key("leftmeta", "f")
    assert desktop.wait_box(PURPLE, SMALL)
    check(desktop, guest)


def test_it_makes_thousands_of_surfaces(desktop, guest, program):
    """Each one below the last."""
    subcompositor = program.client.bind("wl_subcompositor")
    before = cpu_seconds(desktop.pid)
    for number in range(3000):
        surface = program.compositor.create_surface()
        subcompositor.get_subsurface(surface, program.window.surface)
        surface.commit()
        if number % 100 == 0:
            program.window.surface.commit()
            program.client.sync()
    assert cpu_seconds(desktop.pid) - before < 10
    check(desktop, guest)
    program.end()
    desktop.wait_gone(PURPLE)
    check(desktop, guest)


def test_it_draws_without_a_pause(desktop, guest, program):
    """No faster than it is shown."""
    frames = desktop.counters()["frames"]
    for _ in range(5000):
        program.window.surface.damage(0, 0, *SMALL)
        program.window.surface.commit()
    program.client.sync()
    assert desktop.counters()["frames"] - frames < 1000
    check(desktop, guest)


def drag(desktop, program):
    """Something that can be dropped, out of the program, with a picture at the pointer."""
    desktop.hands.pointer(*center(program.box))
    desktop.hands.button("left", True)
    program.wait("button 272 1")
    manager = program.client.bind("wl_data_device_manager")
    device = manager.get_data_device(program.seat)
    source = manager.create_data_source()
    source.offer("text/plain")
    icon = program.compositor.create_surface()
    device.on["enter"] = lambda *_: program.events.append("dragged")
    device.start_drag(source, program.window.surface, icon, program.serial)
    icon.attach(program.buffer((60, 60), ORANGE), 0, 0)
    icon.damage(0, 0, 60, 60)
    icon.commit()
    program.client.sync()
    desktop.hands.move(5, 5)
    program.wait("dragged")
    # The pointer lies above it.
    desktop.wait_picture(lambda picture: picture.count(ORANGE) > 50 * 50, "what is dragged")


def test_it_dies_while_it_drags(desktop, guest, program):
    drag(desktop, program)
    program.end()
    desktop.wait_gone(ORANGE)
    desktop.hands.button("left", False)
    check(desktop, guest)


def test_it_dies_with_a_drag_above_it(desktop, guest, program):
    """Of another program's."""
    other = Program(desktop, (200, 100), GREEN)
    box = desktop.wait_box(GREEN, (200, 100))
    drag(desktop, program)
    desktop.hands.pointer(*center(box))
    other.end()
    desktop.wait_gone(GREEN)
    desktop.hands.button("left", False)
    check(desktop, guest)
    program.client.sync()


@pytest.mark.parametrize("gesture", ["move", "resize"])
def test_it_dies_in_the_users_hand(desktop, guest, program, gesture):
    start = title(program.box) if gesture == "move" else (
        program.box[0] + SMALL[0] + 1, program.box[1] + SMALL[1] // 2)
    desktop.hands.pointer(*start)
    desktop.hands.button("left", True)
    desktop.hands.move(20, 0)
    program.end()
    desktop.wait_gone(PURPLE)
    desktop.hands.move(20, 0)
    desktop.hands.button("left", False)
    check(desktop, guest)


def limit_files(desktop) -> None:
    limit = open_files(desktop.pid) + FILES
    resource.prlimit(desktop.pid, resource.RLIMIT_NOFILE, (limit, limit))


def test_too_many_programs(desktop, guest):
    """Those that find no room are sent away; what is there goes on, and later ones are served."""
    limit_files(desktop)
    clients, refused = [], 0
    for _ in range(2 * FILES):
        try:
            clients.append(connect(desktop.env))
        except (AssertionError, OSError):
            refused += 1
    assert clients and refused
    desktop.wait_notice()
    desktop.expect("too many programs")
    before = cpu_seconds(desktop.pid), desktop.counters()["wakeups"]
    check(desktop, guest)
    assert cpu_seconds(desktop.pid) - before[0] < 1
    assert desktop.counters()["wakeups"] - before[1] < 500
    for client in clients:
        client.close()
    wait_until(lambda: not has_been_let_go(connect(desktop.env)), "room for another program")
