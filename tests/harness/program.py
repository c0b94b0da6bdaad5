"""A program of dom0 with a window in one colour, and menus of it."""

import os

from harness.wayland import Client, connect

ARGB8888 = 0

# Of xdg_positioner.
BOTTOM_RIGHT = 8
SLIDE_X, SLIDE_Y = 1, 2


class Surface:
    """In one colour, of a size."""

    def __init__(self, program: "Program", size: tuple[int, int], color: int):
        self.size, self.color = size, color
        self._program = program
        self.surface = program.compositor.create_surface()
        self.role = program.shell.get_xdg_surface(self.surface)
        self.role.on["configure"] = self._configure
        self.configured = 0

    def _configure(self, serial: int) -> None:
        self.role.ack_configure(serial)
        self.surface.attach(self._program.buffer(self.size, self.color), 0, 0)
        self.surface.damage(0, 0, *self.size)
        self.surface.commit()
        self.configured += 1

    def show(self) -> None:
        self.surface.commit()
        self._program.client.wait(lambda: self.configured, "a first size")
        self._program.client.sync()


class Program:
    def __init__(self, desktop, size: tuple[int, int], color: int, title: str = "program",
                 client: Client | None = None, begin=lambda program: None):
        """begin is called before it asks for a first size."""
        self.client = client or connect(desktop.env)
        self.compositor = self.client.bind("wl_compositor")
        self._shm = self.client.bind("wl_shm")
        self.shell = self.client.bind("xdg_wm_base")
        self.shell.on["ping"] = self.shell.pong
        self.seat = self.client.bind("wl_seat")
        self.serial = 0  # of the last button press
        self.events = []  # of what a person did to it
        self._hear()
        self.window = Surface(self, size, color)
        self.toplevel = self.window.role.get_toplevel()
        self.toplevel.set_title(title)
        self.toplevel.on["close"] = lambda: self.events.append("close")
        self.toplevel.on["configure"] = self._resize
        begin(self)
        self.window.show()

    def _hear(self) -> None:
        pointer, keyboard = self.seat.get_pointer(), self.seat.get_keyboard()

        def button(serial, _time, code, state):
            self.serial = serial
            self.events.append(f"button {code} {state}")

        pointer.on["enter"] = lambda serial, surface, x, y: self.events.append(
            f"pointer {self._name(surface)} {x:g} {y:g}")
        pointer.on["motion"] = lambda time, x, y: self.events.append(f"motion {x:g} {y:g}")
        pointer.on["button"] = button
        keyboard.on["enter"] = lambda *_: self.events.append("focus")
        keyboard.on["leave"] = lambda *_: self.events.append("no focus")
        keyboard.on["key"] = lambda serial, time, code, state: self.events.append(
            f"key {code} {state}")
        keyboard.on["keymap"] = lambda format, fd, size: os.close(fd)

    def _name(self, surface) -> str:
        return "window" if surface is self.window.surface else "menu"

    def _resize(self, width: int, height: int, _states) -> None:
        if width and height:
            self.window.size = width, height

    def buffer(self, size: tuple[int, int], color: int):
        width, height = size
        fd = os.memfd_create("window")
        os.write(fd, (color | 0xFF000000).to_bytes(4, "little") * (width * height))
        pool = self._shm.create_pool(fd, 4 * width * height)
        buffer = pool.create_buffer(0, width, height, 4 * width, ARGB8888)
        pool.destroy()
        os.close(fd)
        return buffer

    def menu(self, place: tuple[int, int], size: tuple[int, int], color: int) -> Surface:
        """Opened by the button that was pressed last."""
        menu = Surface(self, size, color)
        positioner = self.shell.create_positioner()
        positioner.set_size(*size)
        positioner.set_anchor_rect(*place, 1, 1)
        positioner.set_anchor(BOTTOM_RIGHT)
        positioner.set_gravity(BOTTOM_RIGHT)
        positioner.set_constraint_adjustment(SLIDE_X | SLIDE_Y)
        popup = menu.role.get_popup(self.window.role, positioner)
        popup.on["popup_done"] = lambda: self.events.append("menu closed")
        popup.grab(self.seat, self.serial)
        menu.popup = popup
        menu.show()
        return menu

    def wait(self, event: str) -> None:
        """Wait until something has been done to it, and forget what came before."""
        self.client.wait(lambda: event in self.events, f"{event}, only {self.events}")
        del self.events[:self.events.index(event) + 1]

    def end(self) -> None:
        """As one that crashes."""
        self.client.close()
