"""A simulated bedroom: what the microphone hears when the box, the patient and the house sound.

Everything that reaches the microphone goes through impulse responses of one shoe-box room. The box
is convolved block by block while the session runs, because nobody knows beforehand what it will
say; the patient and the noise are known beforehand and are convolved once, when they are added.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import pyroomacoustics as pra
from numpy.typing import NDArray
from scipy.signal import fftconvolve

from device.rehearsal.convolution import Convolver, Drift
from device.sound.block import BLOCK_SAMPLES, RATE_HZ, Samples, silence

Floats = NDArray[np.float32]

BOX_LEVEL_DBFS = -32.0
"""Level at the microphone of the box's own voice, whose clips are about -20 dBFS."""

PATIENT_LEVEL_DBFS = -36.0
"""Level at the microphone of a patient who lies 2 m away and speaks in a normal voice."""

ROOM_NOISE_DBFS = -68.0
"""Level of the microphone's own noise."""

CLIP_LEVEL_DBFS = -20.0


@dataclass(frozen=True, slots=True)
class Placement:
    """Where things are. Distances are to the microphone; the box stands on a bedside table."""

    rt60_s: float = 0.3
    patient_m: float = 2.0
    speaker_m: float = 0.6
    size_m: tuple[float, float, float] = (4.5, 3.8, 2.5)


@dataclass(frozen=True, slots=True)
class Hardware:
    """What sound cards do.

    `delay_blocks` is from a block given to the speaker to its sound at the microphone; `drift_ppm`
    is how much faster the speaker's clock runs than the microphone's (0: one card); `drive` is how
    far the speaker is pushed into its soft limit (0: linear).
    """

    delay_blocks: int = 2
    drift_ppm: float = 0.0
    drive: float = 0.5


@dataclass(frozen=True, slots=True)
class Responses:
    """Impulse responses of one placement, scaled so that a sound keeps its level on the way."""

    box_to_microphone: Floats
    patient_to_microphone: Floats
    house_to_microphone: Floats
    box_to_listener: Floats
    patient_to_listener: Floats


@lru_cache(maxsize=16)
def responses(placement: Placement) -> Responses:
    """Compute the impulse responses of `placement` (some tenths of a second, then kept)."""
    width, depth, height = placement.size_m
    microphone = np.array([0.6, 0.5 * depth, min(0.65, height - 0.1)])
    down = 0.25 - microphone[2]
    along = np.sqrt(max(placement.patient_m**2 - down**2, 0.01))
    places = (
        microphone + np.array([0.0, placement.speaker_m, 0.0]),
        microphone + np.array([along * 0.94, along * 0.34, down]),
        np.array([width - 0.3, 0.3, 1.2]),
    )
    absorption, order = pra.inverse_sabine(placement.rt60_s, placement.size_m)
    room = pra.ShoeBox(
        list(placement.size_m), fs=RATE_HZ, materials=pra.Material(absorption), max_order=order
    )
    for place in places:
        room.add_source(place)
    listener = np.array([0.6 * width, 0.3 * depth, 1.1])
    room.add_microphone_array(np.stack([microphone, listener], axis=1))
    room.compute_rir()
    near, far = room.rir
    return Responses(*(_level_keeping(r) for r in (near[0], near[1], near[2], far[0], far[1])))


