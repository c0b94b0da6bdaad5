"""Wallpapers, panels and launchers, as people use them."""

import json
import subprocess

import pytest
from colors import BLUE, PURPLE
from guests import SMALL, show, small
from harness.desktop import BORDER, TITLE_HEIGHT
from harness.process import Process, wait_until
from harness.program import Program
from test_cost import WHILE, settle, spent

WALLPAPER = 0x204060
BAR, BAR_HEIGHT = 0xD0A020, 30
LAUNCHER = 0x803010
MATCH = 0xFF00FF


@pytest.fixture
def wallpaper(desktop, start):
    start(Process, "swaybg", "-c", f"#{WALLPAPER:06x}", env=desktop.env)
    desktop.wait_box(WALLPAPER, (1280, 720))


# Nothing is started by it: of two that show notifications, one gives up.
BUS = """<busconfig>
  <type>session</type>
  <listen>unix:path={}</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"""


@pytest.fixture
def bus(start, tmp_path):
    """The environment of programs that don't start without a message bus."""
    config = tmp_path / "bus.conf"
    config.write_text(BUS.format(tmp_path / "bus"))
    daemon = start(Process, "dbus-daemon", "--nofork", "--print-address",
                   f"--config-file={config}")
    return {"DBUS_SESSION_BUS_ADDRESS": daemon.expect("^unix:.*")[0], "HOME": str(tmp_path)}


@pytest.fixture
def bar(desktop, start, bus, tmp_path):
    """With nothing in it that changes by itself."""
    config, style = tmp_path / "waybar.json", tmp_path / "waybar.css"
    config.write_text(json.dumps({
        "height": BAR_HEIGHT,
        "modules-left": ["custom/text"],
        "custom/text": {"format": "a panel"},
    }))
    style.write_text(f"* {{ font-size: 10px; min-height: 0; border: none; }}"
                     f"window#waybar {{ background: #{BAR:06x}; color: #000000; }}")
    bar = start(Process, "waybar", "-c", config, "-s", style, env={**desktop.env, **bus})
    wait_bar(desktop)
    return bar


def wait_bar(desktop) -> None:
    desktop.wait_box(BAR, (1280, BAR_HEIGHT))


def test_wallpaper_is_behind_all(desktop, wallpaper, start):
    x, y, width, height = show(desktop, small(start, "alice"), BLUE, SMALL)
    picture = desktop.screenshot()
    assert picture.pixel(0, 0) == picture.pixel(1279, 719) == WALLPAPER
    desktop.hands.drag((x + 100, y - TITLE_HEIGHT // 2), (x + 200, y + 50))
    desktop.wait_picture(lambda picture: picture.pixel(x + 10, y + 10) == WALLPAPER, "it again")


def test_windows_leave_room_for_a_bar(desktop, bar):
    def wait_size(width: int, height: int):
        program.client.wait(lambda: program.window.size == (width, height), "another size")
        return desktop.wait_box(PURPLE, (width, height))

    program = Program(desktop, SMALL, PURPLE)
    width, height = 1280 - 2 * BORDER, 720 - 2 * BORDER - TITLE_HEIGHT
    desktop.hands.key("leftmeta", "m")
    assert wait_size(width, height - BAR_HEIGHT)[:2] == (BORDER, BAR_HEIGHT + BORDER + TITLE_HEIGHT)
    wait_bar(desktop)
    bar.end()
    assert wait_size(width, height)[:2] == (BORDER, BORDER + TITLE_HEIGHT)
    program.end()


def test_both_come_back_with_their_screen(desktop, wallpaper, bar, start):
    def randr(*options: str) -> None:
        subprocess.run(["wlr-randr", "--output", "HEADLESS-1", *options], env=desktop.env,
                       check=True, capture_output=True)

    show(desktop, small(start, "alice"), BLUE, SMALL)
    randr("--off")
    randr("--on")
    wait_bar(desktop)
    desktop.wait_picture(lambda picture: picture.pixel(5, 715) == WALLPAPER, "the wallpaper")
    randr("--scale", "2")
    desktop.wait_box(BAR, (1280, 2 * BAR_HEIGHT))
    desktop.wait_picture(lambda picture: picture.pixel(5, 715) == WALLPAPER, "the wallpaper")


def test_fullscreen_guest_covers_the_bar(desktop, bar, start):
    guest = small(start, "alice")
    show(desktop, guest, BLUE, SMALL)
    desktop.hands.key("leftmeta", "f")
    desktop.wait_gone(BAR)
    desktop.hands.key("leftmeta", "f")
    wait_bar(desktop)


def test_launcher_has_the_keyboard(desktop, start, tmp_path):
    """And starts what was chosen; the guest gets none of it."""
    guest = small(start, "alice")
    show(desktop, guest, BLUE, SMALL)
    done = tmp_path / "done"
    launcher = start(Process, "fuzzel", "--dmenu", "--no-icons", f"--background={LAUNCHER:06x}ff",
                     "--border-width=0", "--lines=2", "--font=monospace:size=40",
                     f"--selection-match-color={MATCH:06x}ff",
                     env={**desktop.env, "HOME": str(tmp_path)})
    launcher.write("first", "second")
    launcher.popen.stdin.close()
    desktop.wait_picture(lambda picture: picture.box(LAUNCHER), "the launcher")
    desktop.hands.type("o")
    desktop.wait_picture(lambda picture: picture.count(MATCH), "the second one to be found")
    desktop.hands.type("\n")
    launcher.expect("^second$")
    desktop.wait_gone(LAUNCHER)
    desktop.hands.key("f12")
    assert [line for line in guest.events("key 88 0") if line.startswith("key")] == [
        "key 88 1", "key 88 0"]


def test_notification_is_above_all_windows(desktop, start, bus):
    """But takes neither keys nor clicks from what is beside it."""
    guest = small(start, "alice")
    show(desktop, guest, BLUE, SMALL)
    desktop.hands.key("leftmeta", "f")
    desktop.wait_picture(lambda picture: picture.pixel(640, 10) == BLUE, "all of it")
    environment = {**desktop.env, **bus}
    start(Process, "mako", "--layer=overlay", f"--background-color=#{LAUNCHER:06x}",
          "--border-size=0", env=environment)
    wait_until(lambda: subprocess.run(["makoctl", "list"], env=environment,
                                      capture_output=True).returncode == 0, "mako")
    subprocess.run(["busctl", "--user", "call", "org.freedesktop.Notifications",
                    "/org/freedesktop/Notifications", "org.freedesktop.Notifications", "Notify",
                    "susssasa{sv}i", "test", "0", "", "Hello", "world", "0", "0", "0"],
                   env=environment, check=True, capture_output=True)
    desktop.wait_picture(lambda picture: picture.box(LAUNCHER), "the notification")
    desktop.hands.key("a")
    assert guest.events("key 30 0")[-2:] == ["key 30 1", "key 30 0"]


def test_nothing_runs_while_nothing_changes(desktop, wallpaper, bar, start):
    show(desktop, small(start, "alice"), BLUE, SMALL)
    settle(desktop)
    cost = spent(desktop, WHILE)
    assert cost.pop("wakeups") <= 1
    assert set(cost.values()) == {0}
