"""What the hearing bench does, one job at a time: each may run in a process of its own."""

from __future__ import annotations

import datetime as dt
import tempfile
from dataclasses import dataclass
from pathlib import Path

from device.hearing.enrolled.acceptance import FIRST_WORDS
from device.hearing.enrolled.enrolled_recognizer import EnrolledRecognizer
from device.plan.script import Question
from device.rehearsal.patient_enrollment import teach_in_room
from device.rehearsal.room import Placement, Room
from device.session.events import ANYTIME
from device.session.questions import words_for
from script.benches.bedside.overheard import Talk, overhear, recorded, said_by_voices
from script.benches.bedside.persons import VARIANTS, Heard, Voiced, hear, utterances, voiced
from script.benches.bedside.recorded_words import Answer, Cut, answered, cut_out, words
from script.benches.bedside.silent_day import Silent, silent_session
from script.benches.bedside.trials import BEDROOM, CLEAN, CONDITIONS, Bedside, Condition
from script.benches.heard.boxes import (
    CLIPS,
    RECORDINGS,
    configured,
    kitchen,
    listener_for,
    parts,
    words_of,
)

DAY = dt.datetime(2026, 11, 23, 9, tzinfo=dt.UTC)
SESSION_ROOMS = (
    Placement(rt60_s=0.4),
    Placement(rt60_s=0.3, speaker_m=0.4),
    Placement(rt60_s=0.5),
    Placement(rt60_s=0.6, speaker_m=0.8),
)
TALK = Condition("talk", BEDROOM, snr_db=12.0)
SAME_CLOCK = tuple(condition for condition in CONDITIONS if not condition.drift_ppm)
CUT_IN = (CLEAN, *CONDITIONS[:3])
SENTENCES = Path(__file__).parents[1] / "sentences"


@dataclass(frozen=True, slots=True)
class Extent:
    """How much is measured. Phrases of each kind of word, sessions, every n-th recording.

    `times` is how often who has taught the box says each word, `talks` how many of them overhear
    all the talk.
    """

    session: int
    answers: int
    numbers: int
    persons: int
    sessions: int
    every: int
    times: int
    talks: int


QUICK = Extent(
    session=2, answers=2, numbers=1, persons=5, sessions=2, every=4, times=2, talks=1
)  # fmt: skip
FULL = Extent(session=5, answers=6, numbers=3, persons=5, sessions=26, every=1, times=4, talks=5)


def person(language: str, variant: str, extent: Extent, seed: int) -> Heard:
    """Have one synthetic person say everything in every condition."""
    book, commands = words_of(language)
    clips = utterances(
        commands, session=extent.session, answers=extent.answers, numbers=extent.numbers
    )
    voice = voiced(clips, book.voice, variant, CLIPS)
    name = f"{book.voice.espeak_voice}{variant}"
    return hear(name, voice, parts(language), CONDITIONS, kitchen()[0], seed)


def taught_by(language: str, variant: str) -> EnrolledRecognizer:
    """Return the recognizer of a box that a person has taught their first words."""
    book, commands = words_of(language)
    return EnrolledRecognizer(
        teach_in_room(book.voice, commands, BEDROOM, person=variant, words=FIRST_WORDS)
    )


@dataclass(frozen=True, slots=True)
class Pupil:
    """One who has taught the box: what it heard of them, and what of their talk with others."""

    heard: Heard
    talk: Talk


def pupil(language: str, variant: str, extent: Extent, seed: int) -> Pupil:
    """Have one person who has taught the box say the phrases that they taught, and then talk."""
    book, commands = words_of(language)
    clips = utterances(commands, session=1, answers=1, numbers=0)
    voice: tuple[Voiced, ...] = voiced(
        [clip for clip in clips if clip.word in FIRST_WORDS], book.voice, variant, CLIPS
    )
    name = f"{book.voice.espeak_voice}{variant}"
    box = parts(language, taught_by(language, variant))
    heard = hear(name, voice, box, SAME_CLOCK, kitchen()[0], seed, times=extent.times)
    bedside = Bedside(box, TALK, kitchen()[0])
    bedside.listen_for(ANYTIME)
    talked = overhear(bedside, said_by_voices(SENTENCES / f"{language}.txt", book, (variant,)))
    talked.length_s = bedside.length_s
    return Pupil(heard, talked)


def own_voice(language: str, seed: int) -> Silent:
    """Live a session in which nobody speaks; with an odd `seed` on a box that was taught."""
    who = VARIANTS[seed // 2 % len(VARIANTS)]
    taught = taught_by(language, who) if seed % 2 else None
    room = Room(SESSION_ROOMS[seed % len(SESSION_ROOMS)], seed=seed, record=False)
    with tempfile.TemporaryDirectory() as folder:
        return silent_session(
            configured(language),
            listener_for(language, taught),
            Path(folder),
            DAY,
            room=room,
            clips=CLIPS,
        )


def talk(language: str, every: int, variant: str | None = None) -> Talk:
    """Play people who talk of something else, in the kitchen's noise.

    The box knows the model's words, and the voice of a person where a `variant` is named.
    """
    taught = None if variant is None else taught_by(language, variant)
    bedside = Bedside(parts(language, taught), TALK, kitchen()[0])
    bedside.listen_for(ANYTIME)
    told = overhear(bedside, recorded(RECORDINGS, every))
    book, _commands = words_of(language)
    told.add(overhear(bedside, said_by_voices(SENTENCES / f"{language}.txt", book)))
    told.length_s = bedside.length_s
    return told


def cut(language: str, every: int) -> dict[str, list[Cut]]:
    """Cut out recorded words in each condition."""
    box = parts(language)
    return {
        condition.name: cut_out(words(RECORDINGS, every), box, condition, kitchen()[0])
        for condition in CUT_IN
    }


def answer(language: str, every: int) -> list[Answer]:
    """Say recorded words 2 m away in quiet, in a session and where yes or no is asked for."""
    box, commands = parts(language), words_of(language)[1]
    return [
        answer
        for among in (ANYTIME, words_for(Question.DANGER))
        for answer in answered(
            words(RECORDINGS, every), box, CONDITIONS[0], kitchen()[0], commands, among
        )
    ]
