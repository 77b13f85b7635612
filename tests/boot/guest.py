"""A whole computer in a program (QEMU): Debian's kernel, the box's journal on a card of its own."""

from __future__ import annotations

import json
import shutil
import subprocess
import threading
from dataclasses import dataclass, field
from pathlib import Path

from script.benches.trouble.report import Broken, come_true
from tests.boot.root import CACHE, SOURCES, Root, sources_sum

MODULES = (  # each after those that it needs
    *("virtio_ring", "virtio", "virtio_pci_legacy_dev", "virtio_pci_modern_dev", "virtio_pci"),
    "virtio_blk",
)
PACKAGES = ("linux-image-cloud-amd64", "busybox-static")
STARTS_WITHIN_S = 180.0

_INIT = """\
#!/busybox sh
/busybox mount -t proc proc /proc
/busybox mount -t devtmpfs dev /dev
for module in {modules}; do /busybox insmod /$module.ko; done
while ! [ -b /dev/vdb ]; do /busybox usleep 20000; done
/busybox mount -o ro /dev/vda /new || exec /busybox poweroff -f
/busybox mount -t ext4 /dev/vdb /new/var/lib/spinecoach || exec /busybox poweroff -f
/busybox mount -t proc proc /new/proc
/busybox mount -t devtmpfs dev /new/dev
/busybox mount -t tmpfs tmp /new/tmp
read -r line </proc/cmdline
seed=${{line##*seed=}}
exec /busybox chroot /new /bin/sh -c "cd /{sources} && PYTHONDONTWRITEBYTECODE=1 exec \\
  /opt/spinecoach/.venv/bin/python -m tests.boot.sessions /var/lib/spinecoach/journal.sqlite $seed"
"""


@dataclass(frozen=True, slots=True)
class Parts:
    """Everything that is made once: kernel, first file system, the disk with the program."""

    kernel: Path
    initrd: Path
    disk: Path

    @property
    def versions(self) -> dict[str, str]:
        """What they are versions of."""
        return dict(json.loads(self.disk.with_name("versions").read_text(encoding="utf-8")))


def parts(suite: str) -> Parts:
    """Make them of a Debian `suite`, or take those that were made of the very same sources.

    The program is installed by script/install, as on a Pi; the kernel is that of this machine's
    Debian.
    """
    place, sources = CACHE / "power" / suite, sources_sum()
    made = Parts(place / "vmlinuz", place / "initrd", place / "disk.img")
    mark = place / "made-of"
    if mark.exists() and mark.read_text(encoding="utf-8") == sources:
        return made
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir(parents=True)
    root = Root.fresh(suite, "power-root")
    root.put_sources()
    root.install("--language", "en")
    _do("mke2fs", "-q", "-t", "ext4", "-F", "-d", str(root.folder), str(made.disk), "3G")
    versions = {
        "debian": (root.folder / "etc/debian_version").read_text(encoding="utf-8").strip(),
        "sqlite": root.do("python3", "-c", "import sqlite3; print(sqlite3.sqlite_version)"),
        "python": root.do("python3", "-V").split()[1],
    }
    root.remove()
    for package in PACKAGES:
        _unpack(package, place)
    [kernel] = (place / "boot").glob("vmlinuz-*")
    versions["kernel"] = kernel.name.removeprefix("vmlinuz-")
    (place / "versions").write_text(json.dumps(versions), encoding="utf-8")
    kernel.rename(made.kernel)
    made.initrd.write_bytes(_archive(_first_files(place)))
    mark.write_text(sources, encoding="utf-8")
    return made


@dataclass
class Console:
    """What the guest said: each line with how long the log of writes was when it came."""

    lines: list[tuple[str, int]] = field(default_factory=list)

    def has(self, beginning: str) -> bool:
        """Whether a line begins so."""
        return any(line.startswith(beginning) for line, _ in self.lines)


