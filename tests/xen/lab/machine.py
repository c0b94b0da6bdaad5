"""The emulated machine: QEMU with Xen and dom0 on it, a keyboard, a tablet, a touchscreen and a screen."""

import shutil
import subprocess
import tempfile
import time
from pathlib import Path

from harness.picture import Picture

from . import dom0, paths
from .agent import Agent
from .qmp import Qmp
from .wait import wait_until

BOOT_DEADLINE = 900
SCREEN = (1920, 1080)

# noreboot: a hypervisor that crashes stays as it is. com1 is Xen's and dom0's console.
XEN_COMMAND_LINE = ("console=com1 com1=115200,8n1 dom0_mem=1536M,max:1536M dom0_max_vcpus=1 "
                    "noreboot=1 guest_loglvl=all loglvl=info")

# The screen's size, also when it is unplugged and plugged in again: bochs reads the EDID only once.
DOM0_COMMAND_LINE = ("console=hvc0 loglevel=5 "
                     f"bochs.defx={SCREEN[0]} bochs.defy={SCREEN[1]}")


class Machine:
    """Started by the constructor, up after boot(). What it leaves behind is in the directory given.

    share/ there is /share in dom0, so a log that dom0 writes to /share can be read here even when
    dom0 hangs.
    """

    def __init__(self, directory: Path, *, vnc: str | None = None, cpus: int = 1) -> None:
        self.directory = directory
        self.share = directory / "share"
        self.serial_log = directory / "serial.log"
        (self.share / "console").mkdir(parents=True)
        # Unix sockets have short names only.
        self._sockets = Path(tempfile.mkdtemp(prefix="lab-"))
        self._log = open(directory / "qemu.log", "wb")
        self._process = subprocess.Popen(
            self._command_line(vnc, cpus), stdin=subprocess.DEVNULL, stdout=self._log, stderr=self._log)
        self._qmp = None
        self.agent = None

    def _command_line(self, vnc: str | None, cpus: int) -> list[str]:
        product = paths.PRODUCT
        product.mkdir(parents=True, exist_ok=True)
        kernel = f"{paths.kernel()} root=/dev/vda rw {DOM0_COMMAND_LINE}"
        return [
            "qemu-system-x86_64", "-nodefaults", "-no-reboot", "-monitor", "none",
            "-machine", "q35", "-accel", "tcg,thread=multi",
            # npt: without it Xen refuses PVH guests. -cpu max: dom0's kernel faults at once.
            # With a second CPU, the emulation of nested paging loses PVH guests (triple faults),
            # the more the busier the host is.
            "-cpu", "qemu64,+svm,+npt", "-smp", f"{cpus}", "-m", "4096",
            "-kernel", f"{dom0.hypervisor()}", "-append", XEN_COMMAND_LINE,
            "-initrd", f"{kernel},{dom0.initramfs()}",
            "-drive", f"file={dom0.disk()},if=virtio,format=raw,snapshot=on",
            "-virtfs", f"local,path={self.share},mount_tag=share,security_model=none",
            "-virtfs", f"local,path={product},mount_tag=product,security_model=none,readonly=on",
            # bochs-drm; virtio-vga stays black in a PV dom0.
            "-vga", "none", "-device", f"VGA,vgamem_mb=32,xres={SCREEN[0]},yres={SCREEN[1]}",
            # Buttons go to the one whose driver came last, of those that have any: the tablet.
            "-device", "virtio-multitouch-pci",
            "-device", "virtio-tablet-pci", "-device", "virtio-keyboard-pci",
            "-device", "virtio-rng-pci", "-device", "virtio-serial-pci",
            "-chardev", f"socket,id=agent,path={self._sockets}/agent,server=on,wait=off",
            "-device", "virtserialport,chardev=agent,name=lab.agent",
            "-chardev", f"file,id=serial,path={self.serial_log}", "-serial", "chardev:serial",
            "-qmp", f"unix:{self._sockets}/qmp,server=on,wait=off",
            "-display", f"vnc={vnc}" if vnc else "none",
        ]

    def boot(self) -> float:
        """Wait until dom0 takes commands; returns the seconds it took."""
        start = time.monotonic()
        wait_until(lambda: self._alive() and (self._sockets / "qmp").exists(), "QEMU to start")
        self._qmp = Qmp(self._sockets / "qmp")
        self.agent = Agent(self._sockets / "agent")
        wait_until(lambda: self._alive() and self.agent.ready.is_set(),
                   f"dom0 to boot; its console is in {self.serial_log}", BOOT_DEADLINE)
        return time.monotonic() - start

    def _alive(self) -> bool:
        if self._process.poll() is not None:
            raise RuntimeError(f"QEMU ended with status {self._process.returncode}; see {self._log.name}"
                               f" and {self.serial_log}")
        return True

    def screenshot(self) -> Picture:
        """What the display controller scans out now."""
        path = self._sockets / "screen.ppm"
        self._qmp.execute("screendump", filename=str(path))
        return Picture.from_ppm(path.read_bytes())

    def write_png(self, path: Path) -> None:
        self._qmp.execute("screendump", filename=str(path), format="png")

    def input(self, *events: dict) -> None:
        """Input events as QMP's input-send-event takes them, delivered as one."""
        self._qmp.execute("input-send-event", events=list(events))

    def stop(self) -> None:
        if self.agent:
            self.agent.close()
        self._process.kill()
        self._process.wait()
        self._log.close()
        shutil.rmtree(self._sockets, ignore_errors=True)
