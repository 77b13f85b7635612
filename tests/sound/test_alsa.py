"""Real `arecord` and `aplay` on a real sound server; only the card behind it is none."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing

import numpy as np
import psutil
import pytest

from device.sound.alsa import AlsaMicrophone, AlsaSpeaker
from device.sound.alsa_program import list_devices
from device.sound.block import BLOCK_SAMPLES, RATE_HZ, Samples, samples, silence
from device.sound.devices import DeviceLost, DeviceMissing, Microphone, Speaker
from tests.rig import ECHO, MICROPHONE, SPEAKER, Rig, plug, rig

__all__ = ["rig"]
pytestmark = pytest.mark.usefixtures("rig")

LOST_WITHIN_S = 2.0
CHAIN_S = 0.003
"""What the box takes for a block when it has to catch up."""


@pytest.fixture
def speaker() -> Iterator[AlsaSpeaker]:
    with closing(AlsaSpeaker(SPEAKER)) as opened:
        yield opened


@pytest.fixture
def microphone() -> Iterator[AlsaMicrophone]:
    with closing(AlsaMicrophone(MICROPHONE)) as opened:
        yield opened


def test_what_is_written_is_heard_whole_in_order_and_without_a_gap(rig: Rig) -> None:
    noise = np.random.default_rng(1).integers(1, 20_000, 75 * BLOCK_SAMPLES).astype(np.int16)
    with rig.recording_of_speaker() as recording, ExitStack() as stack:
        speaker = stack.enter_context(closing(AlsaSpeaker(SPEAKER)))
        microphone = stack.enter_context(closing(AlsaMicrophone(ECHO)))
        for block in noise.reshape(-1, BLOCK_SAMPLES):
            microphone.read()
            speaker.write(block)
        play_silence(microphone, speaker, blocks=10)
        heard = sounding(recording.heard(samples(3.5)))
    assert (speaker.underruns, speaker.dropped, microphone.overruns) == (0, 0, 0)
    np.testing.assert_array_equal(heard, noise)


def test_what_is_said_into_the_room_arrives_at_the_microphone(
    rig: Rig, microphone: AlsaMicrophone
) -> None:
    said = np.random.default_rng(2).integers(1, 20_000, RATE_HZ // 4).astype(np.int16)
    saying = rig.play_to_microphone(said)
    heard = [microphone.read() for _ in range(100)]
    assert saying.wait(10) == 0
    assert {len(block) for block in heard} == {BLOCK_SAMPLES}
    np.testing.assert_array_equal(sounding(np.concatenate(heard)), said)


def test_microphone_gives_twenty_milliseconds_of_sound_every_twenty_milliseconds(
    microphone: AlsaMicrophone,
) -> None:
    microphone.read()
    began = time.monotonic()
    for _ in range(100):
        microphone.read()
    assert time.monotonic() - began == pytest.approx(2.0, abs=0.2)


def test_a_block_is_heard_within_sixty_milliseconds_and_keeps_its_delay() -> None:
    with ExitStack() as stack:
        speaker = stack.enter_context(closing(AlsaSpeaker(SPEAKER)))
        microphone = stack.enter_context(closing(AlsaMicrophone(ECHO)))
        play_silence(microphone, speaker, blocks=25)
        delays = [delay_s(microphone, speaker) for _ in range(3)]
    assert max(delays) <= 0.06
    assert max(delays) - min(delays) <= 0.02


def test_delay_does_not_stay_after_the_box_was_late() -> None:
    with ExitStack() as stack:
        speaker = stack.enter_context(closing(AlsaSpeaker(SPEAKER)))
        microphone = stack.enter_context(closing(AlsaMicrophone(ECHO)))
        play_silence(microphone, speaker, blocks=25)
        for _ in range(50):
            microphone.read()
        for _ in range(50):
            time.sleep(CHAIN_S)
            speaker.write(silence())
        assert speaker.dropped > 0, "a second too late is too late to be played"
        play_silence(microphone, speaker, blocks=25)
        assert delay_s(microphone, speaker) <= 0.14


@pytest.mark.parametrize(
    "how", [pytest.param(signal.SIGKILL, id="ends"), pytest.param(signal.SIGSTOP, id="hangs")]
)
@pytest.mark.hazard("H10")
def test_a_microphone_that_goes_away_is_noticed_in_time(
    microphone: AlsaMicrophone, how: signal.Signals
) -> None:
    microphone.read()
    os.kill(microphone.pid, how)
    began = time.monotonic()
    with pytest.raises(DeviceLost, match=f'The microphone "{MICROPHONE}" has .*plug'):
        read_for(microphone, LOST_WITHIN_S * 2)
    assert time.monotonic() - began <= LOST_WITHIN_S


@pytest.mark.hazard("H10")
@pytest.mark.parametrize(
    "how", [pytest.param(signal.SIGKILL, id="ends"), pytest.param(signal.SIGSTOP, id="hangs")]
)
def test_a_speaker_that_goes_away_is_noticed_in_time(
    microphone: AlsaMicrophone, speaker: AlsaSpeaker, how: signal.Signals
) -> None:
    play_silence(microphone, speaker, blocks=5)
    os.kill(speaker.pid, how)
    began = time.monotonic()
    with pytest.raises(DeviceLost, match=f'The speaker "{SPEAKER}" has .*plug'):
        play_silence(microphone, speaker, blocks=200)
    assert time.monotonic() - began <= LOST_WITHIN_S


@pytest.mark.hazard("H10")
def test_a_card_that_is_pulled_out_is_lost_and_can_be_opened_again_when_it_is_back() -> None:
    with plug() as plugged_in:
        with plugged_in():
            microphone, speaker = AlsaMicrophone(MICROPHONE), AlsaSpeaker(SPEAKER)
            play_silence(microphone, speaker, blocks=5)
        with closing(microphone), pytest.raises(DeviceLost, match=r"has stopped \(.*error\)"):
            read_for(microphone, LOST_WITHIN_S)
        with closing(speaker), pytest.raises(DeviceLost, match="has "):
            write_for(speaker, LOST_WITHIN_S)
        with pytest.raises(DeviceMissing, match="cannot be opened"):
            AlsaMicrophone(MICROPHONE)
        with plugged_in(), closing(AlsaMicrophone(MICROPHONE)) as microphone:
            assert len(microphone.read()) == BLOCK_SAMPLES


@pytest.mark.parametrize(
    ("open_it", "device"), [(AlsaMicrophone, "microphone"), (AlsaSpeaker, "speaker")]
)
def test_a_name_that_is_not_there_is_answered_with_those_that_are(
    open_it: type[AlsaMicrophone | AlsaSpeaker], device: str
) -> None:
    with pytest.raises(DeviceMissing) as missing:
        open_it("no_such_card")
    assert missing.value.device == device
    assert missing.value.name == "no_such_card"
    assert {MICROPHONE, SPEAKER} <= set(missing.value.there_are)
    told = str(missing.value)
    assert f'The {device} "no_such_card" cannot be opened' in told
    assert f"sound.{device} in config/device.yaml" in told
    assert MICROPHONE in told


@pytest.mark.hazard("H14")
def test_closing_leaves_no_process_and_no_open_file() -> None:
    me = psutil.Process()
    before = me.num_fds(), {child.pid for child in me.children(recursive=True)}
    speaker, microphone = AlsaSpeaker(SPEAKER), AlsaMicrophone(MICROPHONE)
    play_silence(microphone, speaker, blocks=3)
    os.kill(microphone.pid, signal.SIGSTOP)
    for device in (speaker, microphone):
        device.close()
        device.close()
    assert not psutil.pid_exists(speaker.pid)
    assert not psutil.pid_exists(microphone.pid)
    with pytest.raises(DeviceMissing):
        AlsaMicrophone("no_such_card")
    assert (me.num_fds(), {child.pid for child in me.children(recursive=True)}) == before


def test_a_block_of_another_length_is_refused(speaker: AlsaSpeaker) -> None:
    with pytest.raises(ValueError, match="320 samples, not 160"):
        speaker.write(silence(160))


def test_names_that_can_be_chosen_are_those_that_alsa_has() -> None:
    assert {MICROPHONE, ECHO} <= {device.name for device in list_devices("microphone")}


def play_silence(microphone: Microphone, speaker: Speaker, *, blocks: int) -> None:
    for _ in range(blocks):
        microphone.read()
        speaker.write(silence())


def read_for(microphone: Microphone, seconds: float) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        microphone.read()


def write_for(speaker: Speaker, seconds: float) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        speaker.write(silence())


def delay_s(microphone: Microphone, speaker: Speaker) -> float:
    """How long after a click was handed to the speaker it is heard by the microphone."""
    click = silence()
    click[0] = 20_000
    heard = []
    for at in range(25):
        heard.append(microphone.read())
        speaker.write(silence() if at else click)
    clicks = np.flatnonzero(np.concatenate(heard) > 10_000)
    assert len(clicks) == 1
    return float(clicks[0] - BLOCK_SAMPLES) / RATE_HZ


def sounding(heard: Samples) -> Samples:
    """What is heard, without the silence before and after it."""
    at = np.flatnonzero(heard)
    assert len(at), "nothing was heard"
    return heard[at[0] : at[-1] + 1]
