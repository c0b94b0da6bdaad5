"""Programs that a test runs, and what they say."""

import os
import re
import signal
import subprocess
import threading
import time

# Seconds: nothing here takes one, unless the machine is very busy. Less, to write tests with.
FOR_EVER = float(os.environ.get("TEST_PATIENCE", "60"))
PAUSE = 0.002  # seconds between two looks at something that nobody tells us about


class Silence(AssertionError):
    """A program did not say what it was expected to say."""


class Lines:
    """What a program says, line by line, kept and to be waited for."""

    def __init__(self):
        self.lines = []
        self._seen = 0

    def _take(self, line: str) -> None:
        """A line has come."""
        self.lines.append(line)

    def _wait(self, find, what: str):
        """Wait until find(), asked again whenever lines have come, returns something true."""
        raise NotImplementedError

    def write(self, *lines: str) -> None:
        """Say something to it."""
        raise NotImplementedError

    def said(self, count: int) -> str:
        """Its last lines."""
        return "\n".join(self.lines[-count:])

    def expect(self, pattern: str) -> re.Match:
        """Wait for a line that matches, from where the last such wait ended."""
        def find():
            while self._seen < len(self.lines):
                self._seen += 1
                if match := re.search(pattern, self.lines[self._seen - 1]):
                    return match
            return None

        return self._wait(find, f"/{pattern}/")

    def expect_since(self, start: int, pattern: str) -> re.Match:
        """Wait for a line that matches, from lines[start] on. Other waits don't count."""
        return self._wait(lambda: next(
            filter(None, (re.search(pattern, line) for line in self.lines[start:])), None),
            f"/{pattern}/")


class Process(Lines):
    """A program that a test runs; what it says is on both its outputs."""

    def __init__(self, *argv, env=None):
        super().__init__()
        self.argv = [str(arg) for arg in argv]
        self._ended = False
        self._changed = threading.Condition()
        self.popen = subprocess.Popen(
            self.argv, env={**os.environ, **(env or {})}, stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, bufsize=1,
            errors="replace")
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self):
        for line in self.popen.stdout:
            with self._changed:
                self._take(line.rstrip("\n"))
                self._changed.notify_all()
        with self._changed:
            self._ended = True
            self._changed.notify_all()

    def _wait(self, find, what: str):
        deadline = time.monotonic() + FOR_EVER
        with self._changed:
            while not (found := find()):
                left = deadline - time.monotonic()
                if self._ended or left <= 0 or not self._changed.wait(left):
                    raise Silence(f"{self.argv} never said {what}, but:\n{self.said(30)}")
            return found

    @property
    def pid(self) -> int:
        return self.popen.pid

    def write(self, *lines: str) -> None:
        self.popen.stdin.write("".join(f"{line}\n" for line in lines))
        self.popen.stdin.flush()

    def signal(self, number: signal.Signals) -> None:
        self.popen.send_signal(number)

    def wait(self) -> int:
        """The status, as of subprocess: a signal's number below zero."""
        status = self.popen.wait(FOR_EVER)
        self._reader.join(FOR_EVER)
        self.popen.stdin.close()
        self.popen.stdout.close()
        return status

    def end(self) -> None:
        """Whatever is needed for it to be gone, and nothing of it to stay."""
        if self.popen.poll() is None:
            self.popen.kill()
            self.wait()


def wait_until(predicate, what: str):
    """Ask again and again until the answer is true, and return it. For what can't be awaited."""
    deadline = time.monotonic() + FOR_EVER
    while not (value := predicate()):
        if time.monotonic() > deadline:
            raise AssertionError(f"waited for {what}")
        time.sleep(PAUSE)
    return value


def is_alive(pid: int) -> bool:
    """Whether there is such a process, and it isn't a zombie."""
    try:
        with open(f"/proc/{pid}/stat") as file:
            return file.read().rpartition(")")[2].split()[0] not in "ZX"
    except (FileNotFoundError, ProcessLookupError):
        return False
