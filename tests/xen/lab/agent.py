"""The tests' end of the agent in dom0 (dom0/overlay/usr/lib/lab/agent.py says what it can do)."""

import itertools
import json
import queue
import socket
import subprocess
import threading
from dataclasses import dataclass
from pathlib import Path

from .wait import DEADLINE


class AgentError(RuntimeError):
    """The agent could not do what was asked, or dom0 does not answer."""


@dataclass(frozen=True)
class Result:
    """What a command in dom0 or in a guest left behind."""

    command: str
    status: int
    stdout: str
    stderr: str = ""

    @property
    def ok(self) -> bool:
        return self.status == 0


class CommandFailed(AssertionError):
    def __init__(self, result: Result) -> None:
        super().__init__(f"{result.command}\nexit status {result.status}\n"
                         f"{result.stdout}{result.stderr}")
        self.result = result


class Agent:
    def __init__(self, path: Path) -> None:
        self._socket = socket.socket(socket.AF_UNIX)
        self._socket.connect(str(path))
        self._ids = itertools.count(1)
        self._waiting: dict[int, queue.Queue] = {}
        self._lock = threading.Lock()
        self.ready = threading.Event()
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        with self._socket.makefile("rb") as stream:
            for line in stream:
                message = json.loads(line)
                if "ready" in message:
                    self.ready.set()
                elif waiting := self._waiting.pop(message["id"], None):
                    waiting.put(message)

    def _ask(self, op: str, patience: float, **fields) -> dict:
        number = next(self._ids)
        answer: queue.Queue = queue.Queue()
        self._waiting[number] = answer
        request = json.dumps({"id": number, "op": op, **fields}).encode() + b"\n"
        with self._lock:
            self._socket.sendall(request)
        try:
            message = answer.get(timeout=patience)
        except queue.Empty:
            del self._waiting[number]
            raise AgentError(f"no answer from dom0 for {patience:.0f} s to: {op} {fields}") from None
        if "error" in message:
            raise AgentError(f"{op} {fields}: {message['error']}")
        return message

    def run(self, command: str | list[str], *, timeout: float = DEADLINE, check: bool = True,
            env: dict[str, str] | None = None, input: str = "") -> Result:
        """Run a command to its end. Unless check is False, a failure raises CommandFailed."""
        answer = self._ask("run", timeout + 60, command=command, timeout=timeout,
                           env=env, input=input)
        if answer["status"] is None:
            raise AgentError(f"not done after {timeout:.0f} s in dom0: {command}\n"
                             f"{answer['stdout']}{answer['stderr']}")
        text = command if isinstance(command, str) else subprocess.list2cmdline(command)
        result = Result(text, answer["status"], answer["stdout"], answer["stderr"])
        if check and not result.ok:
            raise CommandFailed(result)
        return result

    def spawn(self, command: str | list[str], log: str, env: dict[str, str] | None = None) -> int:
        """Start a command that goes on, its output appended to a file in dom0; returns its pid."""
        return self._ask("spawn", 60, command=command, log=log, env=env)["pid"]

    def poll(self, pid: int) -> int | None:
        """The exit status of a spawned command (negative: a signal), None while it runs."""
        return self._ask("poll", 60, pid=pid)["status"]

    def write(self, path: str, data: str) -> None:
        self._ask("write", 60, path=path, data=data)

    def close(self) -> None:
        self._socket.close()
