"""Files made once and kept under a name that is a hash of what they are made from."""

import hashlib
import inspect
import os
from collections.abc import Callable, Iterable
from pathlib import Path

from . import paths


def digest(inputs: Iterable[str | bytes | Path | Callable]) -> str:
    """A hash of strings, of files' contents and of functions' source."""
    total = hashlib.sha256()
    for item in inputs:
        if isinstance(item, Path):
            data = item.read_bytes()
        elif isinstance(item, bytes):
            data = item
        elif callable(item):
            data = inspect.getsource(inspect.getmodule(item)).encode()
        else:
            data = item.encode()
        total.update(hashlib.sha256(data).digest())
    return total.hexdigest()[:16]


def made(name: str, inputs: Iterable, make: Callable[[Path], None]) -> Path:
    """The file NAME for these inputs. make(path) is called to write it if there is none.

    It is written aside and renamed: a file that is there is whole. Those made from other inputs
    are removed.
    """
    path = paths.CACHE / f"{name}-{digest([*inputs, make])}"
    if not path.exists():
        paths.CACHE.mkdir(parents=True, exist_ok=True)
        aside = path.with_name(f"{path.name}.{os.getpid()}.part")
        make(aside)
        aside.rename(path)
        for other in paths.CACHE.glob(f"{name}-*"):
            if other != path:
                other.unlink()
    return path
