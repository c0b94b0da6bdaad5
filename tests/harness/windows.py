"""What a guest's agent is told to do, and what the desktop sends it: tests/seamless/agent.c."""

from harness.process import Lines


class Windows(Lines):
    """An agent, wherever it runs and by whatever way its lines go."""

    def __init__(self, *args, **options):
        self._got = []
        self._taken = []
        super().__init__(*args, **options)

    def _take(self, line: str) -> None:
        if line.startswith("got "):
            self._got.append(line.removeprefix("got "))
        else:
            super()._take(line)

    def said(self, count: int) -> str:
        return "\n".join([super().said(count), *(self._taken + self._got)[-count:]])

    def do(self, *lines: str) -> None:
        self.write(*lines)
        for line in lines:
            answer = self.expect(r"^(done|what\?)$")[1]
            assert answer == "done", f"{line}: {answer}"

    def expect_connected(self) -> None:
        self.expect("^connected ")

    def expect_left(self) -> None:
        self.expect("^disconnected$")

    def got(self, *until: str) -> list[str]:
        """What it was sent since last asked; waits for messages that begin so, in this order."""
        def find():
            end = 0
            for message in until:
                while end < len(self._got) and not f"{self._got[end]} ".startswith(message + " "):
                    end += 1
                end += 1
            if end > len(self._got):
                return None
            found, self._got = self._got[:end], self._got[end:]
            self._taken += found
            return found

        return self._wait(find, f"{until}")

    def heard(self, message: str) -> None:
        """Wait until it has been sent a message that begins so, now or at any time before."""
        self._wait(lambda: any(f"{each} ".startswith(message + " ") for each in self._taken + self._got),
                   message)

    def show(self, window: int, x: int, y: int, width: int, height: int, color: int) -> None:
        """A window all of one colour, with messages in the order in which stock agents send them."""
        self.do(
            f"create {window} 0 0 1 1 0", f"hints {window} 4 4 6 13",
            f"title {window} {self.name}", f"class {window} XTerm",
            f"configure {window} {x} {y} {width} {height}", f"flags {window} 0 0",
            f"map {window} 0 0", f"title {window} {self.name}: {window:#x}",
            f"dump {window} {width} {height} {color:06x}",
            *[f"damage {window} 0 0 {width} {height}"] * 6)
