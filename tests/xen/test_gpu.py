"""The renderer for GPUs, on real KMS. There is no GPU in the lab: Mesa draws, by way of OpenGL, on the processor."""

import pytest
from harness.protocols import claims, found

from lab import paths


@pytest.fixture
def desktop(lab):
    """A desktop that draws with OpenGL; the others' is back afterwards."""
    if lab.compositor.running:
        lab.compositor.stop()
    lab.compositor.start("[desktop]\nrenderer = gles2\n",
                         env={"WLR_RENDERER_ALLOW_SOFTWARE": "1"})
    yield lab
    lab.compositor.stop()


def test_a_guest_is_shown(desktop, pv):
    assert "GL renderer: " in desktop.compositor.log()
    pv.print(r"\033c\033[44mThis is drawn by OpenGL\033[0m\n")
    desktop.bring(pv)
    desktop.wait_shown(pv)
    pv.print(r"and one line more\n")
    desktop.wait_shown(pv)


def test_globals_of_a_gpu(desktop):
    """README's table, with its last row."""
    info = desktop.run("wayland-info", env=desktop.compositor.environment).stdout
    readme = paths.ROOT / "README.md"
    assert found(info) == claims(readme, 1, gpu=True) | claims(readme, 2, gpu=True)
