"""What a process has cost, from outside, without its help."""

import ctypes
import re
import time
from pathlib import Path

_libc = ctypes.CDLL(None, use_errno=True)


def cpu_clock(pid: int) -> int:
    """The clock that counts a process's time on processors, of all its threads."""
    clock = ctypes.c_int()
    if error := _libc.clock_getcpuclockid(pid, ctypes.byref(clock)):
        raise OSError(error, f"process {pid} has no clock")
    return clock.value


def cpu_ns(pid: int) -> int:
    return time.clock_gettime_ns(cpu_clock(pid))


def sleeps(pid: int) -> int:
    """How often it has waited for something: that often it was woken up."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(re.search(r"^voluntary_ctxt_switches:\s+(\d+)$", status, re.MULTILINE)[1])


def private_bytes(pid: int) -> int:
    """Memory that only it has, without what it maps of guests."""
    total, counts = 0, True
    for line in Path(f"/proc/{pid}/smaps").read_text().splitlines():
        if re.match(r"[0-9a-f]+-[0-9a-f]+ ", line):
            counts = "memfd:xensim-dom" not in line
        elif counts and (match := re.match(r"Private_(?:Clean|Dirty):\s+(\d+) kB$", line)):
            total += int(match[1]) * 1024
    return total
