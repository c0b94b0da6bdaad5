"""What dom0 boots from: its disk, its initial RAM disk, and Xen as QEMU can load it."""

import gzip
import subprocess
from pathlib import Path

from . import cache, paths
from .initramfs import Archive

SOURCES = paths.XEN_TESTS / "dom0"
# ext4 asks for crc32c by an alias that insmod does not follow.
MODULES = ["virtio_blk", "crc32c_generic", "ext4", "9p", "9pnet_virtio"]


def disk() -> Path:
    """The Debian 13 tree as a disk. It is never written to: QEMU keeps what dom0 writes aside."""

    def make(path: Path) -> None:
        subprocess.run(["mkfs.ext4", "-q", "-F", "-O", "^has_journal", "-d", paths.TREE, path, "6G"],
                       check=True)

    return cache.made("dom0.img", [paths.TREE / "var/lib/dpkg/status"], make)


def initramfs() -> Path:
    """Mounts the disk and lays dom0/overlay and the product over it: neither is in the disk."""
    sources = sorted(path for path in SOURCES.rglob("*") if path.is_file())
    names = [f"{path.relative_to(SOURCES)} {path.stat().st_mode:o}" for path in sources]

    def make(path: Path) -> None:
        archive = Archive()
        archive.busybox()
        archive.modules(MODULES)
        archive.file("init", (SOURCES / "init").read_bytes(), 0o755)
        archive.tree("overlay", SOURCES / "overlay")
        path.write_bytes(archive.bytes())

    return cache.made("dom0-initramfs", [paths.kernel_version(), Archive, *names, *sources], make)


def hypervisor() -> Path:
    """Xen's ELF image, which QEMU's multiboot loader takes."""
    packed = next((paths.TREE / "boot").glob("xen-*-amd64.gz"))
    return cache.made("xen.elf", [packed],
                      lambda path: path.write_bytes(gzip.decompress(packed.read_bytes())))
