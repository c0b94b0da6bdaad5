"""The agent in a guest (tests/seamless/agent.c), which shows windows one by one."""

import shlex

from harness.windows import Windows

from .guest import Guest
from .wait import wait_until

ORDERS, SAID = "/tmp/agent-orders", "/tmp/agent-said"


class GuestWindows(Windows):
    """For a guest that was made with agent="agent". The agent ends with the guest, or end()."""

    def __init__(self, guest: Guest) -> None:
        super().__init__()
        self.name = guest.name
        self._guest = guest
        self._offset = 0
        self._rest = b""
        # Whoever holds the pipe open keeps the agent from seeing an end of its orders.
        guest.run(f"mkfifo {ORDERS}; agent <{ORDERS} >{SAID} 2>&1 & exec 9>{ORDERS}; "
                  "sleep 1000000 >/dev/null 2>&1 & echo $! >/tmp/agent-life")
        self.expect("^offered$")

    def end(self) -> None:
        self._guest.run("kill $(cat /tmp/agent-life)")

    def write(self, *lines: str) -> None:
        # One line of a command for all of them, which must not be too long for a console's.
        self._guest.run(f"printf '%s\\n' {shlex.join(lines)} >{ORDERS}")

    def leave(self) -> None:
        """End the connection and offer it again, without any window."""
        self.do("leave")

    def _update(self) -> None:
        _, data = self._guest.run_bytes(f"tail -c +{self._offset + 1} {SAID}")
        self._offset += len(data)
        *lines, self._rest = (self._rest + data).split(b"\n")
        for line in lines:
            self._take(line.decode(errors="replace"))

    def _wait(self, find, what: str):
        def look():
            self._update()
            return find()

        if found := find():
            return found
        return wait_until(look, f"the agent in guest {self.name} to say {what}")
