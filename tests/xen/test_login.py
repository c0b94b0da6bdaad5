"""The Debian package in dom0: who is no more than a user logs in, has the desktop, and locks it."""

import shutil

import pytest

from lab import paths
from lab.lab import Lab
from lab.wait import wait_until

MACHINE = paths.OUT / "login"
LOCK, LOCKER_LOG = 0x406080, "locker.log"

# What Debian's systemd and logind would do, of which the lab has neither.
PREPARE = """
set -e
dpkg -i /share/domicile.deb
grep -h ^ExecStart= /usr/lib/systemd/system/domicile-xenstore.service | cut -d= -f2- | sh -e
udevadm settle
useradd --create-home --shell /bin/sh --groups domicile,video alice
echo alice:open-sesame | chpasswd
install -d -o alice -m 700 /run/user/alice
echo 'export XDG_RUNTIME_DIR=/run/user/alice' >/home/alice/.profile
printf '%s\\n' '[terminal]' 'vt = 1' '[default_session]' \\
	'command = "/usr/sbin/agreety --cmd domicile-session"' 'user = "_greetd"' >/etc/greetd/config.toml
"""


@pytest.fixture
def lab(request):
    """A machine of its own, in which the package takes the place of what the lab installs."""
    shutil.rmtree(MACHINE, ignore_errors=True)
    lab = request.node.lab = Lab(MACHINE)
    shutil.copy(next((paths.ROOT / "out/deb").glob("domicile_*.deb")),
                lab.machine.share / "domicile.deb")
    lab.run("rm -r /usr/bin/domicile* /usr/share/domicile* /usr/lib/udev/rules.d/*domicile*")
    lab.run(PREPARE)
    yield lab
    lab.stop()


def processes(lab, program: str) -> list[str]:
    return lab.run(f"ps -o user= -C {program}", check=False).stdout.split()


def lock(lab) -> None:
    """As a program of hers does."""
    sockets = lab.run("ls /run/user/alice").stdout.split()
    display = next(name for name in sockets if name.startswith("wayland-") and "." not in name)
    lab.machine.agent.spawn(
        ["runuser", "-u", "alice", "--", "swaylock", "-c", f"{LOCK:06x}", "--no-unlock-indicator"],
        f"/share/{LOCKER_LOG}",
        env={"XDG_RUNTIME_DIR": "/run/user/alice", "WAYLAND_DISPLAY": display, "HOME": "/home/alice"})


def test_login(lab):
    guest = lab.guest("pv", "guest")
    lab.machine.agent.spawn(["greetd"], "/share/greetd.log", env={})
    wait_until(lambda: processes(lab, "agreety"), "a login prompt")
    lab.type("alice\n")
    lab.type("open-sesame\n")
    wait_until(lambda: processes(lab, "domicile") == ["alice"], "the user's desktop")
    wait_until(lambda: guest.run("test -e /dev/fb0", check=False).ok, "the guest's framebuffer")
    x, y = lab.wait_shown(guest)
    lab.click(x + 100, y + 100)
    lab.type("echo by-alice >/tmp/typed\n")
    wait_until(lambda: guest.run("cat /tmp/typed", check=False).stdout == "by-alice\n",
               "what was typed in the guest")
    assert "domicile" in lab.run("stat -c %G /dev/xen/privcmd").stdout

    lock(lab)
    lab.wait_filled(LOCK)
    lab.type("echo while-locked >/tmp/typed\n")
    wait_until(lambda: "pam_authenticate failed" in (lab.machine.share / LOCKER_LOG).read_text(),
               "PAM to refuse what was typed")
    lab.wait_filled(LOCK)
    lab.type("open-sesame\n")
    wait_until(lambda: not processes(lab, "swaylock"), "her password to unlock it")
    lab.wait_shown(guest)
    assert guest.run("cat /tmp/typed").stdout == "by-alice\n"

    lab.key("leftmeta", "leftshift", "e")
    wait_until(lambda: not processes(lab, "domicile"), "the session to end")
    wait_until(lambda: processes(lab, "agreety"), "the next login prompt")
    assert guest.run("echo alive").stdout == "alive\n"
