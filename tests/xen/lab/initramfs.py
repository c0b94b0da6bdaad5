"""Initial RAM disks: programs, a few kernel modules and files, as an uncompressed cpio archive.

Uncompressed because the machine that reads it is an emulated one, and because archives may be
joined by writing one after the other.
"""

import lzma
import re
import stat
import subprocess
from pathlib import Path

from . import paths

APPLETS = Path("/usr/bin/busybox")


class Archive:
    """A cpio archive in the "newc" format (Linux: driver-api/early-userspace/buffer-format)."""

    def __init__(self) -> None:
        self._data = bytearray()
        self._names: set[str] = set()
        self._inode = 0

    def _append(self, name: str, mode: int, content: bytes = b"", device: tuple = (0, 0)) -> None:
        self._inode += 1
        self._names.add(name)
        encoded = name.encode() + b"\0"
        fields = (
            self._inode, mode, 0, 0, 1, 0, len(content), 0, 0, *device, len(encoded), 0,
        )
        self._data += b"070701" + b"".join(b"%08x" % field for field in fields) + encoded
        self._pad()
        self._data += content
        self._pad()

    def _pad(self) -> None:
        self._data += bytes(-len(self._data) % 4)

    def directory(self, name: str) -> None:
        for parent in reversed([Path(name), *Path(name).parents][:-1]):
            if str(parent) not in self._names:
                self._append(str(parent), stat.S_IFDIR | 0o755)

    def file(self, name: str, content: bytes, mode: int = 0o644) -> None:
        self.directory(str(Path(name).parent))
        self._append(name, stat.S_IFREG | mode, content)

    def link(self, name: str, target: str) -> None:
        self.directory(str(Path(name).parent))
        self._append(name, stat.S_IFLNK | 0o777, target.encode())

    def character_device(self, name: str, major: int, minor: int) -> None:
        self.directory(str(Path(name).parent))
        self._append(name, stat.S_IFCHR | 0o600, device=(major, minor))

    def tree(self, name: str, source: Path) -> None:
        """Everything below a directory; a file is executable here if it is one there."""
        for path in sorted(source.rglob("*")):
            inside = f"{name}/{path.relative_to(source)}"
            if path.is_symlink():
                self.link(inside, str(path.readlink()))
            elif path.is_file():
                self.file(inside, path.read_bytes(), path.stat().st_mode & 0o777)

    def busybox(self) -> None:
        """A busybox; /bin/busybox --install makes its links. With what a kernel needs to start."""
        self.file("bin/busybox", APPLETS.read_bytes(), 0o755)
        self.link("bin/sh", "busybox")
        for name in ("proc", "sys", "dev", "tmp", "run", "sbin", "usr/bin", "usr/sbin"):
            self.directory(name)
        self.character_device("dev/console", 5, 1)

    def program(self, name: str, source: Path) -> None:
        """A program, with the libraries that it needs where they are on this machine."""
        self.file(name, source.read_bytes(), 0o755)
        needs = subprocess.run(["ldd", source], check=True, capture_output=True, text=True).stdout
        for path in re.findall(r"(/\S+) \(0x", needs):
            if path.lstrip("/") not in self._names:
                self.file(path.lstrip("/"), Path(path).read_bytes(), 0o755)

    def modules(self, names: list[str]) -> None:
        """Kernel modules and those they need, as lib/modules/NN-NAME.ko in the order to load."""
        for index, path in enumerate(load_order(names)):
            name = path.name.removesuffix(".xz")
            self.file(f"lib/modules/{index:02}-{name}", lzma.decompress(path.read_bytes()))

    def bytes(self) -> bytes:
        end = Archive()
        end._append("TRAILER!!!", 0)
        return bytes(self._data + end._data)


def load_order(names: list[str]) -> list[Path]:
    """The files of these modules and of all they need, each after what it needs."""
    base = paths.TREE / "usr/lib/modules" / paths.kernel_version()
    needs = {}
    for line in (base / "modules.dep").read_text().splitlines():
        module, _, others = line.partition(":")
        needs[module] = others.split()
    by_name = {Path(module).name.split(".")[0].replace("-", "_"): module for module in needs}
    order: dict[str, None] = {}
    for name in names:
        module = by_name.get(name.replace("-", "_"))
        if module is None:
            raise LookupError(f"the kernel {paths.kernel_version()} has no module {name}")
        # modules.dep lists what a module needs in the order to unload.
        for each in [*reversed(needs[module]), module]:
            order.setdefault(each)
    return [base / module for module in order]
