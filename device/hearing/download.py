"""One published file, fetched whole or not at all: resumed where it broke off, checked by its sum.

The only code of the box that uses a network, and only when a person asks for it.
"""

from __future__ import annotations

import errno
import hashlib
import os
import re
import shutil
import threading
import urllib.request
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from http.client import HTTPException, HTTPResponse
from pathlib import Path
from urllib.error import HTTPError

CHUNK_BYTES = 1 << 16
HTTP_PARTIAL = 206

DownloadProgress = Callable[[int, int], None]
"""Called with the bytes that have come and the bytes there are."""


@dataclass(frozen=True, slots=True)
class Release:
    """A file as its maker published it; nothing else is accepted in its place."""

    url: str
    size_bytes: int
    sha256: str


class FetchFailed(Exception):
    """A model could not be fetched; what was there before still is. One message for a person."""


def download(
    release: Release, part: Path, progress: DownloadProgress, answer_within_s: float
) -> None:
    """Make `part` the whole of `release`, going on from what is in it already.

    Args:
        release: Address, size in bytes and SHA-256 of the file.
        part: Where it is written, in a folder that there is; kept when the download breaks off.
        progress: Told the bytes that have come, and all there will be. On the caller's thread.
        answer_within_s: Timeout in seconds of the whole way to the server's first answer, names
            and redirects included, and afterwards of each pause.

    Raises:
        FetchFailed: The server, the network or the content is at fault.
        OSError: The disk is at fault.
    """
    if _size_of(part) < release.size_bytes:
        if shutil.disk_usage(part.parent).free < 3 * release.size_bytes - _size_of(part):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        _receive(release, part, progress, answer_within_s)
    come = _size_of(part)
    if come < release.size_bytes:
        raise FetchFailed(
            f"{release.url} broke off after {come:,} of {release.size_bytes:,} bytes. "
            "The same command goes on from there."
        )
    with part.open("rb") as whole:
        digest = hashlib.file_digest(whole, "sha256").hexdigest()
    if digest != release.sha256:
        part.unlink()
        raise FetchFailed(
            f"{release.url} is not the file that it should be: its SHA-256 sum is {digest}, "
            f"expected was {release.sha256}. What came has been deleted."
        )


def _receive(
    release: Release, part: Path, progress: DownloadProgress, answer_within_s: float
) -> None:
    come = _size_of(part)
    with _answer(release.url, come, answer_within_s) as answer:
        if answer.status != HTTP_PARTIAL:
            come = 0
        if (announced := _whole_size(answer)) not in (None, release.size_bytes):
            raise FetchFailed(
                f"{release.url} is not the file that it should be: it has {announced:,} bytes, "
                f"expected were {release.size_bytes:,}. Is there a login page in between?"
            )
        with part.open("ab" if come else "wb") as file:
            while come < release.size_bytes:
                try:
                    chunk = answer.read(min(CHUNK_BYTES, release.size_bytes - come))
                except (OSError, HTTPException):
                    return  # what has come stays, and its length tells
                if not chunk:
                    return
                file.write(chunk)
                come += len(chunk)
                progress(come, release.size_bytes)


def _answer(url: str, come: int, answer_within_s: float) -> HTTPResponse:
    """Open `url` from byte `come` on; a name that nobody resolves does not hold us up either."""
    if not url.startswith(("https://", "http://")):
        raise FetchFailed(f"{url} is not an address of the web.")
    headers = {"Range": f"bytes={come}-"} if come else {}
    request = urllib.request.Request(url, headers=headers)  # noqa: S310 - checked above
    answer: Future[HTTPResponse] = Future()

    def ask() -> None:
        try:
            opened = urllib.request.urlopen(request, timeout=answer_within_s)  # noqa: S310
        except Exception as problem:  # noqa: BLE001 - told in the other thread
            if answer.set_running_or_notify_cancel():
                answer.set_exception(problem)
            return
        if answer.set_running_or_notify_cancel():
            answer.set_result(opened)
        else:
            opened.close()

    # Nothing else can give up while the system looks a name up.
    threading.Thread(target=ask, name="model-server", daemon=True).start()
    try:
        return answer.result(timeout=answer_within_s)
    except (OSError, HTTPException) as problem:
        why = getattr(problem, "reason", problem)
        if answer.cancel() or isinstance(why, TimeoutError):
            why = f"no answer within {answer_within_s:g} s"
        if isinstance(problem, HTTPError):
            problem.close()
        raise FetchFailed(
            f"{url} cannot be reached ({why}). Fetch it on another machine and name the zip: "
            "spinecoach model fetch en --from FILE.zip"
        ) from problem


def _whole_size(answer: HTTPResponse) -> int | None:
    """Return the size of the whole file in bytes, if the server says it."""
    if answer.status == HTTP_PARTIAL:
        said = re.fullmatch(r"bytes .*/(\d+)", answer.headers.get("Content-Range", ""))
        return int(said[1]) if said else None
    said = re.fullmatch(r"(\d+)", answer.headers.get("Content-Length", ""))
    return int(said[1]) if said else None


def _size_of(file: Path) -> int:
    return file.stat().st_size if file.exists() else 0
