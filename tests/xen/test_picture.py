"""What a guest draws is what its window shows."""

from lab.wait import wait_until


def test_consoles_are_shown_pixel_for_pixel(desktop, pv, pvh):
    for guest in (pv, pvh):
        guest.print(rf"\033c\033[44mThis is {guest.name}\033[0m\n")
        desktop.bring(guest)
        desktop.wait_shown(guest)
        guest.print(r"and one line more\n")
        desktop.wait_shown(guest)


def test_a_scroll_is_shown(desktop, pv):
    desktop.bring(pv)
    pv.run("seq 1 400 >/dev/tty1")
    desktop.wait_shown(pv)


def test_a_program_that_maps_the_framebuffer_is_shown(desktop, pv):
    """Writes to /dev/fb0 reach us by page faults, not by the console's drawing."""
    desktop.bring(pv)
    pv.run("head -c 640000 /dev/urandom >/dev/fb0")
    desktop.wait_shown(pv)
    pv.print(r"\033c")


def test_size_from_the_guests_command_line(desktop):
    guest = desktop.guest("pv", extra_cmdline="vt.global_cursor_default=0 "
                                              "xen_fbfront.video=16,1280,800")
    picture = guest.framebuffer()
    assert picture.size == (1280, 800)
    desktop.bring(guest)


def test_vfb_of_the_toolstack(desktop):
    """vfb= in xl.cfg: dead on a Debian 13 without us."""
    guest = desktop.guest("pv", vfb="vnc=1,vncunused=1")
    guest.print(r"vfb by xl\n")
    desktop.bring(guest)
    desktop.type("a")
    wait_until(lambda: len(guest.keys()) == 2, "a key to arrive")


def test_terminal_beside_the_guests(desktop, pv):
    """foot in a colour that nothing else has is on the screen together with a guest."""
    desktop.bring(pv)
    pid = desktop.start_program("foot", "-o", "colors.background=1234ab", "-W", "40x10", "sleep",
                                "1000")
    wait_until(lambda: desktop.screenshot().count(0x1234AB), "foot's background on the screen")
    desktop.bring(pv)
    desktop.run(f"kill {pid}")
    wait_until(lambda: not desktop.screenshot().count(0x1234AB), "foot to go")
    assert desktop.shown(pv)


def test_hvm(desktop):
    """A guest with an emulated machine around it, VGA and all, has its console here."""
    guest = desktop.guest("hvm", memory=192)
    guest.print(r"fully virtual\n")
    desktop.bring(guest)
    desktop.type("a")
    wait_until(lambda: len(guest.keys()) == 2, "a key to arrive")
