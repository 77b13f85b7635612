"""The ears are given each utterance whole, once and loud enough; the judge what surrounds it."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from device.hearing.ear import Hearing
from device.hearing.listener import EAR_PEAK_DBFS, MOST_GAIN_DB, Listener
from device.hearing.voice_activity import Tuning
from device.session.events import ANYTIME, Heard, PainSuspected, Word
from device.sound.block import BLOCK, Samples, samples, silence
from device.sound.echo import Cleaned

PAUSE_S = 0.5
"""After this it is decided what was said."""

PRE_ROLL = samples(Tuning().pre_roll_s)
NOTHING = Hearing("", None, 0.0, "script")
TALK = Hearing("what ever", None, 0.0, "script")


def hearing(word: Word) -> Hearing:
    return Hearing(word.value, word, 1.0, "script", frozenset({word}))


class ScriptedEar:
    """Tells what its script says, one hearing for each `finish`, and keeps all it was given."""

    def __init__(self, *script: Hearing) -> None:
        self.script = list(script)
        self.utterances: list[Samples] = []
        self.words: list[frozenset[Word]] = []
        self.drops = 0
        self._given: list[Samples] = []

    def listen_for(self, words: frozenset[Word]) -> None:
        self.words.append(words)
        self._given = []

    def accept(self, block: Samples) -> None:
        self._given.append(block.copy())

    def finish(self) -> Hearing:
        self.utterances.append(self.given)
        self._given = []
        return self.script.pop(0) if self.script else NOTHING

    def drop(self) -> None:
        self.drops += 1
        self._given = []

    @property
    def given(self) -> Samples:
        """Return what was given since the last `finish` or `drop`."""
        return np.concatenate([silence(0), *self._given])


def tone(dbfs: float, seconds: float) -> Samples:
    """Return a tone that rises in pitch, so that no two blocks of it are alike, peak `dbfs`."""
    t = np.arange(samples(seconds)) / 16000
    return (32768 * 10 ** (dbfs / 20) * np.sin(2 * np.pi * (300 * t + 400 * t**2))).astype(np.int16)


class Bedside:
    """A listener and all the sound that it was given."""

    def __init__(self, *ears: ScriptedEar, witness: ScriptedEar | None = None) -> None:
        self.listener = Listener(ears, witness=witness)
        self.sound = silence(0)
        self.events: list[Heard | PainSuspected] = []

    @property
    def now(self) -> int:
        return len(self.sound)

    @property
    def heard(self) -> list[Word]:
        return [event.word for event in self.events if isinstance(event, Heard)]

    def hears(self, sound: Samples, left_dbfs: float = -120.0) -> None:
        sound = np.pad(sound, (0, -len(sound) % BLOCK))
        for i in range(0, len(sound), BLOCK):
            block = sound[i : i + BLOCK]
            self.events += self.listener.hear(Cleaned(block, block, left_dbfs), self.now)
            self.sound = np.concatenate([self.sound, sound[i : i + BLOCK]])

    def waits(self, seconds: float) -> None:
        self.hears(silence(samples(seconds)))

    def says(self, sound: Samples) -> int:
        """Have the patient say `sound` between pauses; return the sample at which it began."""
        self.waits(1)
        began = self.now
        self.hears(sound)
        self.waits(PAUSE_S)
        return began


LOUD = tone(-10, 0.5)


def stretch(utterance: NDArray[np.integer], bedside: Bedside) -> tuple[int, int]:
    """Return where in all the sound `utterance` lies: both have the same last loud sample."""
    first = int(np.flatnonzero(bedside.sound)[-1] - np.flatnonzero(utterance)[-1])
    return first, first + len(utterance)


def listening(*ears: ScriptedEar, witness: ScriptedEar | None = None) -> Bedside:
    bedside = Bedside(*ears, witness=witness)
    bedside.listener.listen_for(ANYTIME)
    return bedside


# ------------------------------------------------------------ each utterance whole and once


def test_an_utterance_becomes_the_event_that_the_ear_heard_with_its_end() -> None:
    bedside = listening(ScriptedEar(hearing(Word.PAUSE)))
    began = bedside.says(LOUD)
    (event,) = bedside.events
    assert isinstance(event, Heard)
    assert event.word is Word.PAUSE
    assert event.ended_at == pytest.approx(began + len(LOUD), abs=BLOCK)


def test_every_utterance_is_heard_once_by_every_ear_in_turn() -> None:
    ears = [ScriptedEar(hearing(Word.PAUSE), NOTHING, hearing(Word.HELP)) for _ in range(2)]
    bedside = listening(*ears)
    for _ in range(3):
        bedside.says(LOUD)
    assert bedside.heard == [Word.PAUSE, Word.HELP]
    for ear in ears:
        assert len(ear.utterances) == 3
        assert not len(ear.given)


def test_an_ear_gets_the_utterance_without_a_gap_and_with_what_came_before_it() -> None:
    ear = ScriptedEar()
    bedside = listening(ear)
    began = bedside.says(LOUD)
    first, end = stretch(ear.utterances[0], bedside)
    assert np.array_equal(ear.utterances[0], bedside.sound[first:end])
    assert PRE_ROLL <= began - first <= PRE_ROLL + samples(0.1)
    assert end >= began + len(LOUD) + samples(0.12)


def test_an_ear_gets_the_utterance_while_it_is_spoken() -> None:
    ear = ScriptedEar()
    bedside = listening(ear)
    bedside.waits(1)
    bedside.hears(LOUD)
    during = (bedside.listener.speech_now, bedside.listener.gives_way)
    assert np.array_equal(ear.given[-len(LOUD) :], LOUD)
    bedside.waits(0.5)
    after = (bedside.listener.speech_now, bedside.listener.gives_way)
    assert (during, after) == ((True, True), (False, False))


def test_what_is_too_short_is_dropped_and_what_nobody_waits_for_too() -> None:
    ear = ScriptedEar(hearing(Word.PAUSE))
    bedside = listening(ear)
    bedside.says(tone(-10, 0.06))
    assert (ear.drops, ear.utterances) == (1, [])
    bedside.listener.listen_for(frozenset())
    bedside.says(LOUD)
    assert (ear.drops, ear.utterances, bedside.events) == (2, [], [])


# ------------------------------------------------------------ what stays alone


@pytest.mark.hazard("H9")
def test_a_piece_of_talk_that_sounds_like_a_command_is_none() -> None:
    ear = ScriptedEar(hearing(Word.HELP), hearing(Word.NO), TALK)
    bedside = listening(ear)
    bedside.says(np.concatenate([LOUD, silence(samples(0.2)), LOUD]))
    assert bedside.events == []
    assert len(ear.utterances) == 3


def test_a_command_in_two_pieces_is_one() -> None:
    ear = ScriptedEar(TALK, TALK, hearing(Word.HELP))
    bedside = listening(ear)
    began = bedside.says(np.concatenate([LOUD, silence(samples(0.2)), LOUD]))
    assert bedside.heard == [Word.HELP]
    first, end = stretch(ear.utterances[2], bedside)
    assert first <= began
    assert end >= began + 2 * len(LOUD) + samples(0.2)


def test_a_noise_that_no_ear_makes_anything_of_does_not_spoil_a_command() -> None:
    for script in ([NOTHING, hearing(Word.HELP)], [hearing(Word.HELP), NOTHING]):
        bedside = listening(ScriptedEar(*script))
        bedside.says(np.concatenate([LOUD, silence(samples(0.2)), LOUD]))
        assert bedside.heard == [Word.HELP]


def test_two_sayings_with_a_pause_are_two() -> None:
    bedside = listening(ScriptedEar(hearing(Word.HELP), hearing(Word.PAUSE)))
    bedside.says(np.concatenate([LOUD, silence(samples(0.5)), LOUD]))
    assert bedside.heard == [Word.HELP, Word.PAUSE]


def test_nothing_is_done_before_it_is_sure_that_nothing_follows() -> None:
    bedside = listening(ScriptedEar(hearing(Word.PAUSE)))
    bedside.waits(1)
    bedside.hears(LOUD)
    bedside.waits(0.3)
    assert bedside.events == []
    assert bedside.listener.gives_way
    bedside.waits(0.1)
    assert bedside.heard == [Word.PAUSE]


def test_talk_without_an_end_is_nothing_and_takes_no_more_room_than_a_command() -> None:
    ear = ScriptedEar(*[hearing(Word.PAUSE)] * 99)
    bedside = listening(ear)
    bedside.says(np.concatenate([LOUD, silence(samples(0.2))] * 20))
    assert bedside.events == []
    assert max(map(len, ear.utterances)) <= samples(3.5)
    assert not bedside.listener.gives_way


# ------------------------------------------------------------ the words that make sense


def test_words_that_change_in_the_middle_of_an_utterance_hold_for_all_of_it() -> None:
    ear = ScriptedEar(hearing(Word.YES))
    bedside = listening(ear)
    bedside.waits(1)
    bedside.hears(LOUD)
    heard_so_far, answers = ear.given, frozenset({Word.YES, Word.NO})
    bedside.listener.listen_for(answers)
    assert np.array_equal(ear.given, heard_so_far)
    bedside.hears(LOUD)
    bedside.waits(PAUSE_S)
    assert len(ear.utterances) == 1
    assert np.array_equal(ear.utterances[0][: len(heard_so_far)], heard_so_far)
    assert ear.words == [ANYTIME, answers]
    assert bedside.heard == [Word.YES]


def test_the_same_words_again_disturb_no_utterance() -> None:
    ear, witness = ScriptedEar(hearing(Word.PAUSE)), ScriptedEar()
    bedside = listening(ear, witness=witness)
    bedside.listener.listen_for(frozenset(ANYTIME))
    assert ear.words == witness.words == [ANYTIME]


# ------------------------------------------------------------ the witness


@pytest.mark.parametrize("word", sorted(ANYTIME - {Word.NEXT}))
def test_the_witness_is_not_asked_about_anything_but_next(word: Word) -> None:
    witness = ScriptedEar()
    bedside = listening(ScriptedEar(hearing(word)), witness=witness)
    bedside.says(LOUD)
    assert bedside.heard == [word]
    assert (len(witness.utterances), len(witness.given)) == (0, 0)


@pytest.mark.hazard("H9")
def test_next_is_heard_only_when_the_witness_heard_it_too_in_the_same_sound() -> None:
    ear = ScriptedEar(*[hearing(Word.NEXT)] * 3)
    witness = ScriptedEar(NOTHING, hearing(Word.HELP), hearing(Word.NEXT))
    bedside = listening(ear, witness=witness)
    for heard in ([], [], [Word.NEXT]):
        bedside.says(LOUD)
        assert bedside.heard == heard
    for asked, confirmed in zip(ear.utterances, witness.utterances, strict=True):
        assert np.array_equal(confirmed[: len(asked)], asked)
        assert not confirmed[len(asked) :].any()


# ------------------------------------------------------------ what the box says itself

LEFT_DBFS = -40.0
JUST_HEARD_DBFS = LEFT_DBFS + Tuning().residual_db + Tuning().over_residual_db + 3.0
"""Peak of a tone that is as loud as the threshold while so much may be left of the own voice."""


def with_own_voice(said: frozenset[Word], over_own_db: float, ear: ScriptedEar) -> Bedside:
    """Let something be heard so far over what the canceller may leave of the box's own voice."""
    bedside = listening(ear, witness=ScriptedEar(*[hearing(Word.NEXT)] * 2))
    bedside.waits(1)
    bedside.listener.box_says(said, bedside.now, bedside.now + samples(1))
    said_over = tone(JUST_HEARD_DBFS + over_own_db, 0.5)
    bedside.hears(np.pad(said_over, (samples(0.2), samples(0.3))), LEFT_DBFS)
    bedside.waits(PAUSE_S)
    assert len(ear.utterances) == 1
    return bedside


