"""Where things are, as seen from inside the Debian 13 tree."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
XEN_TESTS = ROOT / "tests/xen"
CACHE = ROOT / ".cache/lab"
PRODUCT = ROOT / ".cache/product"
BUILD = ROOT / ".cache/build"
OUT = ROOT / "out/xen"

# ./dev shows the tree here without the mounts that it works with.
TREE = Path("/mnt")


def kernel() -> Path:
    """The Linux kernel that dom0 and the guests run."""
    return max((TREE / "boot").glob("vmlinuz-*"))


def kernel_version() -> str:
    return kernel().name.removeprefix("vmlinuz-")
