"""The voice of a language, as its folder says, and the cache of what it says."""

from __future__ import annotations

from pathlib import Path

from device.speaking.clip_cache import ClipCache
from device.speaking.natural import NaturalVoice, is_installed
from device.speaking.pace import SLOWER_BY
from device.speaking.phrases import PhraseBook
from device.speaking.synthesis import CannotSpeak, Pyttsx3Engine, SpeechEngine


def voices_of(book: PhraseBook, slower: float = 1.0) -> tuple[SpeechEngine, ...]:
    """Return the box's own voice and what stands in for it, in the order in which they are tried.

    `slower`: so many times as slowly as the language's folder says.
    """
    settings = book.voice
    rate = round(settings.words_per_minute / slower)
    most = settings.most_words_a_minute / slower
    espeak = Pyttsx3Engine(settings.espeak_voice, rate, most_words_a_minute=most)
    if settings.driver != "hibari" or not is_installed():
        return (espeak,)
    return (NaturalVoice(settings.natural_voice, most, book.lexicon), espeak)


def who_speaks(book: PhraseBook) -> str:
    """Return which voice speaks, in words; ends with what is missing where it is the second one."""
    settings = book.voice
    if settings.driver != "hibari":
        return f"espeak-ng ({settings.espeak_voice})"
    if is_installed():
        return f"hibari ({settings.natural_voice})"
    missing = "the natural voice is missing; script/setup installs hibari-tts"
    return f"espeak-ng ({settings.espeak_voice}): {missing}"


def clip_cache_of(book: PhraseBook, folder: Path | None = None) -> ClipCache:
    """Return the clips of `book` in the box's own voice, at both paces, kept in `folder`."""
    return ClipCache(book, voices_of(book), folder, voices_of(book, SLOWER_BY))


def refusal_of(book: PhraseBook) -> str:
    """Return why espeak-ng does not speak with the voice of a language; empty when it does.

    Its library refuses names that its program lists and speaks with (1.51 and 1.52: `en-gb`,
    `fr-fr`, `no`). Renders one word, some 100 ms. Raises EspeakMissing.
    """
    try:
        Pyttsx3Engine(book.voice.espeak_voice).render(book.numbers[1])
    except CannotSpeak as refused:
        return refused.why
    return ""
