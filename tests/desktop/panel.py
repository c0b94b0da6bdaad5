"""A panel: what programs are told of all windows."""

import struct

from harness.wayland import connect

# Of zwlr_foreign_toplevel_handle_v1.state.
STATES = "maximized", "minimized", "activated", "fullscreen"


class Panel:
    """Knows of each window what it was told last."""

    def __init__(self, desktop):
        self.client = connect(desktop.env)
        self.windows, self.names = [], {}
        self._outputs = {}
        for name, (interface, _) in list(self.client.globals.items()):
            if interface == "wl_output":
                output = self.client.bind("wl_output", name)
                output.on["name"] = lambda text, output=output: self._outputs.update({output: text})
        self.client.sync()
        self._manager = self.client.bind("zwlr_foreign_toplevel_manager_v1")
        self._manager.on["toplevel"] = self._add
        self._list = self.client.bind("ext_foreign_toplevel_list_v1")
        self._list.on["toplevel"] = self._add_name
        self.seat = self.client.bind("wl_seat")
        self.client.sync()

    def _add(self, handle) -> None:
        window = {"handle": handle, "outputs": set(), "state": set(), "parent": None}
        self.windows.append(window)

        def set_state(data: bytes) -> None:
            window["state"] = {STATES[i] for i in struct.unpack(f"={len(data) // 4}I", data)}

        handle.on["title"] = lambda text: window.update(title=text)
        handle.on["app_id"] = lambda text: window.update(app=text)
        handle.on["state"] = set_state
        handle.on["output_enter"] = lambda output: window["outputs"].add(self._outputs[output])
        handle.on["output_leave"] = lambda output: window["outputs"].discard(self._outputs[output])
        handle.on["parent"] = lambda parent: window.update(parent=parent)
        handle.on["closed"] = lambda: self.windows.remove(window)

    def _add_name(self, handle) -> None:
        name = self.names[handle] = {}
        handle.on["title"] = lambda text: name.update(title=text)
        handle.on["app_id"] = lambda text: name.update(app=text)
        handle.on["identifier"] = lambda text: name.update(id=text)
        handle.on["closed"] = lambda: self.names.pop(handle)

    def find(self, title: str):
        return next((window for window in self.windows if window.get("title") == title), None)

    def wait(self, title: str, *states: str, **more):
        """Wait until a window has exactly these states, and what else is given."""
        def look():
            window = self.find(title)
            return (window and window["state"] == set(states)
                    and all(window[key] == value for key, value in more.items()) and window)
        return self.client.wait(look, f"{title} {states} {more}, only {self.windows}")
