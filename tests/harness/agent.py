"""A guest whose agent tells of windows one by one, and does what it is told."""

import os
from pathlib import Path

from harness.machine import Guest
from harness.process import Process
from harness.windows import Windows

AGENT = Path(os.environ["AGENT"])


class Agent(Windows, Guest):
    def __init__(self, name: str, version: int = 0x10008, options=()):
        self.name = name
        super().__init__(AGENT, f"{version:#x}", options=["--name", name, *options])


class AgentOf(Windows, Process):
    """The same in a guest that is there already and has a program of its own."""

    def __init__(self, guest: Guest, version: int = 0x10008):
        self.name = guest.name
        super().__init__(AGENT, f"{version:#x}", env=guest.environment)
