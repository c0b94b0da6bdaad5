"""What a login runs."""

import os
import signal
from pathlib import Path

import pytest
from harness.process import Process, wait_until

DOMICILE, SESSION = Path(os.environ["DOMICILE"]), Path(os.environ["SESSION"])


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
