"""The source's advice stands whole on the page of the sheet, in both languages."""

from __future__ import annotations

from pathlib import Path

import pytest

from device.configuration import load_configuration
from device.reading.diagnostic import ConfigError
from device.sheet.page import save_sheet
from device.speaking.advice import Advice, load_advice
from tests.plan.conftest import SIGNED_ON

# The source's sentence, and what must stand on the page in English and in Korean.
SOURCE = """
Refrain from lifting                            | lifting           | 들지
Refrain from bending                            | bending           | 굽히
Refrain from twisting                           | twisting          | 비틀
Refrain from sudden movements                   | sudden            | 갑자기
Avoid sitting cross-legged                      | crossed legs      | 책상다리
Avoid Indian-style toilets                      | squat toilet      | 쪼그려
Sit on a firm chair with back support           | support for your  | 등받이
Avoid soft furniture                            | soft sofa         | 소파
Roll to one side before getting out of bed      | roll onto your    | 옆으로
Start walking early, short distances            | short, slow walks | 짧게
Increase gradually                              | a little further  | 조금씩 더
Use a walker or cane if recommended             | walker or cane    | 지팡이
Protein                                         | protein           | 단백질
Calcium                                         | calcium           | 칼슘
Vitamin D                                       | vitamin d         | 비타민 d
Stay hydrated                                   | water             | 물을
Attend physiotherapy sessions                   | therapy visit     | 물리치료를
Follow your doctor's instructions               | surgeon           | 의사
Always consult before starting new movements    | anything new      | 새로운 동작
Be patient and consistent                       | takes time        | 시간이 걸려
Early stage, weeks 1-2: circulation             | weeks 1 and 2     | 1~2주
Mid stage, weeks 3-6: core, posture             | weeks 3 to 6      | 3~6주
Later stage, after 6 weeks: mobility            | after 6 weeks     | 6주 뒤
Benefit: mobility                               | move more easily  | 더 잘 움직
Benefit: core and back                          | strong core       | 튼튼한 배
Benefit: circulation, blood clots               | clots             | 혈전
Benefit: stiffness                              | less stiff        | 덜 뻣뻣
Benefit: posture                                | upright           | 자세
"""
ROWS = [tuple(cell.strip() for cell in line.split("|")) for line in SOURCE.strip().splitlines()]


def text(advice: Advice) -> str:
    return "\n".join(line for section in advice.sections for line in section.lines).lower()


@pytest.mark.parametrize(("source", "en", "ko"), ROWS, ids=[row[0] for row in ROWS])
def test_what_the_source_advises_stands_on_the_page(
    project: Path, source: str, en: str, ko: str
) -> None:
    for language, needed in (("en", en), ("ko", ko)):
        assert needed in text(load_advice(project / "voices" / language)), source


def test_both_languages_have_the_same_sections_with_as_many_lines(project: Path) -> None:
    counts = [
        [len(section.lines) for section in load_advice(project / "voices" / each).sections]
        for each in ("en", "ko")
    ]
    assert counts[0] == counts[1]


@pytest.mark.hazard("H1")
def test_how_to_stop_stands_on_the_page(project: Path) -> None:
    assert "say stop or pain, or hold the button" in text(load_advice(project / "voices" / "en"))
    assert "단추를 길게 누르" in text(load_advice(project / "voices" / "ko"))


@pytest.mark.parametrize("language", ["en", "ko"])
def test_the_sheet_has_the_page_of_advice(project: Path, tmp_path: Path, language: str) -> None:
    configuration = load_configuration(project, language)
    file = tmp_path / "sheet.html"
    save_sheet(file, configuration, project, tmp_path / "none.sqlite", SIGNED_ON)
    html = file.read_text(encoding="utf-8")
    advice = load_advice(project / "voices" / language)
    assert advice.title in html
    assert all(line in html for section in advice.sections for line in section.lines)


def test_a_page_without_its_title_is_told(project: Path, tmp_path: Path) -> None:
    whole = (project / "voices" / "en" / "advice.yaml").read_text(encoding="utf-8")
    (tmp_path / "advice.yaml").write_text(whole.replace("  title:", "  titel:"), encoding="utf-8")
    with pytest.raises(ConfigError, match=r"advice\.yaml.*titel"):
        load_advice(tmp_path)