class Room:
    """Speaker blocks in, microphone blocks out, one at a time; deterministic by `seed`.

    `step` takes what the box plays in a block and returns what its microphone hears in the block
    after. Time is in samples since the first step. One thread.
    """

    def __init__(
        self,
        placement: Placement | None = None,
        hardware: Hardware | None = None,
        *,
        seed: int = 0,
        record: bool = True,
    ) -> None:
        """`record`: keep what a listener in the room hears, for `heard_in_the_room`."""
        self.placement = placement or Placement()
        self._responses = responses(self.placement)
        self._hardware = hardware or Hardware()
        self._dice = np.random.default_rng(seed)
        self._drift = Drift(self._hardware.delay_blocks, self._hardware.drift_ppm)
        self._to_microphone = Convolver(self._responses.box_to_microphone)
        self._to_listener = Convolver(self._responses.box_to_listener)
        self._box_gain = _gain(BOX_LEVEL_DBFS - CLIP_LEVEL_DBFS)
        self._coming: dict[int, tuple[Floats, Floats]] = {}
        self._house: Floats | None = None
        self._record = record
        self._mix: list[Samples] = []
        self._block = 0
        self._dead = False

    @property
    def now(self) -> int:
        """The sample at which the next microphone block begins."""
        return self._block * BLOCK_SAMPLES

    def step(self, speaker: Samples) -> Samples:
        """Play `speaker`, one block (`BLOCK_SAMPLES` samples); return what the microphone heard."""
        played = self._drift.step(_soft_limit(speaker, self._hardware.drive))
        heard = self._to_microphone.step(played) * self._box_gain
        mix = self._to_listener.step(played) * self._box_gain if self._record else None
        patient = self._coming.pop(self._block, None)
        if patient is not None:
            heard = heard + patient[0]
            mix = mix + patient[1] if mix is not None else None
        if self._house is not None:
            heard = heard + block_of(self._house, self.now)
        heard = heard + floor_noise(self._dice)
        if mix is not None:
            # Four times as loud as at the microphone: made for people to listen to.
            self._mix.append(pcm(mix * 4))
        self._block += 1
        return np.zeros(BLOCK_SAMPLES, np.int16) if self._dead else pcm(heard)

    def say(self, sound: Samples, at: int, level_dbfs: float = PATIENT_LEVEL_DBFS) -> int:
        """The patient says `sound`, beginning at sample `at` (not before `now`).

        `level_dbfs` is the RMS of its sounding part at the microphone. Returns the sample at which
        the word's last sound reaches the microphone (its echo in the room comes after). Raises
        ValueError when `at` is over.
        """
        if at < self.now:
            raise ValueError(f"sample {at} is over already: now is {self.now}")
        voice = said_at(sound, level_dbfs)
        paths = (self._responses.patient_to_microphone, self._responses.patient_to_listener)
        first, offset = divmod(at, BLOCK_SAMPLES)
        wet = [np.concatenate([np.zeros(offset, np.float32), fftconvolve(voice, r)]) for r in paths]
        blocks = -(-max(map(len, wet)) // BLOCK_SAMPLES)
        near, far = (
            np.pad(w, (0, blocks * BLOCK_SAMPLES - len(w))).reshape(blocks, BLOCK_SAMPLES)
            for w in wet
        )
        for i in range(blocks):
            before = self._coming.get(first + i)
            here = (near[i].astype(np.float32), far[i].astype(np.float32))
            self._coming[first + i] = (
                (before[0] + here[0], before[1] + here[1]) if before is not None else here
            )
        return at + int(np.argmax(np.abs(paths[0]))) + len(sound)

    def noise(
        self, sound: Samples, snr_db: float, against_dbfs: float = PATIENT_LEVEL_DBFS
    ) -> None:
        """From now on the house sounds: `sound` in a loop, `snr_db` below `against_dbfs`."""
        response = self._responses.house_to_microphone
        wet = fftconvolve(sound.astype(np.float32), response)
        loop = np.pad(wet, (0, -len(wet) % len(sound))).reshape(-1, len(sound)).sum(axis=0)
        self._house = noise_at(loop, against_dbfs - snr_db)

    def quiet(self) -> None:
        """The house is silent again."""
        self._house = None

    def unplug_microphone(self, *, unplugged: bool = True) -> None:
        """The microphone gives digital silence (or works again)."""
        self._dead = unplugged

    @property
    def heard_now(self) -> Samples:
        """The last block as a listener in the room heard it."""
        return self._mix[-1] if self._mix else silence()

    def heard_in_the_room(self) -> Samples:
        """All blocks so far as a listener in the room heard them: the box and the patient."""
        return np.concatenate(self._mix) if self._mix else np.zeros(0, np.int16)


def said_at(sound: Samples, level_dbfs: float) -> Floats:
    """Return the word `sound`, its sounding part at `level_dbfs` (RMS), in units of an int16."""
    gain = 32768 * _gain(level_dbfs) / max(_active_rms(sound), 1e-9)
    return sound.astype(np.float32) * np.float32(gain)


def noise_at(sound: NDArray[np.number], level_dbfs: float) -> Floats:
    """Return the noise `sound`, all of it at `level_dbfs` (RMS), in units of an int16."""
    rms = float(np.sqrt(np.mean(np.square(sound.astype(np.float64)))))
    louder: Floats = (sound * (32768 * _gain(level_dbfs) / max(rms, 1e-9))).astype(np.float32)
    return louder


def block_of(loop: Floats, at: int) -> Floats:
    """Return the block at sample `at` of `loop`, a sound that begins anew at its end."""
    block: Floats = np.take(loop, range(at, at + BLOCK_SAMPLES), mode="wrap")
    return block


def floor_noise(dice: np.random.Generator) -> NDArray[np.float64]:
    """Return a block of the microphone's own noise, in units of an int16."""
    return dice.normal(0.0, 32768 * _gain(ROOM_NOISE_DBFS), BLOCK_SAMPLES)


def pcm(sound: NDArray[np.floating]) -> Samples:
    """Return a sound in units of an int16 as the sound card gives it."""
    whole: Samples = np.clip(np.rint(sound), -32768, 32767).astype(np.int16)
    return whole


def _gain(level_db: float) -> float:
    return float(10 ** (level_db / 20))


def _soft_limit(speaker: Samples, drive: float) -> Floats:
    sound = speaker.astype(np.float32)
    if drive <= 0:
        return sound
    limited: Floats = np.tanh(sound * (drive / 32768)) * (32768 / drive)
    return limited


def _active_rms(sound: Samples) -> float:
    """RMS of the part that sounds: 20 ms frames no more than 25 dB below the loudest."""
    frames = (
        sound[: len(sound) // BLOCK_SAMPLES * BLOCK_SAMPLES]
        .astype(np.float64)
        .reshape(-1, BLOCK_SAMPLES)
    )
    if not len(frames):
        frames = sound.astype(np.float64).reshape(1, -1)
    power = np.mean(np.square(frames), axis=1)
    return float(np.sqrt(np.mean(power[power >= power.max() * 10**-2.5])))


def _level_keeping(response: NDArray[np.floating]) -> Floats:
    """Unit energy, and cut where what is left is 60 dB below the whole."""
    energy = np.cumsum(np.square(response[::-1]))[::-1]
    kept = response[: int(np.searchsorted(-energy, -energy[0] * 1e-6)) or 1]
    level: Floats = (kept / np.sqrt(np.sum(np.square(kept)))).astype(np.float32)
    return level
