"""What a machine needs to be tried: a sound card of air, a hand for the button, a signed plan."""

from __future__ import annotations

from pathlib import Path

from script.benches.trouble.report import PROJECT
from tests.boot.root import Root

PLAN = """\
operation: {date: 2026-10-26, region: lumbar, approach: posterior, kind: fusion}
cleared_stage: 2
valid_from: 2026-10-27
valid_until: 2099-12-31
contacts:
  emergency: "112"
  family: {name: Anna, phone: "0123 456 789"}
  clinic: {name: the clinic, phone: "0987 654"}
exercises:
  - exercise: glute_squeezes
"""
BOX = "opt/trial/box.py"
DROP_IN = "etc/systemd/system/spinecoach.service.d/trial.conf"

_SOUND = """\
[Unit]
Description=A sound card of air: what is played into micfeed is heard
Before=spinecoach.service

[Service]
User=pulse
SupplementaryGroups=audio
RuntimeDirectory=trial-sound
RuntimeDirectoryMode=0755
Environment=HOME=/run/trial-sound XDG_RUNTIME_DIR=/run/trial-sound
ExecStart=pulseaudio -n --daemonize=no --exit-idle-time=-1 --use-pid-file=no --disable-shm=yes \\
  -L "module-native-protocol-unix socket=/run/trial-sound/pulse.sock auth-anonymous=1" \\
  -L "module-null-sink sink_name=speaker rate=16000 channels=1 format=s16le norewinds=1" \\
  -L "module-null-sink sink_name=micfeed rate=16000 channels=1 format=s16le norewinds=1"

[Install]
WantedBy=multi-user.target
"""

_HISS = """\
[Unit]
Description=What every microphone hears in a quiet room
Requires=trial-sound.service
After=trial-sound.service

[Service]
User=pulse
Restart=always
RestartSec=0.2
ExecStart=pacat --server=unix:/run/trial-sound/pulse.sock --playback --device=micfeed --raw \\
  --format=s16le --rate=16000 --channels=1 --volume=6000 /dev/urandom

[Install]
WantedBy=multi-user.target
"""

_ALSA = """\
pcm.air_microphone { type pulse server "unix:/run/trial-sound/pulse.sock" device "micfeed.monitor" }
pcm.air_speaker { type pulse server "unix:/run/trial-sound/pulse.sock" device "speaker" }
"""

_BOX = f"""\
[Service]
ExecStart=
ExecStart=/opt/spinecoach/.venv/bin/python /{BOX}
"""


def prepare(root: Root) -> None:
    """Give an installed machine all of it; of its own files only those change that people write."""
    root.put("etc/systemd/system/trial-sound.service", _SOUND)
    root.put("etc/systemd/system/trial-hiss.service", _HISS)
    root.put("etc/asound.conf", _ALSA)
    root.put(BOX, (PROJECT / "tests/boot/box.py").read_text(encoding="utf-8"))
    root.put(DROP_IN, _BOX)
    wants = root.folder / "etc/systemd/system/multi-user.target.wants"
    for unit in ("trial-sound.service", "trial-hiss.service"):
        (wants / unit).symlink_to(f"/etc/systemd/system/{unit}")
    config = root.folder / "etc/spinecoach/config"
    device = config / "device.yaml"
    text = device.read_text(encoding="utf-8")
    text = text.replace("microphone: default", "microphone: air_microphone")
    text = text.replace("offer_enrollment: true", "offer_enrollment: false")
    device.write_text(text.replace("speaker: default", "speaker: air_speaker"), encoding="utf-8")
    write_plan(config / "plan.yaml")


def write_plan(file: Path) -> None:
    """Write a short plan for one exercise, as a clinician would; it is signed in the machine."""
    file.write_text(PLAN, encoding="utf-8")
