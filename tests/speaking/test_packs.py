"""Everything that the box can say has text in every language, and the text can be followed."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest
import textstat

from device.hearing.commands import Commands, spoken
from device.journal.history import Interrupted
from device.plan.script import Question
from device.session.enrollment import ENROLLMENT_WORDS
from device.session.events import ANYTIME, Word
from device.session.questions import words_for
from device.session.repertoire import repertoire
from device.speaking.phrase import Phrase, number, phrase
from device.speaking.phrases import EXERCISE_PARTS, PhraseBook
from tests.days import ALL, day_state
from tests.session.box import Box
from tests.speaking.conftest import LANGUAGES, REFUSALS, VOICES

MAX_WORDS = 15
HIGHEST_GRADE = 6

ASKED = {
    "say_ready": Question.READY,
    "ready_briefly": Question.READY,
    "at_the_edge": Question.READY,
    "still_there": Question.READY,
    "paused": Question.PAUSED,
    "cannot_hear": Question.PAUSED,
    "resume_question": Question.RESUME,
    "resume_question_between": Question.RESUME,
    "resume_question_side": Question.RESUME,
    "more_pain": Question.MORE_PAIN,
    "suspected": Question.SUSPECTED,
    "how_bad": Question.HOW_BAD,
    "how_bad_again": Question.HOW_BAD,
    "danger_question": Question.DANGER,
    "danger_question_again": Question.DANGER,
    "danger_question_neck": Question.DANGER,
    "danger_question_neck_again": Question.DANGER,
    "calf_question": Question.CALF,
    "is_it_you": Question.IS_IT_YOU,
    "danger_sure": Question.DANGER_SURE,
    "danger_sure_neck": Question.DANGER_SURE,
    "need_help": Question.NEED_HELP,
    "need_help_again": Question.NEED_HELP,
    "are_you_there": Question.ARE_YOU_THERE,
    "left_out_offer": Question.LEFT_OUT,
    "how_bad_example": Question.HOW_BAD,
    "pain_slight_go_on": Question.GO_ON,
    "exercise_closed": Question.GO_ON,
    "exercise_locked": Question.GO_ON,
    "next_day_better": Question.NEXT_DAY_BETTER,
    "next_day_same": Question.NEXT_DAY_SAME,
    "enrollment": Question.ENROLLMENT,
    "enrollment_say": Question.TEMPLATE,
    "enrollment_again": Question.TEMPLATE,
    "enrollment_unheard": Question.TEMPLATE,
}
"""After these the box waits for an answer."""

WAITS = {"how_to_stop"}
"""After these the box is silent and listens for a while before anything moves."""

NOBODY_LISTENS = {
    *REFUSALS, "all_done", "was_left_out", "day_is_done", "sessions_left", "good_bye",
    "session_kept", "session_ends_pain", "session_ends_no_answer", "light_shows_pain",
    "call_now_emergency", "call_now_family", "call_clinic", "pain_acknowledged", "nothing_due",
    "what_happened_pain", "what_happened_danger", "state_not_started", "state_done",
    "button_only",
}  # fmt: skip
"""Said before a session, after it, or without a recognizer."""


def sentences(text: str) -> list[str]:
    return [part for part in re.split(r"(?<=[.?!])\s+", text) if part]


def english_words(text: str) -> list[str]:
    return re.findall(r"[A-Za-z][A-Za-z'-]*", text)


def grade(texts: list[str]) -> float:
    whole = " ".join(text if text[-1] in ".?!" else f"{text}." for text in texts)
    return float(textstat.flesch_kincaid_grade(whole))


# ---------------------------------------------------------------- nothing is missing


def test_every_language_has_the_same_phrases_with_the_same_placeholders(
    books: dict[str, PhraseBook],
) -> None:
    english = books["en"]
    assert set(books) >= {"en", "ko"}
    for other in books.values():
        assert english.texts.keys() == other.texts.keys()
        different = [k for k in english.texts if english.placeholders(k) != other.placeholders(k)]
        assert different == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_numbers_are_counted_from_zero_to_ninety_nine_each_in_its_own_words(
    books: dict[str, PhraseBook], language: str
) -> None:
    assert len(set(books[language].numbers)) == len(books[language].numbers) == 100
    assert books[language].text(number(99)) == books[language].numbers[99]


@pytest.mark.parametrize("language", LANGUAGES)
def test_all_that_any_day_can_say_has_text(
    books: dict[str, PhraseBook], everything: tuple[Phrase, ...], language: str
) -> None:
    assert len(everything) > 500
    for said in everything:
        text = books[language].text(said)
        assert text.strip()
        assert "{" not in text


def phrases_in(folder: Path) -> Iterator[tuple[str, set[str]]]:
    """Yield every phrase that the program names, with the values that it gives."""
    for file in sorted(folder.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text())):
            match node:
                case ast.Call(ast.Name("phrase"), [ast.Constant(str(key))], given):
                    yield key, {keyword.arg or "" for keyword in given}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_phrase_that_the_program_names_has_text_and_gets_its_values(
    books: dict[str, PhraseBook], project: Path, language: str
) -> None:
    named = [(key, given) for key, given in phrases_in(project / "device") if key != "number"]
    assert len(named) > 50
    book = books[language]
    assert [key for key, _ in named if key not in book.texts] == []
    assert [key for key, given in named if not book.placeholders(key) <= given] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_can_come_up(
    books: dict[str, PhraseBook], everything: tuple[Phrase, ...], language: str
) -> None:
    exercises = {key for key in books[language].texts if key.split(".")[-1] in EXERCISE_PARTS}
    inner = {v.key for said in everything for _, v in said.values if isinstance(v, Phrase)}
    known = {said.key for said in everything} | inner | exercises
    assert [key for key in books[language].texts if key not in known | {"plus", "extension"}] == []


@pytest.mark.hazard("H1")
@pytest.mark.parametrize(
    "broken_off",
    [
        None,
        Interrupted(1, "bridging", pain_open=True),
    ],
)
def test_pain_before_the_first_exercise_finds_everything_rendered(
    broken_off: Interrupted | None,
) -> None:
    day = day_state(*ALL, interrupted=broken_off)
    box = Box(day)
    box.start()
    box.says(Word.PAIN)
    for question, word in ((Question.HOW_BAD, Word.FIVE), (Question.DANGER, Word.NO)):
        box.asked(question)
        box.says(word)
    box.wait(5)
    assert {play.phrase for _, play in box.plays()} <= set(repertoire(day))


@pytest.mark.hazard("H3")
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_number_to_call_is_said_digit_by_digit(
    books: dict[str, PhraseBook], language: str
) -> None:
    book = books[language]
    for key in ("call_now_emergency", "call_now_family", "call_clinic"):
        text = book.text(phrase(key, name="Anna", digits="+82 112"))
        eight, two, one = (book.digits[n] for n in (8, 2, 1))
        assert f"{book.texts['plus']}, {eight}, {two}, {one}, {one}, {two}" in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_line_says_where_it_is_heard(language: str) -> None:
    """Each paragraph of phrases.yaml begins with a comment, for who translates it."""
    text = (VOICES / language / "phrases.yaml").read_text(encoding="utf-8")
    paragraphs = text.split("\n\n")
    assert len(paragraphs) > 10
    assert [part for part in paragraphs if not part.startswith("# ")] == []


# ---------------------------------------------------------------- it can be followed


def longest(text: str) -> int:
    return max((len(english_words(part)) for part in sentences(text)), default=0)


def test_no_english_sentence_has_more_than_fifteen_words(
    books: dict[str, PhraseBook], everything: tuple[Phrase, ...]
) -> None:
    long = {said.key for said in everything if longest(books["en"].text(said)) > MAX_WORDS}
    assert long == set()


def test_english_is_for_readers_of_the_sixth_grade(books: dict[str, PhraseBook]) -> None:
    exercises: dict[str, list[str]] = {"": []}
    for key, template in books["en"].texts.items():
        exercise = key.split(".")[0] if "." in key else ""
        exercises.setdefault(exercise, []).append(re.sub(r"\{\w+\}", "ten", template))
    assert len(exercises) == 1 + 16 + 1, "phrases, exercises, tips"
    assert {each for each, texts in exercises.items() if grade(texts) > HIGHEST_GRADE} == set()
    # Of a few words the formula knows nothing: "Seated marching" is of the ninth grade to it.
    long = [t for texts in exercises.values() for t in texts if len(english_words(t)) >= 8]
    assert len(long) > 80
    assert [text for text in long if grade([text]) > HIGHEST_GRADE] == []


# ---------------------------------------------------------------- it is not taken for the patient


@pytest.fixture(scope="session")
def own(
    books: dict[str, PhraseBook], commands: dict[str, Commands], everything: tuple[Phrase, ...]
) -> dict[str, set[tuple[str, Word]]]:
    """Return which prompts hold which commands, but in their last sentence before it waits."""
    found: dict[str, set[tuple[str, Word]]] = {language: set() for language in LANGUAGES}
    for language, said in product(LANGUAGES, everything):
        question = ASKED.get(said.key)
        hearable = words_for(question) if question else ANYTIME
        parts = sentences(books[language].text(said))
        for part in parts[:-1] if question or said.key in WAITS else parts:
            if said.key not in NOBODY_LISTENS:
                spoken = commands[language].spoken_in(part) & hearable
                found[language] |= {(said.key, word) for word in spoken}
    return found


@pytest.mark.hazard("H9")
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_prompt_says_pain_stop_or_next_but_last_before_it_waits(
    own: dict[str, set[tuple[str, Word]]], language: str
) -> None:
    never = (Word.PAIN, Word.STOP, Word.NEXT)
    assert {key for key, word in own[language] if word in never} == set()


@pytest.mark.hazard("H9")
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_prompt_says_any_command_but_last_before_it_waits(
    own: dict[str, set[tuple[str, Word]]], language: str
) -> None:
    assert own[language] == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_word_is_taught_as_the_language_has_it_first(
    books: dict[str, PhraseBook], commands: dict[str, Commands], language: str
) -> None:
    asked = {word: books[language].texts[f"word_{word.value}"] for word in ENROLLMENT_WORDS}
    assert asked == {word: spoken(commands[language].phrases[word][0]) for word in ENROLLMENT_WORDS}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_command_is_made_of_words_that_can_be_said(
    commands: dict[str, Commands], language: str
) -> None:
    phrases = [said for all_ in commands[language].phrases.values() for said in all_]
    assert [said for said in phrases if not re.fullmatch(r"[^\W\d_]+([ '+][^\W\d_]+)*", said)] == []
