"""The simulated bedroom is as loud, as late and as noisy as it says."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from device.rehearsal.room import (
    BOX_LEVEL_DBFS,
    PATIENT_LEVEL_DBFS,
    ROOM_NOISE_DBFS,
    Hardware,
    Placement,
    Room,
)
from device.sound.block import BLOCK_SAMPLES, Samples, level_dbfs, samples, silence
from tests.rendering import rendered

BEDROOMS = [Placement(), Placement(rt60_s=0.5), Placement(patient_m=1.0, speaker_m=0.3)]


@cache
def word() -> Samples:
    return rendered("I am ready")


def noise(seconds: float, seed: int = 1) -> Samples:
    dice = np.random.default_rng(seed)
    return (dice.normal(0, 3000, samples(seconds))).astype(np.int16)


def heard(room: Room, seconds: float, speaker: Samples | None = None) -> Samples:
    """Let the box play `speaker` (or nothing) and return what its microphone heard."""
    blocks = samples(seconds) // BLOCK_SAMPLES
    played = silence(blocks * BLOCK_SAMPLES)
    if speaker is not None:
        played[: len(speaker)] = speaker
    return np.concatenate([room.step(block) for block in played.reshape(-1, BLOCK_SAMPLES)])


def sounding_dbfs(sound: Samples) -> float:
    """Return the level of the frames of 20 ms no more than 25 dB below the loudest."""
    frames = sound[: len(sound) // BLOCK_SAMPLES * BLOCK_SAMPLES].reshape(-1, BLOCK_SAMPLES)
    levels = np.array([level_dbfs(frame) for frame in frames])
    loud = levels[levels >= levels.max() - 25]
    return float(10 * np.log10(np.mean(10 ** (loud / 10))))


# ------------------------------------------------------------ levels


def test_a_room_in_which_nothing_happens_has_the_noise_of_its_microphone() -> None:
    assert level_dbfs(heard(Room(), 2)) == pytest.approx(ROOM_NOISE_DBFS, abs=0.3)


@pytest.mark.parametrize("bedroom", BEDROOMS)
def test_a_word_of_the_patient_comes_at_its_level_wherever_they_lie(bedroom: Placement) -> None:
    for asked in (PATIENT_LEVEL_DBFS, PATIENT_LEVEL_DBFS - 6):
        room = Room(bedroom)
        room.say(word(), samples(0.1), asked)
        assert sounding_dbfs(heard(room, 2)) == pytest.approx(asked, abs=1.5)


def test_without_a_word_about_it_the_patient_speaks_in_a_normal_voice() -> None:
    room = Room()
    room.say(word(), 0)
    assert sounding_dbfs(heard(room, 2)) == pytest.approx(PATIENT_LEVEL_DBFS, abs=1.5)


@pytest.mark.parametrize("bedroom", BEDROOMS)
def test_the_boxs_own_voice_comes_at_its_level(bedroom: Placement) -> None:
    assert sounding_dbfs(word()) == pytest.approx(-20, abs=1)
    came = heard(Room(bedroom), 2, word())
    assert sounding_dbfs(came) == pytest.approx(BOX_LEVEL_DBFS, abs=1.5)


@pytest.mark.parametrize("snr_db", [12.0, 6.0])
def test_the_noise_of_the_house_is_as_far_below_the_patient_as_asked(snr_db: float) -> None:
    room = Room()
    room.noise(noise(3), snr_db)
    assert level_dbfs(heard(room, 6)) == pytest.approx(PATIENT_LEVEL_DBFS - snr_db, abs=1)
    room.noise(noise(3), snr_db, against_dbfs=-30)
    assert level_dbfs(heard(room, 6)) == pytest.approx(-30 - snr_db, abs=1)
    room.quiet()
    assert level_dbfs(heard(room, 2)) == pytest.approx(ROOM_NOISE_DBFS, abs=0.3)


def test_the_noise_goes_on_in_a_loop_without_a_gap() -> None:
    room = Room()
    room.noise(noise(1), 6)
    came = heard(room, 4)
    first, *others = came.reshape(4, -1)
    for other in others:
        assert level_dbfs(other - first) < ROOM_NOISE_DBFS + 4
    levels = [level_dbfs(block) for block in came.reshape(-1, BLOCK_SAMPLES)]
    assert min(levels) > PATIENT_LEVEL_DBFS - 6 - 3


def test_a_noise_shorter_than_the_echo_of_the_room_is_looped_too() -> None:
    room = Room(Placement(rt60_s=0.6))
    room.noise(noise(0.1), 6)
    assert level_dbfs(heard(room, 2)) == pytest.approx(PATIENT_LEVEL_DBFS - 6, abs=1)


# ------------------------------------------------------------ times


@pytest.mark.parametrize("at", [0, 1000, samples(0.5) + 17])
def test_say_tells_the_sample_at_which_the_last_sound_reaches_the_microphone(at: int) -> None:
    room = Room(Placement(rt60_s=0.15, patient_m=1.0))
    clap = silence(samples(0.3))
    clap[-1] = 30_000
    end = room.say(clap, at, -30)
    came = heard(room, 1.5).astype(np.int32)
    assert int(np.argmax(np.abs(came))) == end - 1
    assert 0 < end - at - len(clap) < samples(0.02), "sound takes 3 ms for a metre"


def test_a_word_in_the_past_is_refused() -> None:
    room = Room()
    heard(room, 0.1)
    with pytest.raises(ValueError, match="sample 1599 is over already: now is 1600"):
        room.say(word(), room.now - 1)
    room.say(word(), room.now)


def test_two_words_at_once_add_up() -> None:
    rooms = [Room() for _ in range(3)]
    for one, other in ((0, 2), (1, 2)):
        for room in (rooms[one], rooms[other]):
            room.say(word(), one * samples(0.2) + 33)
    first, second, both = (heard(room, 2).astype(np.int32) for room in rooms)
    floor = heard(Room(), 2)
    assert np.max(np.abs(both - (first + second - floor))) <= 2


@pytest.mark.parametrize("delay_blocks", [1, 2, 5])
def test_the_box_is_heard_as_late_as_its_sound_card_is_slow(delay_blocks: int) -> None:
    click = silence(2000)
    click[1000] = 20_000
    room = Room(hardware=Hardware(delay_blocks=delay_blocks))
    came = heard(room, 0.5, click).astype(np.int32)
    on_its_way = int(np.argmax(np.abs(came))) - 1000 - delay_blocks * BLOCK_SAMPLES
    assert 0 < on_its_way < samples(0.01)


def test_time_is_what_the_microphone_has_given() -> None:
    room = Room()
    assert room.now == 0
    assert len(heard(room, 0.2)) == room.now == samples(0.2)


# ------------------------------------------------------------ the same again


def lively(seed: int, hardware: Hardware | None = None) -> Samples:
    room = Room(hardware=hardware, seed=seed)
    room.noise(noise(1), 12)
    room.say(word(), 500)
    return heard(room, 2, word())


def test_the_same_seed_is_the_same_sound_and_another_one_is_not() -> None:
    assert np.array_equal(lively(1), lively(1))
    assert not np.array_equal(lively(1), lively(2))
    assert np.max(np.abs(lively(1).astype(np.int32) - lively(2))) < 200, "the dice are only noise"


def test_two_clocks_and_an_overdriven_speaker_change_what_is_heard() -> None:
    plain = lively(1)
    for hardware in (Hardware(drift_ppm=100), Hardware(drive=4)):
        assert not np.allclose(lively(1, hardware), plain, atol=50)


# ------------------------------------------------------------ microphone and listener


def test_an_unplugged_microphone_gives_digital_silence_until_it_is_plugged_in() -> None:
    room = Room()
    room.say(word(), 0)
    room.unplug_microphone()
    assert not heard(room, 0.5).any()
    assert room.now == samples(0.5)
    room.unplug_microphone(unplugged=False)
    assert level_dbfs(heard(room, 0.5)) > ROOM_NOISE_DBFS + 10


def test_a_listener_in_the_room_hears_the_box_and_the_patient_as_long_as_it_goes() -> None:
    room = Room()
    heard(room, 1.5, word())
    room.say(word(), room.now)
    heard(room, 1.5)
    recording = room.heard_in_the_room()
    assert len(recording) == room.now
    box, patient = recording[: samples(1.5)], recording[samples(1.5) :]
    assert min(level_dbfs(box), level_dbfs(patient)) > -40
    assert np.array_equal(room.heard_now, recording[-BLOCK_SAMPLES:])


def test_without_a_recording_nothing_is_kept_and_the_microphone_hears_the_same() -> None:
    rooms = [Room(record=record) for record in (True, False)]
    with_it, without = (heard(room, 1, word()[:8000]) for room in rooms)
    assert np.array_equal(with_it, without)
    assert not len(rooms[1].heard_in_the_room())
