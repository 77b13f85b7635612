"""`teach`: the patient's own way to say each command."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from device.cli.common import MISTAKES, configuration_here, fail
from device.paths import state_folder

if TYPE_CHECKING:
    from device.hearing.enrolled.profile_store import ProfileStore, VoiceProfile


@click.command()
@click.argument("words", nargs=-1)
@click.option("--list", "list_", is_flag=True, help="Say which words are taught.")
@click.option("--forget", metavar="WORD", help="Forget one word.")
@click.option("--from", "folder", type=click.Path(path_type=Path, file_okay=False),
              help="Use recordings, FOLDER/WORD/*.wav, instead of the microphone.")  # fmt: skip
@click.option("--start", is_flag=True,
              help="Render templates of the words that nobody has taught yet.")  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="With --list, as JSON.")
def teach(
    words: tuple[str, ...],
    list_: bool,  # noqa: FBT001 - click hands flags over so
    forget: str | None,
    folder: Path | None,
    start: bool,  # noqa: FBT001 - click hands flags over so
    as_json: bool,  # noqa: FBT001 - click hands flags over so
) -> None:
    """Teach the box how this patient says the commands: each of them five times.

    Kept are features of the words, no sound. Without WORDS the twelve most needed are taught.

    \b
    Examples: spinecoach teach
              spinecoach teach next pain
              spinecoach teach --from recordings/
              spinecoach teach --forget next
    """  # noqa: D301 - click's mark for lines that stay as they are
    from device.hearing.enrolled.acceptance import unknown_word_reason
    from device.hearing.enrolled.profile_store import ProfileStore, StoreDamaged

    store = ProfileStore(state_folder())
    wrong = [
        w for name in (*words, *((forget,) if forget else ())) if (w := unknown_word_reason(name))
    ]
    if wrong:
        fail("\n".join(wrong), MISTAKES)
    try:
        voice = store.load()
        if list_:
            _tell(voice, as_json=as_json)
        elif forget:
            _forget(store, voice, forget)
        elif start:
            _start(store, voice)
        elif folder is not None:
            _from_folder(store, voice, folder)
        else:
            _from_microphone(store, voice, words)
    except (StoreDamaged, OSError) as problem:
        fail(str(problem), 1)


def _tell(voice: VoiceProfile, *, as_json: bool) -> None:
    import json

    templates = {word: len(features) for word, features in sorted(voice.by_word.items())}
    if as_json:
        facts = [
            # `takes` is the former name of `templates`, kept for one version.
            {"word": word, "templates": n, "takes": n, "synthetic": word in voice.synthetic}
            for word, n in templates.items()
        ]
        click.echo(json.dumps(facts))
        return
    for word, n in templates.items():
        said = "rendered at set-up, not taught" if word in voice.synthetic else "taught"
        click.echo(f"{word}: {n} templates, {said}")
    if not templates:
        click.echo("Nothing is taught yet. To teach: spinecoach teach")


def _forget(store: ProfileStore, voice: VoiceProfile, word: str) -> None:
    if word not in voice.by_word:
        fail(f"{word!r} is not taught. What is: spinecoach teach --list", MISTAKES)
    store.save(voice.without(word))
    click.echo(f"{word!r} is forgotten.")


def _start(store: ProfileStore, voice: VoiceProfile) -> None:
    from rich.progress import Progress

    from device.hearing.enrolled.synthetic_templates import synthetic_templates

    configuration = configuration_here()
    if configuration.book is None or configuration.commands is None:
        fail("The language cannot be read. See: spinecoach check", MISTAKES)
    with Progress(transient=True) as bar:
        task = bar.add_task("rendering words to start from", total=None)
        templates = synthetic_templates(
            configuration.book.voice,
            configuration.commands,
            progress=lambda done, of: bar.update(task, completed=done, total=of),
        )
    new = voice.starting_from(templates)
    store.save(new)
    words = len(new.synthetic)
    click.echo(f"{words} words have rendered templates to start from. To teach: spinecoach teach")


def _from_folder(store: ProfileStore, voice: VoiceProfile, folder: Path) -> None:
    from device.hearing.enrolled.acceptance import FEWEST, templates_of, unknown_word_reason
    from device.hearing.enrolled.cohort import cohort
    from device.hearing.enrolled.recordings import read_folder

    recordings, problems = read_folder(folder, unknown_word_reason, FEWEST)
    templates, more = templates_of(recordings, cohort())
    problems = (*problems, *more)
    if problems:
        fail("\n".join((*problems, "Nothing was taught.")), MISTAKES)
    new = voice.with_templates(templates)
    store.save(new)
    _warn_of_likeness(new)
    taught = ", ".join(sorted({template.word for template in templates}))
    click.echo(f"{len(templates)} templates are kept: {taught}. They are features, no sound.")


def _from_microphone(store: ProfileStore, voice: VoiceProfile, words: tuple[str, ...]) -> None:
    from device.hearing.enrolled.acceptance import FIRST_WORDS
    from device.hearing.enrolled.cohort import cohort
    from device.hearing.enrolled.microphone_enrollment import NothingHeard, enroll_word
    from device.session.enrollment import TEMPLATES_PER_WORD
    from device.settings import Settings
    from device.sound.devices import DeviceError
    from device.sound.gain import open_microphone

    sound = (configuration_here().settings or Settings()).sound
    others = cohort()
    click.echo("Stop the box's own program before. Speak from where you will lie.")

    def ask(word: str, number: int) -> None:
        click.echo(f'Say "{word.replace("_", " ")}", now ({number} of {TEMPLATES_PER_WORD}).')

    try:
        microphone = open_microphone(sound.microphone, sound.microphone_gain_db)
    except DeviceError as problem:
        fail(str(problem), 1)
    try:
        for word in words or FIRST_WORDS:
            templates = enroll_word(
                word, microphone, ask, lambda why: click.echo(f"Once more: {why}."), others
            )
            voice = voice.with_templates(templates)
            store.save(voice)
    except (NothingHeard, DeviceError) as problem:
        fail(f"{problem} What was taught before is kept.", 1)
    finally:
        microphone.close()
    _warn_of_likeness(voice)
    click.echo("It is taught. Start the box's program again.")


def _warn_of_likeness(voice: VoiceProfile) -> None:
    from device.hearing.enrolled.acceptance import similar_word
    from device.hearing.enrolled.cohort import cohort

    templates = voice.by_word
    for word in sorted(voice.taught):
        if (other := similar_word(templates, word, cohort())) is not None:
            click.echo(
                f"{word!r} and {other!r} sound alike and may be mistaken. What to do: teach "
                f"one of them with a longer phrase.",
                err=True,
            )


COMMANDS = (teach,)
