"""A file is plain data with a line for everything, or is refused with a line for each mistake."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from device.reading.diagnostic import ConfigError
from device.reading.yaml_document import (
    MAX_DOCUMENT_BYTES,
    Path_,
    parse_yaml,
    read_yaml,
)
from tests.reaching import reached, reaches
from tests.reading.documents import FILE, LIBYAML, TEXT, outcome, read_by, told


@pytest.fixture(scope="module", params=[LIBYAML, None], ids=["libyaml", "PyYAML alone"])
def parser(request: pytest.FixtureRequest) -> Iterator[None]:
    """Every promise holds with libyaml, and where PyYAML was built without it."""
    with read_by(request.param):
        yield


pytestmark = pytest.mark.usefixtures("parser")


def refused(file: Path) -> tuple[int, str]:
    with pytest.raises(ConfigError) as it:
        read_yaml(file)
    (problem,) = it.value.problems
    assert problem.file == file
    return problem.line, str(problem)


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("operation",), 2),
        (("operation", "date"), 3),
        (("exercises",), 5),
        (("exercises", 0), 6),
        (("exercises", 0, "exercise"), 6),
        (("exercises", 0, "steps", 1), 9),
        (("exercises", 1), 10),
        (("exercises", 1, "repetitions"), 11),
    ],
)
def test_every_value_knows_the_line_on_which_it_stands(path: Path_, line: int) -> None:
    assert parse_yaml(FILE, TEXT).line(path) == line


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("operation", "region"), 2),
        (("exercises", 1, "approved", "date"), 10),
        (("contacts", "family"), 2),
    ],
)
def test_what_is_missing_has_the_line_of_the_nearest_thing_around_it(
    path: Path_, line: int
) -> None:
    assert parse_yaml(FILE, TEXT).line(path) == line


def test_values_are_plain_and_names_stay_as_they_are_written() -> None:
    text = 'yes: 1\n1: a\nphone: "0123 456"\nday: 2026-11-23\nlist: [true, null, 0.5]\n'
    assert parse_yaml(FILE, text).data == {
        "yes": 1,
        "1": "a",
        "phone": "0123 456",
        "day": dt.date(2026, 11, 23),
        "list": [True, None, 0.5],
    }


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        ("a: 1\nb:\t2\n", 2, "tab"),
        ("a:\n  b: 1\n\tc: 2\n", 3, "tab"),
        ("a: 1\nb: 2\na: 3\n", 3, "'a' stands here a second time (first in line 1)"),
        ("a:\n  b: 1\n  c: 2\n  b: 3\n", 4, "'b' stands here a second time (first in line 2)"),
        ("a: [1, 2\nb: 3\n", 2, "not YAML"),
        ("a: 'never closed\n\n", 3, "not YAML"),
        ("a: 1\n b: 2\n", 2, "not YAML"),
        ("a: 1\nb: *nobody\n", 2, "undefined alias"),
        ("a: 1\n---\nb: 2\n", 2, "another document"),
        ("a: &x {b: 1}\nc:\n  <<: *x\n", 3, "a name must be a plain word"),
        ("a: 1\n? [b]\n: 2\n", 2, "a name must be a plain word"),
        ("- a\n- b\n", 1, "holds no settings"),
        ("just words\n", 1, "holds no settings"),
        ("", 1, "holds no settings"),
        ("# only a remark\n\n", 1, "holds no settings"),
        ("a: \x07\n", 1, "not YAML"),
    ],
)
def test_a_mistake_is_told_with_its_line(text: str, line: int, what: str) -> None:
    ((told_line, told_what),) = told(text)
    assert told_line == line
    assert what in told_what


def test_every_mistake_of_a_file_is_told_at_once() -> None:
    text = "a: 1\nb:\n  c: 1\n  c: 2\n? [d]\n: 3\na: 4\n"
    assert [line for line, _ in told(text)] == [4, 5, 7]


def test_a_tab_in_a_remark_is_nobodys_business() -> None:
    assert parse_yaml(FILE, "# a\tremark\na: 1  #\tand another\n").data == {"a": 1}


def test_a_tag_never_makes_anything_but_plain_data() -> None:
    assert "could not determine" in told("a: !!python/object/apply:os.getcwd ''\n")[0][1]
    assert parse_yaml(FILE, "a: !!python/object/apply:os.getcwd []\n").data == {"a": []}


@pytest.mark.parametrize(
    "text", ["a: &a {b: *a}\n", "a: &a [1, *a]\n", "a:\n  - &a\n    b: [*a]\n"]
)
def test_what_holds_itself_is_refused(text: str) -> None:
    assert {what for _, what in told(text)} == {"this is nested in itself"}


def test_what_holds_itself_twice_is_one_mistake() -> None:
    # Followed to the 20th level it would be 32 mistakes; with shorter loops, minutes.
    assert len(told("a: &a {b: {c: {d: [*a, *a]}}}\n")) == 1


def test_a_few_lines_that_stand_for_very_many_values_are_refused() -> None:
    # Each level more would take ten times as long and as much memory.
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 5)]
    told("\n".join(lines))


def test_nesting_without_end_is_refused() -> None:
    assert told(f"a: {'[' * 30}{']' * 30}\n")
    assert told(f"a: {'[' * 2000}{']' * 2000}\n")


def test_a_day_that_there_is_not_is_told_with_its_line_and_hides_nothing() -> None:
    text = "a: 1\nday: 2026-02-30\na: 2\n"
    assert [line for line, _ in told(text)] == [2, 3]


def test_a_day_that_there_is_not_is_refused() -> None:
    assert (
        "'2026-02-30' cannot be understood: there is no such day" in told("day: 2026-02-30\n")[0][1]
    )


@pytest.mark.parametrize("value", ["!!bool maybe", "!!int ''", "!!float ''", "!!timestamp soon"])
def test_a_tag_that_does_not_fit_its_value_is_refused(value: str) -> None:
    assert told(f"a: {value}\n")


TEXTS = st.text(alphabet="ab0129:-[]{}&*|>'\"#\n ,?%@`<=~._é\x85\u2028", max_size=40)
LINES = st.lists(st.text(alphabet="ab019-[]'é,.", max_size=6), min_size=1, max_size=6).map(
    lambda values: "".join(f"key{n}: {value}\n" for n, value in enumerate(values))
)


@reaches()
@settings(deadline=None)
@given(st.one_of(TEXTS, LINES))
def test_whatever_stands_in_a_file_is_data_or_is_refused(text: str) -> None:
    document, found = outcome(text)
    assert (document is None) == bool(found)
    lines = range(1, len(text.splitlines()) + 2)
    assert all(problem.line in lines for problem in found)
    if document is not None and document.data:
        reached()
        assert all(document.lines[(key,)] in lines for key in document.data)


# ---------------------------------------------------------------- files


@pytest.mark.parametrize(
    ("content", "line", "what"),
    [
        (b"", 1, "holds no settings"),
        (b"a: 1\nb: \0\n", 1, "zero bytes"),
        (b"a: 1\n# caf\xe9\nb: 2\n", 2, "not UTF-8"),
        ("a: 1\n".encode("utf-16"), 1, "not UTF-8"),
        (b"a: 1\n" + b"#" * MAX_DOCUMENT_BYTES, 1, "too large"),
        (b"a: 1\r\nb: 2\r\na: 3\r\n", 3, "a second time"),
    ],
    ids=["empty", "zero bytes", "latin-1", "utf-16", "too large", "from Windows"],
)
def test_a_file_that_is_no_settings_is_refused(
    tmp_path: Path, content: bytes, line: int, what: str
) -> None:
    file = tmp_path / "device.yaml"
    file.write_bytes(content)
    told_line, told_whole = refused(file)
    assert told_line == line
    assert what in told_whole
    assert told_whole.startswith(f"device.yaml, line {line}: ")


def test_a_file_of_the_largest_size_is_read(tmp_path: Path) -> None:
    file = tmp_path / "device.yaml"
    file.write_bytes(b"a: 1\n#" + b"-" * (MAX_DOCUMENT_BYTES - 6))
    assert read_yaml(file).data == {"a": 1}


def test_a_file_that_is_missing_or_a_folder_is_told(tmp_path: Path) -> None:
    assert "does not exist" in refused(tmp_path / "plan.yaml")[1]
    assert "cannot be read" in refused(tmp_path)[1]


def test_a_file_saved_with_a_mark_of_utf_8_is_read(tmp_path: Path) -> None:
    file = tmp_path / "device.yaml"
    file.write_bytes("\ufeffname: 아야\n".encode())
    assert read_yaml(file).data == {"name": "아야"}
