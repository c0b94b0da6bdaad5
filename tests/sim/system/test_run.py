"""Machines: any number side by side, without privileges, and nothing stays of them."""

import os
import signal
import subprocess
from pathlib import Path

import pytest
from harness.machine import DOMAIN, RUN
from harness.process import Process, is_alive, wait_until

# Programs that try to get away: out of the group, out of the session, without a parent.
RUNAWAY = """
(setsid sh -c 'setsid sleep 1000 & echo pid $!; sleep 1001 & echo pid $!; wait' &)
echo dir $XENSIM
exec sleep 1002
"""


class Machine(Process):
    """A machine in the machine, with programs that run away."""

    def __init__(self):
        super().__init__(RUN, "sh", "-c", RUNAWAY)
        self.dir, self.pids = None, []
        while self.dir is None or len(self.pids) < 2:
            match = self.expect(r"^(pid|dir) (.*)$")
            if match[1] == "pid":
                self.pids.append(int(match[2]))
            else:
                self.dir = Path(match[2])

    @property
    def inner(self) -> int:
        """The child that watches over it."""
        return int(subprocess.check_output(["pgrep", "-P", str(self.pid)]).split()[0])

    def wait_gone(self) -> None:
        wait_until(lambda: not any(map(is_alive, self.pids)), "all programs to be gone")
        wait_until(lambda: not self.dir.exists(), "its directory to be gone")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGKILL])
def test_ended(start, number):
    machine = start(Machine)
    machine.signal(number)
    machine.wait()
    machine.wait_gone()


def test_inner_process_is_killed(start):
    machine = start(Machine)
    os.kill(machine.inner, signal.SIGKILL)
    assert machine.wait() == 128 + signal.SIGKILL
    machine.wait_gone()


@pytest.mark.parametrize("name", ["hypervisor", "xenstored"])
def test_breaks_down(start, name):
    machine = start(Machine)
    pid = subprocess.check_output(["pgrep", "-P", str(machine.inner), "-x", name])
    os.kill(int(pid), signal.SIGKILL)
    machine.expect("has ended")
    assert machine.wait() == 125
    machine.wait_gone()


@pytest.mark.parametrize("command, status", [
    ("exit 0", 0), ("exit 3", 3), ("kill -SEGV $$", 128 + signal.SIGSEGV)])
def test_status(command, status):
    assert subprocess.run([RUN, "sh", "-c", command]).returncode == status


def test_command_is_not_there():
    result = subprocess.run([RUN, "/nonexistent"], capture_output=True, text=True)
    assert result.returncode == 127
    assert "/nonexistent: No such file or directory" in result.stderr


def test_side_by_side(start):
    """Ten machines, each with a domain 1 of its own."""
    script = f"{DOMAIN} --name $0 sh -c 'xenstore-read name; read line'"
    machines = [start(Process, RUN, "sh", "-c", script, f"guest-{i}") for i in range(10)]
    for i, machine in enumerate(machines):
        machine.expect("^domain 1$")
        machine.expect(f"^guest-{i}$")
    for machine in machines:
        machine.write("")
        assert machine.wait() == 0


def test_trace(tmp_path):
    trace = tmp_path / "trace"
    subprocess.run([RUN, "--trace", trace, "xenstore-write", "/tool/x", "1"], check=True)
    assert "WRITE (/tool/x" in trace.read_text()


def test_quota():
    script = f"{DOMAIN} sh -c 'for i in 1 2 3 4 5 6; do xenstore-write data/$i x || exit 9; done'"
    assert subprocess.run([RUN, "sh", "-c", script]).returncode == 0
    assert subprocess.run([RUN, "--quota", "nodes=10", "sh", "-c", script]).returncode == 9


def test_without_privileges():
    """As nobody, if we are somebody."""
    nobody = []
    if os.getuid() == 0:
        nobody = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--no-new-privs",
                  "--bounding-set=-all", "--inh-caps=-all"]
        if subprocess.run([*nobody, "test", "-x", RUN]).returncode != 0:
            pytest.skip("nobody may not read where this was built")
    result = subprocess.run(
        [*nobody, RUN, DOMAIN, "xenstore-read", "domid"],
        env={**os.environ, "XDG_RUNTIME_DIR": ""}, capture_output=True, text=True)
    assert result.stdout == "domain 1\n1\n", result.stderr
