"""libyaml and PyYAML's own parser read the same document, and only what is flat goes to libyaml."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from device.reading.yaml_document import FLAT, parse_yaml, read_yaml
from tests.reading.documents import FILE, LIBYAML, TEXT, outcome, read_by, told


class NoParser(yaml.SafeLoader):
    """Fails the test that hands it a text."""

    def __init__(self, stream: str) -> None:
        raise AssertionError(stream[:40])


@pytest.mark.parametrize(
    "text",
    [
        f"a: {'[' * FLAT}{']' * FLAT}",
        f"a: {'{b: ' * FLAT}1{'}' * FLAT}",
        "- " * FLAT + "1",
        "[\n" * FLAT,
    ],
    ids=["lists", "mappings", "a list on one line", "lists on a line each"],
)
def test_what_may_be_nested_deeply_never_goes_to_the_parser_in_c(
    text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("device.reading.yaml_document._LIBYAML", NoParser)
    assert outcome(text)[0] is None


def test_a_text_of_ordinary_depth_goes_to_the_parser_in_c(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("device.reading.yaml_document._LIBYAML", NoParser)
    with pytest.raises(AssertionError, match="remark"):
        parse_yaml(FILE, TEXT)


NODES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.dates() | st.text(max_size=30),
    lambda inside: st.lists(inside, max_size=4) | st.dictionaries(st.text(), inside, max_size=4),
    max_leaves=12,
)


@pytest.mark.skipif(LIBYAML is None, reason="PyYAML was built without libyaml here")
@given(st.dictionaries(st.text(min_size=1), NODES, min_size=1), st.booleans(), st.booleans())
def test_both_parsers_read_the_same_values_on_the_same_lines(
    data: dict[str, object], flow: bool, unicode: bool
) -> None:
    text = yaml.safe_dump(data, default_flow_style=flow, allow_unicode=unicode)
    with read_by(None):
        alone = outcome(text)
    with read_by(LIBYAML):
        assert outcome(text) == alone


@pytest.mark.skipif(LIBYAML is None, reason="PyYAML was built without libyaml here")
@pytest.mark.parametrize("text", ["a: [1, 2\nb: 3\n", "a: 1\n b: 2\n", "a: 'b\n", "a: *b\n"])
def test_a_mistake_is_told_in_the_same_words_whichever_parser_meets_it_first(text: str) -> None:
    with read_by(None):
        alone = told(text)
    with read_by(LIBYAML):
        assert told(text) == alone


@pytest.mark.skipif(LIBYAML is None, reason="PyYAML was built without libyaml here")
def test_both_parsers_read_every_file_of_the_project_alike(project: Path) -> None:
    files = sorted([*project.glob("config/*.yaml"), *project.glob("voices/*/*.yaml")])
    assert len(files) > 15
    with read_by(None):
        alone = [read_yaml(file) for file in files]
    with read_by(LIBYAML):
        assert [read_yaml(file) for file in files] == alone
