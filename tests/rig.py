"""A sound card for tests: a PulseAudio of its own, with two sinks that are nobody's loudspeaker.

What is played into `micfeed` is what the microphone hears; what the speaker plays is recorded from
the monitor of `speaker`. ALSA names in it: `bench_microphone`, `bench_speaker`, and `bench_echo`, a
microphone that hears the speaker and nothing else. It needs no sound card, no session and no root.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import wave
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from device.sound.block import RATE_HZ, Samples, silence

MICROPHONE = "bench_microphone"
SPEAKER = "bench_speaker"
ECHO = "bench_echo"

_NEEDED = {
    "pulseaudio": "pulseaudio",
    "pactl": "pulseaudio-utils",
    "arecord": "alsa-utils",
    "aplay": "alsa-utils",
}
_NAMES = "asound.conf"
_STARTS_WITHIN_S = 20
# Without norewinds=1 an idle sink renders two seconds at once, and whoever comes in waits for them.
_SINK = "module-null-sink sink_name={} rate=16000 channels=1 format=s16le norewinds=1"

_PLUGIN = "alsa-lib/libasound_module_pcm_pulse.so"

_ALSA = """\
</usr/share/alsa/alsa.conf>
pcm.bench_microphone {{ type pulse server "{server}" device "micfeed.monitor"
  hint {{ show on description "hears what is played into micfeed" }} }}
pcm.bench_echo {{ type pulse server "{server}" device "speaker.monitor"
  hint {{ show on description "hears what the speaker plays" }} }}
pcm.bench_speaker {{ type pulse server "{server}" device "speaker"
  hint {{ show on description "plays into the air of nowhere" }} }}
