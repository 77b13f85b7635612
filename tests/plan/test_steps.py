"""What is said about each exercise is what the source says. For clinicians to read and object to.

Left, a sentence of "Exercises After Spine Surgery". Right, what the box must say of it, in this
order, in its position, its steps, or where it counts; the words between are the box's own. What the
source leaves to its pictures or to nobody is marked N.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from device.plan.loading import load_catalogue
from device.speaking.phrases import PhraseBook, load_book

TABLE = """
ankle_pumps
  Lie on your back or sit comfortably with legs extended.  | on your back, or sit; legs out
  Gently point your toes away from you.                    | gently point your toes away from you
  Then pull your toes back toward your body; slowly.       | then slowly pull your toes back

pelvic_tilts
  Lie on your back with knees bent and feet flat.          | on your back, knees bent, feet flat
  Gently tighten your stomach muscles.                     | tighten your belly gently
  Flatten your lower back by tilting your pelvis upward.   | low back flat; tilting the pelvis up
  Hold for 5-10 seconds, then relax.                       | while I count; let go
  N: no breath is held                                     | keep breathing

heel_slides
  Lie flat on your back.                                   | flat on your back
  Slowly bend one knee and slide your heel.                | slowly bend one knee; slide the heel
  ... toward your buttocks.                                | toward your bottom
  Straighten your leg again.                               | until the leg is straight
  N: the heel stays down                                   | heel stays on the bed or mat

glute_squeezes
  Lie on your back with knees bent.                        | on your back with your knees bent
  Squeeze your buttocks together and hold.                 | squeeze your buttocks; while I count
  Relax.                                                   | go soft
  N: no breath is held                                     | keep breathing

abdominal_bracing
  Lie down or sit upright.                                 | lie; or sit upright
  Draw your belly button gently toward your spine.         | belly button gently toward your spine
  Hold the tension without holding your breath.            | while I count; keep breathing
  ... then release.                                        | let go

abdominal_draw_ins
  N: as abdominal_bracing, which describes a drawing-in    | belly button gently toward your spine
  N: no breath is held                                     | keep breathing

seated_marching
  Sit upright in a sturdy chair with feet flat.            | sit upright; sturdy chair; feet flat
  Lift one knee toward your chest.                         | lift one knee toward your chest
  Hold for a second, and lower.                            | for a second, and lower
  Alternate legs.                                          | then the other leg
  N: the back stays upright                                | do not lean back

walking_short
  Start with short, slow walks.                            | walk slowly
  Use assistive devices (walker or cane).                  | walker or cane
  N: a way that is clear; shoes are told before standing   | clear and flat

walking_longer
  N: as walking                                            | clear and flat; turn back

wall_slides
  Stand with your back flat against a wall.                | your back flat to a wall
  N: a chair beside                                        | a chair beside you
  Feet hip-width apart, about 12-18 inches from the wall.  | twelve to eighteen inches; the wall
  Slowly slide down as if sitting into a chair.            | slowly slide down the wall; to sit
  Hold for 3-5 seconds, then return to standing.           | while I count; until you stand
  N: shallow at first                                      | shallow at first

bridging
  Lie on your back with knees bent.                        | on your back with your knees bent
  Tighten your core and lift your hips.                    | tighten your belly, and lift your hips
  A straight line from shoulders to knees.                 | shoulders, hips and knees; in one line
  N: not past it                                           | not higher
  Hold for 5 seconds, then lower.                          | while I count; lower slowly

shoulder_blade_squeezes
  Sit or stand tall with arms by your sides.               | sit tall; arms at your sides
  Squeeze your shoulder blades together ...                | squeeze your shoulder blades together
  ... as if pinching a pencil between them.                | pencil
  Hold, then release.                                      | while I count; let go
  N: no shrug                                              | shoulders low

cat_cow
  Start on hands and knees.                                | hands; knees
  Inhale, arch your back (cow) ...                         | breathe in, let the back sink
  ... lifting head and tailbone.                           | lift head and tailbone
  Exhale, round your spine (cat), tucking chin.            | breathe out, round the back; chin
  Move slowly.                                             | slowly

deep_breathing
  N: in through the nose, slowly out                       | in slowly; your nose; breathe out
  N: dizzy is a reason to rest                             | dizzy, rest
"""


def sections() -> dict[str, list[tuple[str, list[str]]]]:
    """Exercise to its rows: the source's sentence, and what must be said of it."""
    found: dict[str, list[tuple[str, list[str]]]] = {}
    exercise = ""
    for line in TABLE.splitlines():
        if line.startswith(" "):
            source, _, said = line.partition("|")
            found[exercise].append((source.strip(), [part.strip() for part in said.split(";")]))
        elif line:
            exercise = line
            found[exercise] = []
    return found


SECTIONS = sections()
ROWS = [(id_, source, said) for id_, rows in SECTIONS.items() for source, said in rows]


@pytest.fixture(scope="module")
def book(project: Path) -> PhraseBook:
    return load_book(project / "voices" / "en")


def instructions(book: PhraseBook, id_: str) -> str:
    keys = [f"{id_}.position", *(f"{id_}.steps.{n}" for n in range(1, book.steps(id_) + 1))]
    return " ".join(book.texts[key] for key in keys).lower()


def missing(text: str, said: list[str]) -> str:
    """Return the first part that is not in `text` behind the part before it; else nothing."""
    at = 0
    for part in said:
        found = re.compile(rf"\b{re.escape(part.lower())}\b").search(text, at)
        if found is None:
            return part
        at = found.end()
    return ""


@pytest.mark.hazard("H7")
@pytest.mark.parametrize(("id_", "source", "said"), ROWS, ids=[f"{r[0]}: {r[1]}" for r in ROWS])
def test_the_box_says_what_the_source_says(
    book: PhraseBook, id_: str, source: str, said: list[str]
) -> None:
    assert missing(instructions(book, id_), said) == "", source


@pytest.mark.hazard("H7")
def test_every_exercise_that_the_box_can_explain_stands_in_the_table(project: Path) -> None:
    catalogue, _ = load_catalogue(project / "config" / "exercises.yaml")
    assert catalogue is not None
    explained = {exercise.id for exercise in catalogue.exercises if exercise.steps}
    assert explained == set(SECTIONS)
    assert len(catalogue.exercises) - len(explained) == 2, "these stay shut: nobody wrote them"
    assert all(rows for rows in SECTIONS.values())


@pytest.mark.parametrize(
    ("text", "said", "lacks"),
    [
        ("breathe in, then out", ["in", "out"], ""),
        ("breathe out, then in", ["in", "out"], "out"),
        ("sinking", ["in"], "in"),
        ("", ["slowly"], "slowly"),
    ],
)
def test_what_is_not_said_or_in_another_order_is_seen(
    text: str, said: list[str], lacks: str
) -> None:
    assert missing(text, said) == lacks
