"""Taught words on disk: for the owner only, whole or as they were, and no sound."""

from __future__ import annotations

import stat
from pathlib import Path

import numpy as np
import pytest

from device.hearing.enrolled import profile_store as store_module
from device.hearing.enrolled.cohort import cohort
from device.hearing.enrolled.matcher import learn
from device.hearing.enrolled.profile_store import (
    ANCHORS,
    ProfileStore,
    StoreDamaged,
    Template,
    VoiceProfile,
)
from tests.hearing.enrolled.people import ANNA, LATER, MANNERS, shape, templates, voice


def test_what_was_saved_is_loaded(tmp_path: Path) -> None:
    ProfileStore(tmp_path).save(voice())
    loaded = ProfileStore(tmp_path).load()
    assert [t.word for t in loaded.templates] == [t.word for t in voice().templates]
    best = learn(loaded.by_word, cohort()).best(
        [shape("next", ANNA, *LATER[0])], frozenset({"next"})
    )
    assert best is not None
    assert best.accepted


def test_nothing_taught_is_an_empty_voice(tmp_path: Path) -> None:
    assert not ProfileStore(tmp_path).load()
    ProfileStore(tmp_path).save(VoiceProfile())
    assert not ProfileStore(tmp_path).load()


def test_only_the_owner_may_read_it_and_nothing_else_is_left(tmp_path: Path) -> None:
    store = ProfileStore(tmp_path)
    store.save(voice())
    store.save(voice(("next",)))
    assert stat.S_IMODE(store.file.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [store.file]


@pytest.mark.hazard("H14")
def test_features_are_kept_and_no_sound(tmp_path: Path) -> None:
    store = ProfileStore(tmp_path)
    store.save(voice(("next",)))
    with np.load(store.file) as kept:
        assert set(kept) == {"version", "words", "synthetic", "embedding", "cepstra", "whole"}
        assert kept["embedding"].shape == (len(MANNERS), 4, 8 * 96)
    assert store.file.stat().st_size < 16_000 * len(MANNERS)


def test_a_write_that_fails_leaves_the_old_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = ProfileStore(tmp_path)
    store.save(voice(("next",)))

    def full(*_args: object, **_arrays: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(np, "savez_compressed", full)
    with pytest.raises(OSError, match="No space"):
        store.save(voice())
    assert set(store.load().by_word) == {"next"}
    assert list(tmp_path.iterdir()) == [store.file]


@pytest.mark.parametrize("content", [b"", b"no zip", b"PK\x03\x04 half"])
def test_a_damaged_file_is_told_with_what_to_do(tmp_path: Path, content: bytes) -> None:
    store = ProfileStore(tmp_path)
    store.file.write_bytes(content)
    with pytest.raises(StoreDamaged, match="delete this file and teach"):
        store.load()


def test_a_file_of_another_version_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = ProfileStore(tmp_path)
    with monkeypatch.context() as older:
        older.setattr(store_module, "FEATURE_VERSION", 0)
        store.save(voice())
    with pytest.raises(StoreDamaged, match="another version"):
        store.load()


def test_a_file_that_was_kept_before_there_was_a_word_network_is_of_another_version(
    tmp_path: Path,
) -> None:
    store = ProfileStore(tmp_path)
    row = np.zeros((1, 4, 8), np.float16)
    np.savez(
        store.file, version=1, words=["next"], synthetic=[False], embedding=row, cepstra=row
    )  # fmt: skip
    with pytest.raises(StoreDamaged, match="taught to another version"):
        store.load()


def test_a_taught_word_takes_the_place_of_its_rendered_templates() -> None:
    start = tuple(Template(t.word, t.features, synthetic=True) for t in voice().templates)
    begun = VoiceProfile().starting_from(start)
    assert begun.synthetic == {"next", "stop", "pause", "louder"}
    taught = begun.with_templates(templates("next"))
    assert taught.taught == {"next"}
    assert "next" not in taught.synthetic
    assert taught.starting_from(start).taught == {"next"}


def test_a_forgotten_word_is_gone() -> None:
    assert "next" not in voice().without("next").by_word


def test_a_new_template_replaces_the_oldest_that_is_no_anchor() -> None:
    new = Template("next", shape("next", ANNA, *LATER[0]))
    before = voice().by_word["next"]
    after = voice().followed(new).by_word["next"]
    assert list(after) == [*before[:ANCHORS], *before[ANCHORS + 1 :], new.features]


def test_a_rendered_word_is_not_followed() -> None:
    rendered = VoiceProfile(
        tuple(Template(t.word, t.features, synthetic=True) for t in voice().templates)
    )
    new = Template("next", shape("next", ANNA, *LATER[0]))
    assert rendered.followed(new) is rendered


def test_a_hoarse_week_does_not_wear_a_word_away() -> None:
    followed = voice()
    for words_per_minute in range(120, 160, 2):
        hoarse = Template("next", shape("next", "en-us+whisper", words_per_minute))
        followed = followed.followed(hoarse)
    assert len(followed.by_word["next"]) == len(MANNERS)
    matcher = learn(followed.by_word, cohort())
    for manner in LATER:
        best = matcher.best([shape("next", ANNA, *manner)], frozenset({"next"}))
        assert best is not None
        assert best.accepted
    hoarse_now = matcher.best([shape("next", "en-us+whisper", 141)], frozenset({"next"}))
    assert hoarse_now is not None
    assert hoarse_now.accepted
