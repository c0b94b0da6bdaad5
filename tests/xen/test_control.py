"""domicilectl, against real domains."""

import json

import pytest
from harness.picture import Picture
from lab.wait import wait_until

LABEL, COLOR = 0xC01080, 0x10C0A0  # of frames, and nothing else


@pytest.fixture
def two(desktop, pv, pvh):
    """The second has the focus."""
    desktop.bring(pv)
    desktop.bring(pvh)
    return pv, pvh


def test_list_and_focus(desktop, two):
    pv, pvh = two
    rows = desktop.compositor.ctl("list").stdout.splitlines()
    row = next(row for row in rows if f" {pvh.name} " in row)
    assert row.split()[:4] == ["*", str(pvh.domid), pvh.name, "running"]
    path = desktop.run(["xenstore-read", f"/local/domain/{pv.domid}/vm"]).stdout.strip()
    desktop.compositor.ctl("focus", path.removeprefix("/vm/"))
    focused = [desktop.compositor.domain(guest.name)["focused"] for guest in two]
    assert focused == [True, False]
    desktop.wait_shown(pv)


def test_screenshot(desktop, two):
    """Of the guest that lies behind."""
    pv, _ = two
    desktop.compositor.ctl("screenshot", pv.name, "/share/domain.png")
    assert Picture.from_png(desktop.machine.share / "domain.png") == pv.framebuffer()


@pytest.fixture
def config(desktop):
    """The configuration's file, as it was again afterwards."""
    path = desktop.machine.share / "config.ini"
    before = path.read_text()
    yield path
    path.write_text(before)
    desktop.compositor.ctl("reload")


def test_label_and_reload(desktop, two, config):
    pv, pvh = two
    desktop.compositor.ctl("label", pvh.name, f"{LABEL:06x}")
    wait_until(lambda: desktop.screenshot().count(LABEL), "the colour of its frame")
    config.write_text("[nonsense\n")
    result = desktop.compositor.ctl("reload", check=False)
    assert not result.ok and "/share/config.ini:1: " in result.stderr
    config.write_text(f"[domain {pv.name}]\ncolor = #{COLOR:06x}\n")
    desktop.compositor.ctl("reload")
    assert desktop.compositor.domain(pv.name)["color"] == f"#{COLOR:06x}"
    assert desktop.compositor.domain(pvh.name)["color"] == f"#{LABEL:06x}"
    desktop.bring(pv)
    wait_until(lambda: desktop.screenshot().count(COLOR), "the colour of its frame")


def test_detach_and_attach(desktop, two):
    """The guest's devices stay as they are, and so does what it draws meanwhile."""
    _, guest = two
    devices = guest.devices()
    place = desktop.wait_shown(guest)
    desktop.compositor.ctl("detach", guest.name)
    wait_until(lambda: not desktop.shown(guest), "the window to go")
    guest.print(r"while it was away\n")
    desktop.compositor.ctl("attach", guest.name)
    desktop.compositor.ctl("focus", guest.name)
    assert desktop.wait_shown(guest) == place
    assert guest.devices() == devices


@pytest.fixture
def watched(desktop):
    """Lists the changes that have been told so far."""
    log = desktop.machine.share / "watch.log"
    pid = desktop.start_program("sh", "-c", f"exec domicilectl watch --json >/share/{log.name}")

    def changes() -> list[dict]:
        # The last line may still be in the making.
        return [json.loads(line) for line in log.read_text().split("\n")[:-1]]

    wait_until(lambda: log.exists() and changes()[-1:], "what there is")
    yield changes
    desktop.run(f"kill {pid}")


def test_watch(desktop, watched):
    """A domain from its birth to its end."""
    guest = desktop.guest("pv", boot=False)
    guest.create()
    domid = guest.domid
    wait_until(lambda: any(each["event"] == "domain" and each["domain"]["id"] == domid
                           for each in watched()), "to be told of the domain")
    guest.destroy()
    wait_until(lambda: {"event": "domain-gone", "domain": domid} in watched(),
               "to be told of its end")
