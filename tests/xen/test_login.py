"""The Debian package in dom0: who is no more than a user logs in, and has the desktop."""

import shutil

import pytest

from lab import paths
from lab.lab import Lab
from lab.wait import wait_until

MACHINE = paths.OUT / "login"

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

    lab.key("leftmeta", "leftshift", "e")
    wait_until(lambda: not processes(lab, "domicile"), "the session to end")
    wait_until(lambda: processes(lab, "agreety"), "the next login prompt")
    assert guest.run("echo alive").stdout == "alive\n"
