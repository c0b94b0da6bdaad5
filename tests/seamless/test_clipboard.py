"""Text from one guest to another: on the user's two keys, and in no other way."""

import pytest
from harness.agent import Agent

BLUE, GREEN = 0x2040C0, 0x10C040
SIZE = 200, 150
TAKE, GIVE = ("leftmeta", "leftshift", "c"), ("leftmeta", "leftshift", "v")


class Clipboard:
    def __init__(self, desktop, start):
        self.hands = desktop.hands
        self.agents = []
        self.boxes = []
        for name, color, x in (("alice", BLUE, 50), ("bob", GREEN, 600)):
            agent = start(Agent, name)
            agent.expect_connected()
            agent.show(1, x, 50, *SIZE, color)
            self.agents.append(agent)
            self.boxes.append(desktop.wait_box(color, SIZE))

    def focus(self, number: int) -> Agent:
        x, y, _, _ = self.boxes[number]
        self.hands.click(x + 5, y + 5)
        self.agents[number].got("button 1 5")
        return self.agents[number]

    def take(self, number: int, text: str) -> None:
        agent = self.focus(number)
        self.hands.key(*TAKE)
        agent.got("clipboard-request 1")
        agent.do(f"clipboard {text}")
        # Messages are heard in their order: when this is confirmed, the text has been taken.
        for line in ("create 99 0 0 1 1 0", "destroy 99"):
            agent.do(line)
        agent.got("destroy 99")


@pytest.fixture
def clipboard(desktop, start):
    return Clipboard(desktop, start)


def test_one_guest_to_another(clipboard):
    clipboard.take(0, "hello bob")
    bob = clipboard.focus(1)
    clipboard.hands.key(*GIVE)
    bob.got("clipboard 0 hello bob")


def test_only_once(clipboard):
    clipboard.take(0, "first")
    bob = clipboard.focus(1)
    clipboard.hands.key(*GIVE)
    bob.got("clipboard 0 first")
    clipboard.hands.key(*GIVE)
    clipboard.take(0, "second")
    clipboard.focus(1)
    clipboard.hands.key(*GIVE)
    assert not any(message == "clipboard 0 first" for message in bob.got("clipboard 0 second"))


def test_not_without_a_request(clipboard):
    clipboard.take(0, "good")
    alice = clipboard.agents[0]
    alice.do("clipboard evil")
    bob = clipboard.focus(1)
    clipboard.hands.key(*GIVE)
    bob.got("clipboard 0 good")


def test_denied(new_desktop, start):
    clipboard = Clipboard(new_desktop(config="[clipboard]\nalice -> bob = deny\n"), start)
    clipboard.take(0, "secret")
    bob = clipboard.focus(1)
    clipboard.hands.key(*GIVE)
    clipboard.take(1, "hello alice")
    clipboard.focus(0)
    clipboard.hands.key(*GIVE)
    clipboard.agents[0].got("clipboard 0 hello alice")
    assert "secret" not in bob.said(100)
