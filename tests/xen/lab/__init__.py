"""A real Xen in QEMU, driven from outside: see tests/xen/README.md."""