@pytest.mark.hazard("H9")
def test_a_word_that_the_box_is_saying_is_not_taken_for_the_patients() -> None:
    for said, heard in ((Word.PAUSE, []), (Word.HELP, [Word.PAUSE])):
        bedside = with_own_voice(frozenset({said}), 5, ScriptedEar(hearing(Word.PAUSE)))
        assert bedside.heard == heard


def test_a_word_that_the_box_is_saying_and_the_patient_much_louder_is_the_patients() -> None:
    bedside = with_own_voice(frozenset({Word.PAUSE}), 15, ScriptedEar(hearing(Word.PAUSE)))
    assert bedside.heard == [Word.PAUSE]
    bedside = with_own_voice(frozenset({Word.NEXT}), 15, ScriptedEar(hearing(Word.NEXT)))
    assert bedside.events == []


@pytest.mark.hazard("H9")
@pytest.mark.parametrize(("after_s", "masked"), [(0.4, True), (0.8, False)])
def test_the_boxs_own_next_counts_as_its_own_for_a_while_after_it(
    after_s: float, masked: bool
) -> None:
    ears = [ScriptedEar(hearing(Word.NEXT)) for _ in range(2)]
    bedside = listening(ears[0], witness=ears[1])
    bedside.waits(1)
    bedside.listener.box_says(frozenset({Word.NEXT}), bedside.now - samples(0.5), bedside.now)
    bedside.waits(after_s)
    bedside.hears(LOUD)
    bedside.waits(PAUSE_S)
    assert (bedside.events == []) is masked


