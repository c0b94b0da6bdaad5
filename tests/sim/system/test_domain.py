"""Domains as programs: they end with their program, and their program with them."""

import signal
import subprocess

import pytest
from harness.machine import DOMAIN, Guest, domain, store_ls, store_read
from harness.process import Process, is_alive, wait_until


def program(script: str, *options):
    """Says its process id first."""
    return ("sh", "-c", f"echo pid $$; {script}"), options


@pytest.fixture
def sleeper(start):
    argv, _ = program("exec sleep 1000")
    guest = start(Guest, *argv)
    guest.program = int(guest.expect(r"^pid (\d+)$")[1])
    return guest


def state(pid: int) -> str:
    with open(f"/proc/{pid}/stat") as file:
        return file.read().rpartition(")")[2].split()[0]


@pytest.mark.parametrize("script, status", [("exit 0", 0), ("exit 7", 7), ("kill -KILL $$", 137)])
def test_ends_with_its_program(start, script, status):
    guest = start(Guest, "sh", "-c", script)
    assert guest.wait() == status
    assert not guest.has_nodes


def test_destroyed(sleeper):
    domain("destroy", sleeper.domid)
    sleeper.wait()
    assert not is_alive(sleeper.program)
    assert not sleeper.has_nodes


@pytest.mark.parametrize("command", ["shutdown", "crash"])
def test_shut_down(sleeper, command):
    domain(command, sleeper.domid)
    sleeper.wait()
    assert not is_alive(sleeper.program)
    assert not sleeper.has_nodes


def test_shut_down_and_kept(start):
    argv, _ = program("exec sleep 1000")
    guest = start(Guest, *argv, options=["--keep"])
    pid = int(guest.expect(r"^pid (\d+)$")[1])
    domain("crash", guest.domid)
    wait_until(lambda: not is_alive(pid), "the program to be gone")
    assert guest.has_nodes
    domain("destroy", guest.domid)
    guest.wait()
    assert not guest.has_nodes


def test_toolstack_terminated(sleeper):
    sleeper.signal(signal.SIGTERM)
    assert sleeper.wait() == 128 + signal.SIGTERM
    assert not is_alive(sleeper.program)
    assert not sleeper.has_nodes


def test_toolstack_killed(sleeper):
    """What the guest owns goes. What is the toolstack's stays, as on Xen."""
    sleeper.signal(signal.SIGKILL)
    sleeper.wait()
    wait_until(lambda: not is_alive(sleeper.program), "the program to be gone")
    wait_until(lambda: store_read(f"{sleeper.home}/data") is None, "its nodes to be gone")
    assert sleeper.has_nodes
    uuid = store_read(f"{sleeper.home}/vm")
    subprocess.run(["xenstore-rm", sleeper.home, uuid, f"/libxl/{sleeper.domid}"], check=True)


def test_paused(sleeper):
    domain("pause", sleeper.domid)
    wait_until(lambda: state(sleeper.program) == "T", "the program to stop")
    domain("unpause", sleeper.domid)
    wait_until(lambda: state(sleeper.program) == "S", "the program to go on")
    domain("pause", sleeper.domid)
    domain("destroy", sleeper.domid)
    sleeper.wait()
    assert not is_alive(sleeper.program)


def test_started_paused(start):
    guest = start(Guest, "sh", "-c", "echo runs", options=["--paused"])
    assert guest.has_nodes
    assert guest.lines == [f"domain {guest.domid}"]
    domain("unpause", guest.domid)
    guest.expect("^runs$")
    assert guest.wait() == 0


def test_many(start):
    guests = [start(Guest, "sh", "-c", "xenstore-read domid; exec sleep 1000") for _ in range(20)]
    for guest in guests:
        guest.expect(f"^{guest.domid}$")
    assert len({guest.domid for guest in guests}) == 20


def test_toolstack_devices(start):
    guest = start(Guest, "sleep", "1000", options=["--vfb"])
    assert store_read(f"{guest.home}/device/vfb/0/state") == "1"
    backend = f"/local/domain/0/backend/vfb/{guest.domid}/0"
    assert store_read(f"{guest.home}/device/vfb/0/backend") == backend
    assert store_read(f"{backend}/frontend") == f"{guest.home}/device/vfb/0"


def test_unknown_domain():
    result = subprocess.run([DOMAIN, "destroy", "4242"], capture_output=True, text=True)
    assert result.returncode == 125
    assert "No such process" in result.stderr
