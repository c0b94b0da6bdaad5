"""What is missing is said in one sentence, with what to do about it."""

import os
import subprocess

import pytest
from harness.desktop import DOMICILE


def run(*options: str, **env: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        [DOMICILE, *options], capture_output=True, text=True, timeout=60,
        env={**os.environ, "WLR_BACKENDS": "headless", "WLR_RENDERER": "pixman",
             "WLR_LIBINPUT_NO_DEVICES": "1", **env})


@pytest.fixture
def runtime(tmp_path):
    return {"XDG_RUNTIME_DIR": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path)}


def check(result: subprocess.CompletedProcess, *words: str) -> None:
    # wlroots' own complaints say where in it.
    lines = [line for line in result.stderr.splitlines()
             if "[error]" in line and "[error] [" not in line]
    assert result.returncode == 1, result.stderr
    assert len(lines) == 1 and all(word in lines[0] for word in words), result.stderr


def test_no_xenstored(runtime, tmp_path):
    check(run(**runtime, XENSTORED_PATH=str(tmp_path / "none"), XENSTORED_RUNDIR=str(tmp_path)),
          "xenstore")


def test_no_output(runtime):
    check(run(**runtime, WLR_HEADLESS_OUTPUTS="0"), "no output", "WLR_HEADLESS_OUTPUTS")


def test_no_runtime_directory(tmp_path):
    check(run(XDG_RUNTIME_DIR=str(tmp_path / "none"), XDG_CONFIG_HOME=str(tmp_path)),
          "XDG_RUNTIME_DIR")


def test_no_host(runtime):
    check(run(**runtime, WLR_BACKENDS="wayland", WAYLAND_DISPLAY="none"), "WLR_BACKENDS")


def test_no_permission_for_xen(runtime):
    """Of which there is none here at all but the simulated one."""
    check(run(**runtime, XENSIM="/nonexistent"), "/dev/xen")


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
