#!/usr/bin/python3
"""The lab's hand in dom0: runs what the tests ask for, over a virtio-serial port.

One JSON object a line in both directions. A request has "id" and "op"; its answer has the same
"id" and either the fields below or "error". Requests run side by side.

  run    command, [timeout, env, input]  ->  status, stdout, stderr; status is null on a timeout
  spawn  command, log, [env]             ->  pid; output is appended to the file log
  poll   pid                             ->  status, or null while it runs
  write  path, data                      ->  nothing; for terminals as for files

A command is a list of arguments or a string for the shell. Once it is up, the agent sends
{"ready": true} by itself.
"""

import json
import os
import subprocess
import threading
from pathlib import Path

PORT_NAME = "lab.agent"


def port() -> Path:
    for name in Path("/sys/class/virtio-ports").glob("*/name"):
        if name.read_text().strip() == PORT_NAME:
            return Path("/dev", name.parent.name)
    raise SystemExit(f"no virtio port {PORT_NAME}")


class Agent:
    def __init__(self, stream) -> None:
        self._stream = stream
        self._lock = threading.Lock()
        self._spawned: dict[int, subprocess.Popen] = {}

    def send(self, message: dict) -> None:
        rest = memoryview(json.dumps(message).encode() + b"\n")
        with self._lock:
            # The port takes 32 KiB at a time.
            while rest:
                rest = rest[self._stream.write(rest):]

    def serve(self) -> None:
        self.send({"ready": True})
        for line in self._stream:
            threading.Thread(target=self._answer, args=(json.loads(line),), daemon=True).start()

    def _answer(self, request: dict) -> None:
        operation = {
            "run": self._run, "spawn": self._spawn, "poll": self._poll, "write": self._write,
        }[request.pop("op")]
        number = request.pop("id")
        try:
            answer = operation(**request)
        except Exception as error:
            answer = {"error": f"{type(error).__name__}: {error}"}
        self.send({"id": number, **answer})

    def _run(self, command, timeout=60, env=None, input="") -> dict:
        process = subprocess.Popen(
            command, shell=isinstance(command, str), env={**os.environ, **(env or {})},
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            text=True, errors="replace", start_new_session=True)
        status = None
        try:
            stdout, stderr = process.communicate(input, timeout)
            status = process.returncode
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, 9)
            stdout, stderr = process.communicate()
        return {"status": status, "stdout": stdout, "stderr": stderr}

    def _spawn(self, command, log, env=None) -> dict:
        with open(log, "ab") as output:
            process = subprocess.Popen(
                command, shell=isinstance(command, str), env={**os.environ, **(env or {})},
                stdin=subprocess.DEVNULL, stdout=output, stderr=output, start_new_session=True)
        self._spawned[process.pid] = process
        return {"pid": process.pid}

    def _poll(self, pid) -> dict:
        return {"status": self._spawned[pid].poll()}

    def _write(self, path, data) -> dict:
        # O_NOCTTY: a guest's console must not become this process's terminal.
        descriptor = os.open(path, os.O_WRONLY | os.O_NOCTTY)
        with open(descriptor, "wb", buffering=0) as file:
            file.write(data.encode())
        return {}


with open(port(), "r+b", buffering=0) as stream:
    Agent(stream).serve()
