"""QEMU's monitor protocol (QMP): one command at a time, events are skipped."""

import json
import socket
import threading
from pathlib import Path

from .wait import DEADLINE


class QmpError(RuntimeError):
    pass


class Qmp:
    def __init__(self, path: Path) -> None:
        self._socket = socket.socket(socket.AF_UNIX)
        self._socket.settimeout(DEADLINE)
        self._socket.connect(str(path))
        self._stream = self._socket.makefile("rwb", buffering=0)
        self._lock = threading.Lock()
        self._receive()  # the greeting
        self.execute("qmp_capabilities")

    def execute(self, command: str, **arguments):
        with self._lock:
            request = {"execute": command, "arguments": arguments}
            self._stream.write(json.dumps(request).encode() + b"\n")
            while True:
                answer = self._receive()
                if "return" in answer:
                    return answer["return"]
                if "error" in answer:
                    raise QmpError(f"{command}: {answer['error']['desc']}")

    def _receive(self) -> dict:
        line = self._stream.readline()
        if not line:
            raise QmpError("QEMU has ended")
        return json.loads(line)

    def close(self) -> None:
        self._stream.close()
        self._socket.close()
