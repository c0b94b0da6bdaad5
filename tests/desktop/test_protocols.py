"""What programs of dom0 find, and what those in a sandbox do: README's table, no more and no less."""

import os
import socket
import subprocess

import pytest
from colors import BLUE, ORANGE
from guests import SMALL, show, small
from harness.program import Program
from harness.protocols import claims, found
from harness.wayland import Client

EVERYBODY, ALONE = (claims(os.environ["README"], column, gpu=False) for column in (1, 2))


class Sandbox:
    """What lets programs in that aren't trusted."""

    def __init__(self, desktop, path):
        self.path = str(path)
        self._listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._listener.bind(self.path)
        self._listener.listen()
        ended, self._end = os.pipe()
        context = desktop.client.bind("wp_security_context_manager_v1").create_listener(
            self._listener.fileno(), ended)
        context.set_sandbox_engine("org.example.sandbox")
        context.set_app_id("org.example.app")
        context.commit()
        desktop.client.sync()
        os.close(ended)

    def connect(self) -> Client:
        return Client(self.path)

    def end(self) -> None:
        os.close(self._end)
        self._listener.close()


@pytest.fixture
def sandbox(desktop, tmp_path):
    sandbox = Sandbox(desktop, tmp_path / "sandboxed")
    yield sandbox
    sandbox.end()


def offered(client: Client) -> dict[str, int]:
    return dict(client.globals.values())


def test_the_table_is_what_there_is(desktop):
    """By the program that people look with."""
    info = subprocess.run(["wayland-info"], env=desktop.env, check=True, capture_output=True,
                          text=True).stdout
    assert found(info) == EVERYBODY | ALONE


def test_a_sandbox_shows_its_part_of_it(sandbox):
    assert offered(sandbox.connect()) == EVERYBODY


def test_what_is_not_shown_can_not_be_bound(desktop, sandbox):
    """Names are easily guessed."""
    desktop.client.sync()
    hidden = [(name, *kind) for name, kind in desktop.client.globals.items() if kind[0] in ALONE]
    assert len(hidden) == len(ALONE)
    for name, interface, version in hidden:
        client = sandbox.connect()
        client.globals[name] = interface, version
        client.bind(interface, name)
        with pytest.raises(AssertionError, match=f"invalid global {interface} "):
            client.wait(lambda: False, "an error")
        client.close()
    # Those outside have it still.
    desktop.client.bind("zwlr_screencopy_manager_v1")
    desktop.client.sync()


def test_what_comes_later_is_not_shown_either(desktop, sandbox):
    """A screen is, and dom0's own are told the same."""
    client = sandbox.connect()
    before = offered(client)
    subprocess.run(["wlr-randr", "--output", "HEADLESS-1", "--off"], env=desktop.env, check=True)
    client.wait(lambda: "wl_output" not in offered(client), "the end of the screen")
    subprocess.run(["wlr-randr", "--output", "HEADLESS-1", "--on"], env=desktop.env, check=True)
    client.wait(lambda: offered(client) == before, "the screen")


def test_it_hands_the_focus_to_no_guest(desktop, sandbox, start):
    """By closing its window while somebody types."""
    alice = small(start, "alice")
    show(desktop, alice, BLUE, SMALL)
    program = Program(desktop, (300, 200), ORANGE, client=sandbox.connect())
    x, y, _, _ = desktop.wait_box(ORANGE, (300, 200))
    desktop.hands.click(x + 5, y + 5)
    program.wait("focus")
    program.end()
    desktop.wait_gone(ORANGE)
    desktop.hands.key("a")
    desktop.hands.key("leftalt", "tab")
    desktop.hands.key("b")
    keys = [line for line in alice.events("key 48 0") if line.startswith("key")]
    assert keys == ["key 48 1", "key 48 0"]
