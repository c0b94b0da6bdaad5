"""What is missing is said in one sentence, with what to do about it."""

import os
import re
import subprocess

import pytest
from harness.desktop import DOMICILE


def run(*options: str, **env: str | None) -> subprocess.CompletedProcess:
    """To its end; None takes a variable out of its environment."""
    env = {**os.environ, "WLR_BACKENDS": "headless", "WLR_LIBINPUT_NO_DEVICES": "1", **env}
    return subprocess.run(
        [DOMICILE, *options], capture_output=True, text=True, timeout=60,
        env={name: value for name, value in env.items() if value is not None})


@pytest.fixture
def runtime(tmp_path):
    return {"XDG_RUNTIME_DIR": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path)}


def check(result: subprocess.CompletedProcess, *words: str) -> None:
    """It ended with one line of complaint, whoever may have written more."""
    lines = [line for line in result.stderr.splitlines() if "[info]" not in line]
    assert result.returncode == 1, result.stderr
    assert len(lines) == 1 and all(word in lines[0] for word in words), result.stderr


def check_alone(result: subprocess.CompletedProcess, *words: str) -> None:
    """And with nothing else."""
    check(result, *words)
    assert result.stdout + result.stderr.partition("\n")[2] == ""


def test_no_xenstored(runtime, tmp_path):
    check(run(**runtime, XENSTORED_PATH=str(tmp_path / "none"), XENSTORED_RUNDIR=str(tmp_path)),
          "xenstore")


def test_no_output(runtime):
    check_alone(run(**runtime, WLR_HEADLESS_OUTPUTS="0"), "no output", "WLR_HEADLESS_OUTPUTS")


def test_no_runtime_directory(tmp_path):
    check(run(XDG_RUNTIME_DIR=str(tmp_path / "none"), XDG_CONFIG_HOME=str(tmp_path)),
          "XDG_RUNTIME_DIR")


def test_no_seat(runtime):
    """Which is needed before any of the screens."""
    check_alone(run(**runtime, WLR_BACKENDS=None, LIBSEAT_BACKEND="seatd",
                    SEATD_SOCK=f"{runtime['XDG_RUNTIME_DIR']}/none"),
                "no seat", "log in on a console", "seatd")


@pytest.mark.parametrize("backend, variable", [("wayland", "WAYLAND_DISPLAY"), ("x11", "DISPLAY")])
def test_no_host(runtime, backend, variable):
    check_alone(run(**runtime, WLR_BACKENDS=backend, **{variable: ":77"}), "WLR_BACKENDS")
    check_alone(run(**runtime, WLR_BACKENDS=None, **{variable: ":77"}), variable, "unset")


def test_why_in_detail(runtime):
    """What wlroots has to say of it is kept for those who ask."""
    result = run("--debug", **runtime, WLR_BACKENDS="wayland", WAYLAND_DISPLAY="none")
    assert re.search(r"\[debug\] \[backend/wayland.*Could not connect", result.stderr)


def test_no_permission_for_xen(runtime):
    """Of which there is none here at all but the simulated one."""
    check(run(**runtime, XENSIM="/nonexistent"), "/dev/xen")


def test_another_desktop_is_there(new_desktop):
    """Each has a name of its own, and the second leaves the guests to the first. It complains of
    nothing else."""
    first, second = new_desktop(), new_desktop()
    assert first.display != second.display
    second.expect(f"Another Domicile, process {first.pid}, shows this machine's guests")
    errors = [line for line in second.lines if "[error]" in line]
    assert len(errors) == 1, errors


@pytest.mark.parametrize("option", ["--help", "--version"])
def test_information(option):
    result = run(option)
    assert result.returncode == 0
    assert "domicile" in result.stdout


@pytest.mark.parametrize("options", [["--nosuchoption"], ["file"]])
def test_wrong_usage(options):
    result = run(*options)
    assert result.returncode == 1
    assert "usage: domicile" in result.stderr