# ------------------------------------------------------------ how loud the ears get it


def peak(sound: NDArray[np.integer]) -> int:
    return int(np.max(np.abs(sound.astype(np.int32))))


@pytest.mark.parametrize(
    ("dbfs", "gain_db"),
    [(-10, 0.0), (EAR_PEAK_DBFS, 0.0), (-30, 12.0), (-36, MOST_GAIN_DB), (-48, MOST_GAIN_DB)],
)
def test_a_quiet_utterance_reaches_the_ears_louder_by_at_most_18_db(
    dbfs: float, gain_db: float
) -> None:
    ear = ScriptedEar()
    word = tone(dbfs, 0.5)
    listening(ear).says(word)
    louder = 20 * np.log10(peak(ear.utterances[0]) / peak(word))
    assert louder == pytest.approx(gain_db, abs=0.2)


def test_the_gain_of_an_utterance_stays_the_same_and_the_next_has_its_own() -> None:
    ear = ScriptedEar()
    bedside = listening(ear)
    bedside.says(np.concatenate([tone(-40, 0.3), tone(-34, 0.3)]))
    bedside.says(LOUD)
    half = len(ear.utterances[0]) // 2
    louder = peak(ear.utterances[0][half:]) / peak(ear.utterances[0][:half])
    assert 20 * np.log10(louder) == pytest.approx(6, abs=0.2)
    assert peak(ear.utterances[1]) == peak(LOUD)


def test_a_word_that_grows_too_loud_is_cut_and_not_turned_over() -> None:
    ear = ScriptedEar()
    bedside = listening(ear)
    bedside.says(np.concatenate([tone(-40, 0.3), tone(-1, 0.5)]))
    utterance = ear.utterances[0].astype(np.int32)
    first, end = stretch(utterance, bedside)
    assert peak(utterance) in (32767, 32768)
    assert np.all(utterance * bedside.sound[first:end] >= 0)
