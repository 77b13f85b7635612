"""What a text means, what the box says itself, and what is told about a file that is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest
import vosk

from device.hearing.assembly import find_out_of_vocabulary
from device.hearing.commands import (
    UNKNOWN_WORD,
    Commands,
    Meaning,
    OutOfVocabulary,
    as_recognized,
    check_vocabulary,
    load_commands,
    spoken,
    syllables,
)
from device.reading.diagnostic import ConfigError, Diagnostic
from device.session.events import Word

COMMANDS = Commands(
    {
        Word.NEXT: ("next", "skip this one", "넘어가+자"),
        Word.PAIN: ("ouch", "it hurts"),
        Word.ONE: ("one",),
        Word.READY: ("i'm ready", "go", "go on"),
    },
    decoys=(UNKNOWN_WORD, "neck"),
    competing=("sketch",),
)


def pack(project: Path, language: str) -> Commands:
    return load_commands(project / "voices" / language / "commands.yaml")


# ------------------------------------------------------------ meaning


def test_a_plus_is_a_blank_to_the_recognizer_and_nothing_to_the_mouth() -> None:
    assert as_recognized("넘어가+자") == "넘어가 자"
    assert spoken("넘어가+자") == "넘어가자"
    assert COMMANDS.meaning("넘어가 자").only is Word.NEXT


def test_the_longest_phrase_is_taken() -> None:
    assert COMMANDS.meaning("skip this one") == Meaning((Word.NEXT,), others=False)
    assert COMMANDS.meaning("go on") == Meaning((Word.READY,), others=False)
    assert COMMANDS.meaning("one skip this one one").words == (Word.ONE, Word.NEXT, Word.ONE)


def test_a_phrase_that_is_broken_off_is_other_words() -> None:
    assert COMMANDS.meaning("skip this") == Meaning((), others=True)
    assert COMMANDS.meaning("skip this ouch") == Meaning((Word.PAIN,), others=True)


def test_a_command_said_twice_in_any_of_its_phrases_is_the_same_command() -> None:
    assert COMMANDS.meaning("next skip this one").only is Word.NEXT


@pytest.mark.parametrize(
    "text", ["next ouch", "next neck", "neck next", f"next {UNKNOWN_WORD}", ""]
)
def test_two_commands_and_a_command_with_other_words_are_no_command(text: str) -> None:
    assert COMMANDS.meaning(text).only is None


def test_only_other_words_are_others_and_silence_is_not() -> None:
    assert COMMANDS.meaning("neck") == Meaning((), others=True)
    assert COMMANDS.meaning("  ") == Meaning((), others=False)


def test_a_grammar_holds_the_asked_words_and_all_decoys_and_nothing_else() -> None:
    grammar = COMMANDS.grammar(frozenset({Word.NEXT, Word.TEN}))
    assert set(grammar) == {"next", "skip this one", "넘어가 자", UNKNOWN_WORD, "neck"}
    assert list(grammar) == sorted(grammar)


# ------------------------------------------------------------ the box's own sentences


@pytest.mark.parametrize(
    ("sentence", "words"),
    [
        ("Say ouch, or go on.", {Word.PAIN, Word.READY}),
        ("It hurts? Next!", {Word.PAIN, Word.NEXT}),
        ("Say: I'm ready", {Word.READY}),
        ("it... hurts", {Word.PAIN}),
        ("넘어가자.", {Word.NEXT}),
        ("The text is nexthand, and ones goes", set()),
        ("It never hurts", set()),
        ("", set()),
    ],
)
def test_own_words_are_found_in_a_sentence_between_marks_and_only_whole(
    sentence: str, words: set[Word]
) -> None:
    assert COMMANDS.spoken_in(sentence) == words


# ------------------------------------------------------------ the file


def file_with(tmp_path: Path, changed: dict[Word, str], more: str = "decoys: []\n") -> Path:
    lines = [f'  "{word}": {changed.get(word, f"[say {word}]")}' for word in Word]
    file = tmp_path / "commands.yaml"
    file.write_text("\n".join(["words:", *lines, more]))
    return file


def problems_of(file: Path) -> tuple[Diagnostic, ...]:
    with pytest.raises(ConfigError) as refused:
        load_commands(file)
    return refused.value.problems


def test_a_file_is_read_whole(tmp_path: Path) -> None:
    file = file_with(tmp_path, {Word.NEXT: "[next, skip+this]"}, "decoys: [neck]\ncompeting: [me]")
    commands = load_commands(file)
    assert commands.phrases[Word.NEXT] == ("next", "skip+this")
    assert (commands.decoys, commands.competing, commands.file) == (("neck",), ("me",), file)


def test_a_name_that_is_no_command_is_told_with_its_line_and_what_was_meant(
    tmp_path: Path,
) -> None:
    file = tmp_path / "commands.yaml"
    file.write_text("words:\n  nxt: [next]\n  pain: [ouch]\n")
    (problem,) = problems_of(file)
    assert problem.line == 2
    assert "'nxt' is no command" in str(problem)
    assert "next" in problem.suggestion


def test_what_was_meant_is_told_in_words_for_a_person(tmp_path: Path) -> None:
    file = tmp_path / "commands.yaml"
    file.write_text("words:\n  nxt: [next]\n")
    assert problems_of(file)[0].suggestion == "Did you mean 'next'?"


@pytest.mark.parametrize("phrases", ["ouch", "[]", "[yes]", "[1]", '[""]', "{a: b}", ""])
def test_phrases_that_are_none_are_told_with_their_line(tmp_path: Path, phrases: str) -> None:
    (problem,) = problems_of(file_with(tmp_path, {Word.PAIN: phrases}))
    assert problem.line == 2 + list(Word).index(Word.PAIN)
    assert "'pain' has no phrases" in str(problem)
    assert "in quotes where YAML takes them for yes or no" in str(problem)


def test_commands_without_phrases_are_all_named(tmp_path: Path) -> None:
    file = tmp_path / "commands.yaml"
    file.write_text("# ours\nwords:\n  next: [next]\n")
    (problem,) = problems_of(file)
    assert problem.line == 2
    missing = ", ".join(word for word in Word if word is not Word.NEXT)
    assert f"nothing means {missing}" in str(problem)


@pytest.mark.parametrize("name", ["decoys", "competing"])
@pytest.mark.parametrize("value", ["neck", "[no]", "{a: b}"])
def test_words_that_mean_nothing_must_be_a_list_of_them(
    tmp_path: Path, name: str, value: str
) -> None:
    (problem,) = problems_of(file_with(tmp_path, {}, f"{name}: {value}"))
    assert problem.line == 2 + len(Word)
    assert f"{name!r} is no list of words" in str(problem)


def test_every_problem_is_told_at_once(tmp_path: Path) -> None:
    file = tmp_path / "commands.yaml"
    file.write_text("words:\n  nxt: [next]\n  pain: ouch\ndecoys: neck\n")
    assert [problem.line for problem in problems_of(file)] == [2, 3, 4]


def test_a_phrase_that_means_two_commands_is_told(tmp_path: Path) -> None:
    both = {Word.NEXT: "[next, stop it]", Word.STOP: "[stop, stop+it]"}
    (problem,) = problems_of(file_with(tmp_path, both))
    assert "stop it" in str(problem)


@pytest.mark.parametrize("phrase", [" ", "+"])
def test_a_phrase_without_a_word_in_it_is_told(tmp_path: Path, phrase: str) -> None:
    problems_of(file_with(tmp_path, {Word.PAIN: f'["{phrase}"]'}))


# ------------------------------------------------------------ a model's vocabulary


def test_phrases_and_commands_that_a_model_cannot_hear_are_told() -> None:
    known = {"next", "skip", "this", "one", "go", "on", "i'm", "ready", "it"}
    assert check_vocabulary(COMMANDS, known.__contains__) == OutOfVocabulary(
        {
            "넘어가+자": ("넘어가", "자"),
            "ouch": ("ouch",),
            "it hurts": ("hurts",),
            "neck": ("neck",),
        },
        tuple(w for w in Word if w not in {Word.NEXT, Word.ONE, Word.READY}),
    )


def test_a_model_that_knows_everything_is_deaf_to_nothing(project: Path) -> None:
    assert check_vocabulary(pack(project, "en"), lambda _token: True) == OutOfVocabulary({}, ())


def test_the_mark_for_unknown_words_is_no_word_that_a_model_must_know() -> None:
    assert UNKNOWN_WORD not in check_vocabulary(COMMANDS, lambda _token: False).phrases


# ------------------------------------------------------------ what is shipped


@pytest.mark.parametrize("language", ["en", "ko"])
def test_every_shipped_phrase_is_the_command_under_which_it_stands(
    project: Path, language: str
) -> None:
    commands = pack(project, language)
    wrong = {
        phrase: commands.meaning(as_recognized(phrase))
        for word, phrases in commands.phrases.items()
        for phrase in phrases
        if commands.meaning(as_recognized(phrase)).only is not word
    }
    assert not wrong
    assert set(commands.phrases) == set(Word)


@pytest.mark.parametrize("language", ["en", "ko"])
def test_no_shipped_decoy_means_anything(project: Path, language: str) -> None:
    commands = pack(project, language)
    assert [d for d in commands.decoys if commands.meaning(as_recognized(d)).words] == []


def test_the_korean_model_hears_every_shipped_phrase(
    project: Path, korean_model: vosk.Model
) -> None:
    assert find_out_of_vocabulary(korean_model, pack(project, "ko")) == OutOfVocabulary({}, ())


def test_the_english_model_hears_every_command(project: Path, english_model: vosk.Model) -> None:
    assert find_out_of_vocabulary(english_model, pack(project, "en")).words == ()


@pytest.mark.parametrize(
    ("text", "n"),
    [("", 0), ("아파", 2), ("허리 가 아파 요", 6), ("pain", 1), ("how many left", 4), ("[unk]", 1)],
)
def test_syllables_are_counted_well_enough_to_tell_how_long_a_text_lasts(text: str, n: int) -> None:
    assert syllables(text) == n


def test_what_makes_up_half_of_a_text_is_most_of_it() -> None:
    assert COMMANDS.meaning("skip this one neck").mostly == {Word.NEXT}
    assert COMMANDS.meaning("help neck neck").mostly == frozenset()
