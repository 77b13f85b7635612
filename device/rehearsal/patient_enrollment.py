"""The simulated patient teaches the box, before the day begins, as a real one would."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future

from device.hearing.commands import Commands, spoken
from device.hearing.enrolled.acceptance import TemplateRejected, checked_template
from device.hearing.enrolled.capture import CaptureListener
from device.hearing.enrolled.cohort import cohort
from device.hearing.enrolled.profile_store import Template, VoiceProfile
from device.hearing.recognizer import Hypothesis, Recognizer, SampleRange, SlowRecognizer, SoundPair
from device.rehearsal.mouth import PERSON
from device.rehearsal.room import Placement, Room
from device.session.events import Word
from device.sound.block import BLOCK_SAMPLES, Samples, samples, silence
from device.speaking.clip_cache import RenderProgress
from device.speaking.phrases import VoiceSettings
from device.speaking.synthesis import CannotSpeak, Pyttsx3Engine

PATIENT_MANNERS = ((130, 46), (147, 54), (155, 50), (172, 58), (125, 52))
"""Words a minute and pitch of each template: none is a manner in which the words are said later."""

PATIENT_SEED = 1000
"""Of the noise while it is taught; the day has other noise."""

REST = samples(0.5)


class Tally:
    """An `Recognizer` that counts what another one takes for a command."""

    def __init__(self, name: str, recognizer: Recognizer) -> None:
        self.name = name
        self.words: list[Word] = []
        self._recognizer = recognizer

    def listen_for(self, words: frozenset[Word]) -> None:
        """See `Recognizer`."""
        self._recognizer.listen_for(words)

    def accept(self, block: Samples, denoised: Samples | None = None) -> None:
        """See `Recognizer`."""
        self._recognizer.accept(block, denoised)

    def finish(self, spoken: Sequence[SampleRange] = ()) -> Hypothesis:
        """See `Recognizer`."""
        hearing = self._recognizer.finish(spoken)
        if hearing.word is not None:
            self.words.append(hearing.word)
        return hearing

    def drop(self) -> None:
        """See `Recognizer`."""
        self._recognizer.drop()


class SlowTally:
    """A `SlowRecognizer` that counts what another one takes for a command."""

    def __init__(self, name: str, recognizer: SlowRecognizer) -> None:
        self.name = name
        self.words: list[Word] = []
        self._recognizer = recognizer

    def listen_for(self, words: frozenset[Word]) -> None:
        """See `SlowRecognizer`."""
        self._recognizer.listen_for(words)

    def ask(self, sounds: SoundPair) -> Future[Hypothesis]:
        """See `SlowRecognizer`."""
        answer = self._recognizer.ask(sounds)
        answer.add_done_callback(self._count)
        return answer

    def _count(self, answer: Future[Hypothesis]) -> None:
        if (word := answer.result().word) is not None:
            self.words.append(word)


def teach_in_room(
    language: VoiceSettings,
    commands: Commands,
    placement: Placement,
    progress: RenderProgress = lambda _done, _all: None,
    *,
    person: str = PERSON,
    words: Sequence[Word] | None = None,
) -> VoiceProfile:
    """Have words said five times in the simulated bedroom; return what the box learned.

    All words where none are named, each in its first phrase. A template that the box would have
    asked for once more is left out.
    """
    words = list(Word) if words is None else words
    voice = f"{language.espeak_voice}{person}"
    templates: list[Template] = []
    for done, word in enumerate(words, 1):
        templates += _word(word, spoken(commands.phrases[word][0]), voice, placement)
        progress(done, len(words))
    return VoiceProfile(tuple(templates))


def _word(word: Word, text: str, voice: str, placement: Placement) -> Sequence[Template]:
    templates: list[Template] = []
    for n, (words_per_minute, pitch) in enumerate(PATIENT_MANNERS):
        mouth = Pyttsx3Engine(voice, words_per_minute, pitch)
        try:
            sound = _said(mouth.render(text), placement, PATIENT_SEED + n)
            if sound is not None:
                features = checked_template(
                    sound, [template.features for template in templates], cohort()
                )
                templates.append(Template(word, features))
        except (CannotSpeak, TemplateRejected):
            continue
    return templates


def _said(sound: Samples, placement: Placement, seed: int) -> Samples | None:
    """What the box cuts out when the patient says `sound` in a quiet room."""
    room = Room(placement, seed=seed, record=False)
    listener = CaptureListener()
    end = room.say(sound, REST)
    while room.now < end + 2 * REST:
        heard = listener.hear(room.step(silence(BLOCK_SAMPLES)))
        if heard is not None:
            return heard
    return None
