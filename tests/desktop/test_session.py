"""What a login runs."""

import os
import signal
import subprocess
from pathlib import Path

import pytest
from colors import BLUE
from guests import SMALL, show, small
from harness.bus import Bus
from harness.picture import Picture
from harness.process import Process, wait_until

DOMICILE, SESSION = Path(os.environ["DOMICILE"]), Path(os.environ["SESSION"])
DATA = Path(os.environ["DATA"])
PORTAL = "org.freedesktop.portal.Desktop", "/org/freedesktop/portal/desktop"


def lines(path: Path) -> list[str]:
    return path.read_text().splitlines() if path.exists() else []


def test_startup(new_desktop, tmp_path):
    """The option's command and the configuration's, once, in the new desktop."""
    said = tmp_path / "said"
    desktop = new_desktop("--startup", f"echo option $WAYLAND_DISPLAY >>{said}",
                          config=f"[desktop]\nstartup = echo config $WAYLAND_DISPLAY >>{said}\n")
    expected = [f"config {desktop.display}", f"option {desktop.display}"]
    wait_until(lambda: sorted(lines(said)) == expected, "both commands")
    desktop.reload(desktop.config_file.read_text())
    assert sorted(lines(said)) == expected


@pytest.fixture
def session(start, tmp_path):
    """As a display manager starts it; it says in a file what programs find in their environment."""
    said = tmp_path / "said"
    config = tmp_path / "config.ini"
    config.write_text("[desktop]\nstartup = "
                      f"echo $XDG_SESSION_TYPE $XDG_CURRENT_DESKTOP $WAYLAND_DISPLAY >{said}\n")
    session = start(Process, SESSION, "--config", config, env={
        "PATH": f"{DOMICILE.parent}:{os.environ['PATH']}",
        "XDG_RUNTIME_DIR": str(tmp_path),
        "WLR_BACKENDS": "headless",
        "WLR_RENDERER": "pixman",
    })
    display = session.expect(r"ready on (\S+)$")[1]
    wait_until(lambda: lines(said) == [f"wayland Domicile:wlroots {display}"], "its environment")
    return session


def child(session) -> int:
    """The compositor's process."""
    children = Path(f"/proc/{session.pid}/task/{session.pid}/children").read_text().split()
    return next(int(pid) for pid in children
                if os.readlink(f"/proc/{pid}/exe") == str(DOMICILE))


def test_a_session_is_ended(session):
    desktop = child(session)
    session.signal(signal.SIGTERM)
    assert session.wait() == 0
    assert not Path(f"/proc/{desktop}").exists()


def test_a_session_ends_as_its_desktop(start):
    session = start(Process, SESSION, "--nosuchoption", env={
        "PATH": f"{DOMICILE.parent}:{os.environ['PATH']}"})
    session.expect("usage: domicile")
    assert session.wait() == 1


@pytest.mark.parametrize("manager, units", [
    ("--user", ["session/domicile-session.target"]),
    ("--system", ["access/domicile-xenstore.path", "access/domicile-xenstore.service"]),
])
def test_units(tmp_path, manager, units):
    """systemd has nothing to say against them."""
    result = subprocess.run(
        ["systemd-analyze", manager, "verify", "--man=no", *(DATA / unit for unit in units)],
        env={**os.environ, "XDG_RUNTIME_DIR": str(tmp_path)}, capture_output=True, text=True)
    # Other packages' may be at odds with each other.
    said = [line for line in (result.stdout + result.stderr).splitlines() if "domicile" in line]
    assert (result.returncode, said) == (0, [])


@pytest.fixture
def bus(desktop, start, tmp_path):
    """That of a session: it knows of the desktop from session-begin alone."""
    share = tmp_path / "share/xdg-desktop-portal"
    share.mkdir(parents=True)
    (share / "domicile-portals.conf").symlink_to(DATA / "session/domicile-portals.conf")
    # In the place of GTK's dialogs, without which there is no Screenshot; none is shown here.
    (share / "portals").mkdir()
    (share / "portals/gtk.portal").write_text(
        "[portal]\nDBusName=org.example.Dialogs\nInterfaces=org.freedesktop.impl.portal.Access\n")
    daemon = start(Process, "dbus-daemon", "--session", "--nofork", "--print-address",
                   f"--address=unix:path={tmp_path}/bus", env={
                       "HOME": str(tmp_path),
                       "XDG_DATA_DIRS": f"{tmp_path}/share:/usr/share",
                       "XDG_RUNTIME_DIR": str(tmp_path),
                   })
    address = daemon.expect("^unix:.*")[0]
    # The portal's backend doesn't start without, though pictures don't go by it.
    start(Process, "pipewire", env={"HOME": str(tmp_path), "XDG_RUNTIME_DIR": str(tmp_path)})
    wait_until((tmp_path / "pipewire-0").is_socket, "pipewire")
    subprocess.run(["sh", DATA / "session/session-begin"], check=True, env={
        **desktop.env,
        "DBUS_SESSION_BUS_ADDRESS": address,
        "XDG_CURRENT_DESKTOP": "Domicile:wlroots",
        "XDG_SESSION_DESKTOP": "domicile",
        "XDG_SESSION_TYPE": "wayland",
    })
    bus = Bus(address)
    yield bus
    bus.close()


def test_screenshot_by_a_portal(desktop, start, bus):
    """As programs ask for one that know nothing of wlroots, or are in a sandbox."""
    show(desktop, small(start, "alice"), BLUE, SMALL)
    # Or somebody would be asked, by a portal that draws dialogs.
    bus.call("org.freedesktop.impl.portal.PermissionStore",
             "/org/freedesktop/impl/portal/PermissionStore",
             "org.freedesktop.impl.portal.PermissionStore", "SetPermission", "sbssas",
             b"screenshot", 1, b"screenshot", b"", 1, b"yes")
    request = bus.text(bus.call(*PORTAL, "org.freedesktop.portal.Screenshot", "Screenshot",
                                "sa{sv}", b"", 0), "o")
    response = bus.wait_signal(request, "Response")
    assert bus.number(response) == 0
    picture = Path(bus.texts(response)["uri"].removeprefix("file://"))
    assert Picture.from_png(picture) == desktop.screenshot()
    picture.unlink()
