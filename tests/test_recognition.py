"""Which recognizers a box has: the model's, the enrolled one, both, or none."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from device import recognition as module
from device.configuration import Configuration, load_configuration
from device.hearing.commands import Commands
from device.hearing.enrolled.adaptation import Adaptation
from device.hearing.enrolled.enrolled_recognizer import EnrolledRecognizer
from device.hearing.enrolled.features import features_of
from device.hearing.enrolled.profile_store import ProfileStore, Template, VoiceProfile
from device.hearing.enrolled.session_enrollment import SessionEnrollment
from device.hearing.likelihood.likelihood_recognizer import LikelihoodRecognizer, Model
from device.hearing.likelihood.weights import WeightsMissing
from device.hearing.listener import Listener
from device.journal.entry import Entry, Kind
from device.recognition import Recognition, RecognitionHost, VoiceLearner
from device.session.actions import RequestTemplate, Write
from device.session.events import Event, FaultEnded
from device.settings import HearingSettings, Settings
from tests.hearing.enrolled.people import ANNA, LATER, said, templates, voice


@pytest.fixture
def english(project: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Configuration:
    """Return an English box whose model is none."""
    monkeypatch.setenv("SPINECOACH_MODEL_EN", str(tmp_path / "nothing"))
    return load_configuration(project, "en")


def around(*told: list[Event]) -> RecognitionHost:
    """A box whose jobs are done at once."""
    heard = told[0] if told else []
    return RecognitionHost(lambda job: job(), heard.append, lambda _listener: None)


def open_recognizers(
    configuration: Configuration, state: Path, box: RecognitionHost
) -> Recognition:
    """The recognizers of a box that has no likelihood recognizer."""
    return module.open_recognition(configuration, state, box, None)


def test_without_model_and_voice_nothing_is_heard_and_the_model_is_missed(
    english: Configuration, tmp_path: Path
) -> None:
    recognizers = open_recognizers(english, tmp_path, around())
    assert (recognizers.listener, recognizers.needs_model) == (None, True)
    assert recognizers.enrollment


def test_recognizers_that_know_nothing_are_opened_by_an_enrollment_and_not_before(
    english: Configuration, tmp_path: Path
) -> None:
    opened: list[Listener] = []
    recognizers = open_recognizers(english, tmp_path, replace(around(), listen=opened.append))
    said = Write(Entry(Kind.BUTTON, text="pressed"))
    for action in (said, RequestTemplate(None), RequestTemplate(None)):
        for watch in recognizers.watches:
            watch.done(action, 0)
        assert len(opened) == (action is not said)


def test_a_box_that_somebody_has_taught_or_that_may_not_offers_no_enrollment(
    english: Configuration, tmp_path: Path
) -> None:
    silent = replace(english, settings=Settings(hearing=HearingSettings(offer_enrollment=False)))
    assert not open_recognizers(silent, tmp_path, around()).enrollment
    ProfileStore(tmp_path).save(voice())
    assert not open_recognizers(english, tmp_path, around()).enrollment


def test_with_the_first_word_that_is_taught_the_box_is_not_deaf_any_more(
    english: Configuration, tmp_path: Path
) -> None:
    told: list[Event] = []
    recognizers = open_recognizers(english, tmp_path, around(told))
    (learning,) = (watch for watch in recognizers.watches if isinstance(watch, SessionEnrollment))
    for word in ("next", "stop"):
        learner = learning._learner  # noqa: SLF001 - as an enrollment would, without one
        learner.teach(templates(word))
    assert told == [FaultEnded("model")]
    assert ProfileStore(tmp_path).load().taught == {"next", "stop"}


def test_a_taught_voice_needs_no_model_and_is_followed(
    english: Configuration, tmp_path: Path
) -> None:
    ProfileStore(tmp_path).save(voice())
    recognizers = open_recognizers(english, tmp_path, around())
    assert recognizers.listener is not None
    assert Adaptation in map(type, recognizers.watches)
    assert not recognizers.needs_model


def test_following_can_be_switched_off(english: Configuration, tmp_path: Path) -> None:
    ProfileStore(tmp_path).save(voice())
    fixed = replace(english, settings=Settings(hearing=HearingSettings(adapt_voice=False)))
    assert Adaptation not in map(type, open_recognizers(fixed, tmp_path, around()).watches)


def test_rendered_templates_are_heard_with_but_the_model_is_still_missed(
    english: Configuration, tmp_path: Path
) -> None:
    rendered = VoiceProfile(
        tuple(Template(t.word, t.features, synthetic=True) for t in voice().templates)
    )
    ProfileStore(tmp_path).save(rendered)
    recognizers = open_recognizers(english, tmp_path, around())
    assert recognizers.listener is not None
    assert recognizers.needs_model


def test_english_is_heard_from_the_first_minute_without_any_other_model(
    english: Configuration, tmp_path: Path, likelihood_model: Model
) -> None:
    def likely(language: str, commands: Commands) -> LikelihoodRecognizer:
        assert language == "en"
        return LikelihoodRecognizer(likelihood_model, commands)

    recognizers = module.open_recognition(english, tmp_path, around(), likely)
    assert recognizers.listener is not None
    assert not recognizers.needs_model
    assert recognizers.enrollment


def test_a_box_without_the_weights_says_so_and_goes_on_with_what_it_has(
    english: Configuration, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    def missing(_language: str, _commands: Commands) -> LikelihoodRecognizer:
        raise WeightsMissing("They are not here. What to do: install them.")

    ProfileStore(tmp_path).save(voice())
    recognizers = module.open_recognition(english, tmp_path, around(), missing)
    assert recognizers.listener is not None
    assert (
        "What to do: install them. The box goes on with the recognizers that it has." in caplog.text
    )


def test_another_language_is_not_asked_for_likelihoods(project: Path, tmp_path: Path) -> None:
    def never(language: str, _commands: Commands) -> LikelihoodRecognizer:
        raise AssertionError(language)

    korean = load_configuration(project, "ko")
    ProfileStore(tmp_path).save(voice())
    assert module.open_recognition(korean, tmp_path, around(), never).listener is not None


def test_a_damaged_voice_is_done_without(english: Configuration, tmp_path: Path) -> None:
    ProfileStore(tmp_path).file.write_bytes(b"nothing")
    assert open_recognizers(english, tmp_path, around()).listener is None


def test_a_confirmed_template_is_kept_on_disk_and_known(tmp_path: Path) -> None:
    store, sound = ProfileStore(tmp_path), said("next", ANNA, *LATER[0])
    learner = VoiceLearner(store, voice(), EnrolledRecognizer(voice()))
    learner.follow(("next", sound))
    kept = store.load().by_word["next"]
    assert len(kept) == len(voice().by_word["next"])
    assert kept[-1].embedding == pytest.approx(features_of(sound).embedding, rel=0.01, abs=0.1)


def test_a_sound_that_is_no_template_of_its_word_is_not_learned(tmp_path: Path) -> None:
    store = ProfileStore(tmp_path)
    learner = VoiceLearner(store, voice(), EnrolledRecognizer(voice()))
    learner.follow(("next", said("television", ANNA, *LATER[0])))
    assert not store.file.exists()


def test_a_full_disk_does_not_keep_a_word_from_being_known(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    nowhere = tmp_path / "file"
    nowhere.write_text("")
    learner = VoiceLearner(
        ProfileStore(nowhere), VoiceProfile(), EnrolledRecognizer(VoiceProfile())
    )
    learner.teach(templates("next"))
    assert learner.voice.taught == {"next"}
    assert "could not be kept" in caplog.text
