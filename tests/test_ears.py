"""Which ears a box has: the model's, the taught one, both, or none."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from device import ears as module
from device.configuration import Configuration, load_configuration
from device.ears import Around, Ears, VoiceLearner
from device.hearing.commands import Commands
from device.hearing.likelihood.likelihood_ear import LikelihoodEar, Model
from device.hearing.likelihood.weights import WeightsMissing
from device.hearing.listener import Listener
from device.hearing.taught.following import Following
from device.hearing.taught.learning import Learning
from device.hearing.taught.store import Take, Voice, VoiceStore
from device.hearing.taught.taught_ear import TaughtEar
from device.journal.entry import Entry, Kind
from device.session.actions import WantTake, Write
from device.session.events import Event, FaultEnded
from device.settings import HearingSettings, Settings
from tests.hearing.taught.people import ANNA, LATER, shape, takes, voice


@pytest.fixture
def english(project: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Configuration:
    """Return an English box whose model is none."""
    monkeypatch.setenv("SPINECOACH_MODEL_EN", str(tmp_path / "nothing"))
    return load_configuration(project, "en")


def around(*told: list[Event]) -> Around:
    """A box whose jobs are done at once."""
    heard = told[0] if told else []
    return Around(lambda job: job(), heard.append, lambda _listener: None)


def open_ears(configuration: Configuration, state: Path, box: Around) -> Ears:
    """The ears of a box that has no recogniser by likelihood."""
    return module.open_ears(configuration, state, box, None)


def test_without_model_and_voice_nothing_is_heard_and_the_model_is_missed(
    english: Configuration, tmp_path: Path
) -> None:
    ears = open_ears(english, tmp_path, around())
    assert (ears.listener, ears.needs_model) == (None, True)
    assert ears.lesson


def test_ears_that_know_nothing_are_opened_by_a_lesson_and_not_before(
    english: Configuration, tmp_path: Path
) -> None:
    opened: list[Listener] = []
    ears = open_ears(english, tmp_path, replace(around(), listen=opened.append))
    said = Write(Entry(Kind.BUTTON, text="pressed"))
    for action in (said, WantTake(None), WantTake(None)):
        for watch in ears.watches:
            watch.done(action, 0)
        assert len(opened) == (action is not said)


def test_a_box_that_somebody_has_taught_or_that_may_not_offers_no_lesson(
    english: Configuration, tmp_path: Path
) -> None:
    silent = replace(english, settings=Settings(hearing=HearingSettings(offer_lesson=False)))
    assert not open_ears(silent, tmp_path, around()).lesson
    VoiceStore(tmp_path).save(voice())
    assert not open_ears(english, tmp_path, around()).lesson


def test_with_the_first_word_that_is_taught_the_box_is_not_deaf_any_more(
    english: Configuration, tmp_path: Path
) -> None:
    told: list[Event] = []
    ears = open_ears(english, tmp_path, around(told))
    (learning,) = (watch for watch in ears.watches if isinstance(watch, Learning))
    for word in ("next", "stop"):
        learner = learning._learner  # noqa: SLF001 - as a lesson would, without one
        learner.teach(takes(word))
    assert told == [FaultEnded("model")]
    assert VoiceStore(tmp_path).load().taught == {"next", "stop"}


def test_a_taught_voice_needs_no_model_and_is_followed(
    english: Configuration, tmp_path: Path
) -> None:
    VoiceStore(tmp_path).save(voice())
    ears = open_ears(english, tmp_path, around())
    assert ears.listener is not None
    assert Following in map(type, ears.watches)
    assert not ears.needs_model


def test_following_can_be_switched_off(english: Configuration, tmp_path: Path) -> None:
    VoiceStore(tmp_path).save(voice())
    fixed = replace(english, settings=Settings(hearing=HearingSettings(follow_voice=False)))
    assert Following not in map(type, open_ears(fixed, tmp_path, around()).watches)


def test_rendered_takes_are_heard_with_but_the_model_is_still_missed(
    english: Configuration, tmp_path: Path
) -> None:
    rendered = Voice(tuple(Take(t.word, t.shape, synthetic=True) for t in voice().takes))
    VoiceStore(tmp_path).save(rendered)
    ears = open_ears(english, tmp_path, around())
    assert ears.listener is not None
    assert ears.needs_model


def test_english_is_heard_from_the_first_minute_without_any_other_model(
    english: Configuration, tmp_path: Path, likelihood_model: Model
) -> None:
    def likely(language: str, commands: Commands) -> LikelihoodEar:
        assert language == "en"
        return LikelihoodEar(likelihood_model, commands)

    ears = module.open_ears(english, tmp_path, around(), likely)
    assert ears.listener is not None
    assert not ears.needs_model
    assert ears.lesson


def test_a_box_without_the_weights_says_so_and_goes_on_with_what_it_has(
    english: Configuration, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    def missing(_language: str, _commands: Commands) -> LikelihoodEar:
        raise WeightsMissing("They are not here. What to do: install them.")

    VoiceStore(tmp_path).save(voice())
    ears = module.open_ears(english, tmp_path, around(), missing)
    assert ears.listener is not None
    assert "What to do: install them. The box goes on with the ears that it has." in caplog.text


def test_another_language_is_not_asked_for_likelihoods(project: Path, tmp_path: Path) -> None:
    def never(language: str, _commands: Commands) -> LikelihoodEar:
        raise AssertionError(language)

    korean = load_configuration(project, "ko")
    VoiceStore(tmp_path).save(voice())
    assert module.open_ears(korean, tmp_path, around(), never).listener is not None


def test_a_damaged_voice_is_done_without(english: Configuration, tmp_path: Path) -> None:
    VoiceStore(tmp_path).file.write_bytes(b"nothing")
    assert open_ears(english, tmp_path, around()).listener is None


def test_a_confirmed_take_is_kept_on_disk_and_known(tmp_path: Path) -> None:
    store, new = VoiceStore(tmp_path), Take("next", shape("next", ANNA, *LATER[0]))
    learner = VoiceLearner(store, voice(), TaughtEar(voice()))
    learner.follow(new)
    kept = store.load().by_word["next"]
    assert len(kept) == len(voice().by_word["next"])
    assert kept[-1].embedding == pytest.approx(new.shape.embedding, rel=0.01, abs=0.1)


def test_a_full_disk_does_not_keep_a_word_from_being_known(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    nowhere = tmp_path / "file"
    nowhere.write_text("")
    learner = VoiceLearner(VoiceStore(nowhere), Voice(), TaughtEar(Voice()))
    learner.teach(takes("next"))
    assert learner.voice.taught == {"next"}
    assert "could not be kept" in caplog.text