"""

Plug = Callable[[], AbstractContextManager["Rig"]]


@dataclass(frozen=True, slots=True)
class Rig:
    """A running sound server; `environ` is what a program needs to find it."""

    folder: Path
    environ: Mapping[str, str]

    def play_to_microphone(self, sound: Samples) -> subprocess.Popen[bytes]:
        """Begin to play `sound` where `MICROPHONE` hears it; wait for its end with `wait`."""
        file = self.folder / "said.wav"
        with wave.open(str(file), "wb") as out:
            out.setparams((1, 2, RATE_HZ, 0, "NONE", ""))
            # A null sink wakes up with the first stream and loses the beginning of it.
            out.writeframes(silence(RATE_HZ // 2).tobytes())
            out.writeframes(sound.astype("<i2").tobytes())
        return subprocess.Popen(["paplay", "--device=micfeed", str(file)], env=self.environ)

    @contextmanager
    def room_noise(self, seconds: int) -> Iterator[None]:
        """Let the microphone hear what every real one hears in a quiet room."""
        file = self.folder / "noise.wav"
        dice = np.random.default_rng(1)
        with wave.open(str(file), "wb") as out:
            out.setparams((1, 2, RATE_HZ, 0, "NONE", ""))
            out.writeframes(dice.normal(0, 8, seconds * RATE_HZ).astype("<i2").tobytes())
        child = subprocess.Popen(["paplay", "--device=micfeed", str(file)], env=self.environ)
        try:
            yield
        finally:
            child.terminate()
            child.wait(5)

    @contextmanager
    def recording_of_speaker(self) -> Iterator[Recording]:
        """Record what `SPEAKER` plays, from the moment on that recording has begun."""
        child = subprocess.Popen(
            [
                *("parec", "--raw", "--device=speaker.monitor", "--latency-msec=20"),
                *("--format=s16le", f"--rate={RATE_HZ}", "--channels=1"),
            ],
            stdout=subprocess.PIPE,
            env=self.environ,
        )
        recording = Recording(child)
        try:
            recording.heard(1)
            yield recording
        finally:
            recording.close()


class Recording:
    """What the speaker plays, as it comes."""

    def __init__(self, child: subprocess.Popen[bytes]) -> None:
        self._child = child

    def heard(self, length: int) -> Samples:
        """Wait for the next `length` samples."""
        assert self._child.stdout is not None
        sound = self._child.stdout.read(length * 2)
        assert len(sound) == length * 2, "parec has ended"
        return np.frombuffer(sound, "<i2").astype(np.int16)

    def close(self) -> None:
        """End the recording."""
        assert self._child.stdout is not None
        self._child.terminate()
        self._child.stdout.close()
        self._child.wait(5)


@contextmanager
def running_rig(folder: Path) -> Iterator[Rig]:
    """Start a sound server that keeps all its files in `folder`, and stop it at the end."""
    socket = folder / "pulse.sock"
    (folder / "run").mkdir(mode=0o700, exist_ok=True)
    names = folder / _NAMES
    names.write_text(_ALSA.format(server=f"unix:{socket}"))
    environ = {
        **{name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ},
        "HOME": str(folder),
        "XDG_RUNTIME_DIR": str(folder / "run"),
        "PULSE_SERVER": f"unix:{socket}",
        "ALSA_CONFIG_PATH": str(names),
    }
    modules = [
        f"module-native-protocol-unix socket={socket} auth-anonymous=1",
        *(_SINK.format(sink) for sink in ("speaker", "micfeed")),
    ]
    with ExitStack() as stack:
        log = stack.enter_context((folder / "pulseaudio.log").open("wb"))
        server = subprocess.Popen(
            [
                *("pulseaudio", "-n", "--daemonize=no", "--exit-idle-time=-1"),
                *("--use-pid-file=no", "--disable-shm=yes"),
                *(option for module in modules for option in ("-L", module)),
            ],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            env=environ,
            start_new_session=True,
        )
        stack.callback(_end, server)
        _wait_until_it_answers(server, environ, folder / "pulseaudio.log")
        yield Rig(folder, environ)


@pytest.fixture(scope="module")
def rig() -> Iterator[Rig]:
    """A running rig whose names this process knows, too; skipped where its parts are missing."""
    with plug() as plugged_in, plugged_in() as it:
        yield it


@contextmanager
def plug() -> Iterator[Plug]:
    """Return what plugs the rig in, while its context lasts, and may be used again after that."""
    if missing := missing_packages():
        pytest.skip(f"no sound rig: sudo apt install {' '.join(missing)}")
    with (
        tempfile.TemporaryDirectory(prefix="rig-") as folder,  # short: a socket's path is limited
        pytest.MonkeyPatch.context() as environment,
    ):
        environment.setenv("ALSA_CONFIG_PATH", str(Path(folder) / _NAMES))
        environment.setenv("HOME", folder)
        # Without it libpulse leaves an empty folder in /tmp behind every time.
        environment.setenv("XDG_RUNTIME_DIR", str(Path(folder) / "run"))
        yield lambda: running_rig(Path(folder))


def missing_packages() -> tuple[str, ...]:
    """Debian packages that the rig needs and that are not installed."""
    missing = {package for program, package in _NEEDED.items() if not shutil.which(program)}
    if not any(Path("/usr/lib").glob(f"*/{_PLUGIN}")):
        missing.add("libasound2-plugins")
    return tuple(sorted(missing))


def _wait_until_it_answers(
    server: subprocess.Popen[bytes], environ: Mapping[str, str], log: Path
) -> None:
    """Ask until there is an answer; `pactl` fails as long as there is no server."""
    for _ in range(_STARTS_WITHIN_S * 10):
        asked = subprocess.run(["pactl", "info"], env=environ, capture_output=True, check=False)
        if asked.returncode == 0:
            return
        try:
            server.wait(0.1)
        except subprocess.TimeoutExpired:
            continue
        break
    raise AssertionError(f"PulseAudio does not start: {log.read_text()}")


def _end(server: subprocess.Popen[bytes]) -> None:
    """End the server as its own process group, whatever state a test has left it in."""
    if server.poll() is None:
        os.killpg(server.pid, signal.SIGCONT)
        os.killpg(server.pid, signal.SIGTERM)
    server.wait(10)
