"""A program that speaks X11, by libX11, with windows each in one colour."""

import ctypes
from contextlib import contextmanager
from ctypes import POINTER, byref, c_char_p, c_int, c_long, c_uint, c_ulong, c_void_p

from harness.process import wait_until

# Of X.h and Xutil.h.
KEY_PRESS, BUTTON_PRESS, CLIENT_MESSAGE = 2, 4, 33
KEY_PRESS_MASK, BUTTON_PRESS_MASK = 1 << 0, 1 << 2
OVERRIDE_REDIRECT = 1 << 9
REDIRECT_MASKS = 1 << 19 | 1 << 20
REPLACE = 0
GRAB_ASYNC, CURRENT_TIME = 1, 0
URGENCY = 1 << 8
MIN_SIZE, MAX_SIZE = 1 << 4, 1 << 5


class _Attributes(ctypes.Structure):
    _fields_ = [
        ("background_pixmap", c_ulong), ("background_pixel", c_ulong), ("border_pixmap", c_ulong),
        ("border_pixel", c_ulong), ("bit_gravity", c_int), ("win_gravity", c_int),
        ("backing_store", c_int), ("backing_planes", c_ulong), ("backing_pixel", c_ulong),
        ("save_under", c_int), ("event_mask", c_long), ("do_not_propagate_mask", c_long),
        ("override_redirect", c_int), ("colormap", c_ulong), ("cursor", c_ulong)]


class _Event(ctypes.Structure):
    """XAnyEvent, and then what a client message or a key has, as far as it is needed here."""
    _fields_ = [
        ("type", c_int), ("serial", c_ulong), ("send_event", c_int), ("display", c_void_p),
        ("window", c_ulong), ("message_type", c_ulong), ("format", c_int), ("data", c_long * 5),
        ("pad", c_long * 24)]


class X11:
    def __init__(self, display: str):
        self._x = ctypes.CDLL("libX11.so.6")
        for name, result, *arguments in (
                ("XOpenDisplay", c_void_p, c_char_p), ("XCloseDisplay", c_int, c_void_p),
                ("XDefaultRootWindow", c_ulong, c_void_p), ("XPending", c_int, c_void_p),
                ("XNextEvent", c_int, c_void_p, POINTER(_Event)),
                ("XInternAtom", c_ulong, c_void_p, c_char_p, c_int),
                ("XCreateSimpleWindow", c_ulong, c_void_p, c_ulong, c_int, c_int, c_uint, c_uint,
                 c_uint, c_ulong, c_ulong),
                ("XChangeWindowAttributes", c_int, c_void_p, c_ulong, c_ulong,
                 POINTER(_Attributes)),
                ("XChangeProperty", c_int, c_void_p, c_ulong, c_ulong, c_ulong, c_int, c_int,
                 c_void_p, c_int),
                ("XSelectInput", c_int, c_void_p, c_ulong, c_long),
                ("XStoreName", c_int, c_void_p, c_ulong, c_char_p),
                ("XMapWindow", c_int, c_void_p, c_ulong),
                ("XUnmapWindow", c_int, c_void_p, c_ulong),
                ("XDestroyWindow", c_int, c_void_p, c_ulong),
                ("XMoveWindow", c_int, c_void_p, c_ulong, c_int, c_int),
                ("XSetTransientForHint", c_int, c_void_p, c_ulong, c_ulong),
                ("XSendEvent", c_int, c_void_p, c_ulong, c_int, c_long, POINTER(_Event)),
                ("XGrabKeyboard", c_int, c_void_p, c_ulong, c_int, c_int, c_int, c_ulong),
                ("XSync", c_int, c_void_p, c_int)):
            function = getattr(self._x, name)
            function.restype, function.argtypes = result, arguments
        self._display = self._x.XOpenDisplay(display.encode())
        assert self._display, f"no X on {display}"
        self._root = self._x.XDefaultRootWindow(self._display)
        self._gathers = False

    def call(self, name: str, *arguments) -> int:
        result = getattr(self._x, name)(self._display, *arguments)
        if not self._gathers:
            self._x.XSync(self._display, 0)
        return result

    @contextmanager
    def at_once(self):
        """What is done therein, the server hears in one piece, if it has heard of its atoms before."""
        self._gathers = True
        yield
        self._gathers = False
        self._x.XSync(self._display, 0)

    def atom(self, name: str) -> int:
        return self._x.XInternAtom(self._display, name.encode(), 0)

    def window(self, color: int, box, title: str = "x", override: bool = False) -> int:
        """Not yet mapped."""
        x, y, width, height = box
        window = self._x.XCreateSimpleWindow(
            self._display, self._root, x, y, width, height, 0, 0, color)
        self._x.XStoreName(self._display, window, title.encode())
        self._x.XSelectInput(self._display, window, KEY_PRESS_MASK | BUTTON_PRESS_MASK)
        self.set_override(window, override)
        return window

    def set_override(self, window: int, override: bool) -> None:
        attributes = _Attributes(override_redirect=override)
        self.call("XChangeWindowAttributes", window, OVERRIDE_REDIRECT, byref(attributes))

    def set_numbers(self, window: int, name: str, kind: str, *numbers: int) -> None:
        data = (c_long * len(numbers))(*numbers)
        self.call("XChangeProperty", window, self.atom(name), self.atom(kind), 32, REPLACE, data,
                  len(numbers))

    def set_text(self, window: int, name: str, text: str) -> None:
        data = text.encode()
        self.call("XChangeProperty", window, self.atom(name), self.atom("UTF8_STRING"), 8, REPLACE,
                  data, len(data))

    def set_size(self, window: int, width: int, height: int) -> None:
        """The only one that it takes."""
        self.set_numbers(window, "WM_NORMAL_HINTS", "WM_SIZE_HINTS", MIN_SIZE | MAX_SIZE,
                         *[0] * 4, *(width, height) * 2, *[0] * 9)

    def ask(self, window: int, name: str, *data: int) -> None:
        """The window manager, by a message."""
        event = _Event(type=CLIENT_MESSAGE, window=window, message_type=self.atom(name), format=32)
        event.data[:len(data)] = data
        self.call("XSendEvent", self._root, 0, REDIRECT_MASKS, byref(event))

    def grab_keyboard(self, window: int) -> None:
        wait_until(lambda: self.call("XGrabKeyboard", window, 0, GRAB_ASYNC, GRAB_ASYNC,
                                     CURRENT_TIME) == 0, "the keyboard")

    def wait(self, kind: int) -> int:
        """Wait for an event, and return its window."""
        event = _Event()

        def look():
            while self._x.XPending(self._display):
                self._x.XNextEvent(self._display, byref(event))
                if event.type == kind:
                    return event.window
            return 0

        return wait_until(look, f"event {kind}")

    def close(self) -> None:
        self._x.XCloseDisplay(self._display)