class Guest:
    """Runs from its making until its power is cut: QEMU is killed, and what it held is gone."""

    def __init__(self, parts: Parts, card: Path, log: Path, seed: int) -> None:
        self.console = Console()
        self._log = log
        log.write_bytes(b"")
        self._qemu = subprocess.Popen(
            [
                *("qemu-system-x86_64", "-accel", "tcg", "-cpu", "max", "-m", "512", "-nodefaults"),
                *("-display", "none", "-no-reboot", "-serial", "stdio"),
                *("-kernel", str(parts.kernel), "-initrd", str(parts.initrd)),
                # On a busy machine the emulated timer may come too late for the kernel's check.
                *("-append", f"console=ttyS0 quiet no_timer_check panic=-1 seed={seed}"),
                *("-blockdev", f"driver=file,node-name=disk,filename={parts.disk},read-only=on"),
                *("-device", "virtio-blk-pci,drive=disk"),
                *("-blockdev", f"driver=file,node-name=bare,filename={card}"),
                *("-blockdev", f"driver=file,node-name=log,filename={log}"),
                "-blockdev",
                "driver=blklogwrites,node-name=card,file=bare,log=log,log-sector-size=512",
                *("-device", "virtio-blk-pci,drive=card,write-cache=on"),
            ],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def wait_for(self, beginning: str) -> float:
        """Wait until a line begins so; return how long it took. Raises Broken."""

        def there() -> bool:
            if self._qemu.poll() is not None:
                raise Broken(f"the guest ended: {self.said()}")
            return self.console.has(beginning)

        try:
            return come_true(there, STARTS_WITHIN_S, beginning)
        except Broken as problem:
            raise Broken(f"{problem}; the guest said: {self.said()}") from None

    def said(self) -> str:
        """Return its last lines."""
        return "\n".join(line for line, _ in self.console.lines[-15:])

    def cut(self) -> None:
        """Cut the power."""
        self._qemu.kill()
        self._qemu.wait()
        self._reader.join()

    def _read(self) -> None:
        out = self._qemu.stdout
        if out is None:
            return
        for line in out:
            if line.endswith(b"\n"):  # what was cut off does not count
                text = line.decode(errors="replace").strip()
                self.console.lines.append((text, self._log.stat().st_size))


def _first_files(place: Path) -> dict[str, tuple[int, bytes]]:
    init = _INIT.format(modules=" ".join(MODULES), sources=SOURCES)
    files = {"init": (0o100755, init.encode())}
    files["busybox"] = (0o100755, (place / "bin/busybox").read_bytes())
    for module in MODULES:
        found = list((place / "lib/modules").rglob(f"{module}.ko"))
        if found:  # one that is built in has no file
            files[f"{module}.ko"] = (0o100644, found[0].read_bytes())
    return files | dict.fromkeys(("proc", "dev", "new"), (16877, b""))


def _archive(files: dict[str, tuple[int, bytes]]) -> bytes:
    """Return an archive in the form that the kernel unpacks (cpio, "newc")."""
    out = bytearray()
    for n, (name, (mode, data)) in enumerate({**files, "TRAILER!!!": (0, b"")}.items(), 1):
        path = name.encode() + b"\0"
        numbers = (n, mode, 0, 0, 1, 0, len(data), 0, 0, 0, 0, len(path), 0)
        out += b"070701" + b"".join(b"%08X" % number for number in numbers) + path
        out += bytes(-len(out) % 4)
        out += data
        out += bytes(-len(out) % 4)
    return bytes(out)


def _unpack(package: str, into: Path) -> None:
    """Fetch a Debian package, or what it depends on if it is empty itself, and unpack it."""
    told = _do("apt-cache", "depends", package).splitlines()
    needs = [line.split()[1] for line in told if line.strip().startswith("Depends: linux-image-")]
    here = into / "package"
    here.mkdir(exist_ok=True)
    _do("apt-get", "download", *(needs or [package]), cwd=here)
    for file in here.glob("*.deb"):
        _do("dpkg-deb", "-x", str(file), str(into))
        file.unlink()


def _do(*command: str, cwd: Path | None = None) -> str:
    done = subprocess.run(
        command, cwd=cwd, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise Broken(f"{' '.join(command[:2])} failed: {done.stderr[-400:]}")
    return done.stdout
