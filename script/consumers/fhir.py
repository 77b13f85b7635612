"""FHIR: HAPI's validator, and HAPI's JPA server with the bundles of boxes in it."""

from __future__ import annotations

import json
import subprocess
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from device.report.export import Format
from script.consumers import exports
from script.consumers.getting import java, progress
from script.consumers.outcome import Outcome, judged
from tests.publishing.brokers import free_port

VALIDATOR, SERVER = "8.8.1", "8.8.0"
START_S = 300.0
FOUND_BY = (
    f"Patient?identifier=urn:spinecoach:pseudonym|{exports.PSEUDONYM}",
    "CarePlan?status=active",
    "Goal?lifecycle-status=active",
    "Procedure?status=completed",
    "Observation?category=activity",
    "Observation?category=survey&code=72514-3",
    "Observation?code=danger-signs&value-concept=N",
)
"""The searches of docs/many-boxes.md that the days made up have something for."""


def validator(folder: Path) -> Iterator[Outcome]:
    """Yield what HAPI's validator says of six weeks in both languages, of pain and of none."""
    progress("HAPI FHIR validator")
    homes = [
        exports.lived(folder / "en", hurt=0.12),
        exports.lived(folder / "ko", hurt=0.12, language="ko"),
        exports.lived(folder / "much-pain", hurt=0.72),
        exports.lived(folder / "awkward-names", hurt=0.12, awkward=True),
        exports.lived(folder / "empty", days=0),
    ]
    files = [str(exports.exported(home, Format.FHIR)) for home in homes]
    told = subprocess.run(
        [*java("readers", "Validate"), *files], capture_output=True, text=True, timeout=600
    )
    counts = [json.loads(line) for line in told.stdout.splitlines() if line.startswith("{")]
    wrong = [line for line in told.stderr.splitlines() if line.startswith(("ERROR", "FATAL"))]
    if len(counts) != len(files):
        wrong.append(f"{len(counts)} of {len(files)} bundles judged: {told.stderr[-200:]}")
    warnings = sum(each["warnings"] for each in counts)
    checks = f"R4 base: {len(files)} bundles (English, Korean, much pain, awkward names, empty)"
    yield judged("HAPI FHIR validator", VALIDATOR, checks, wrong, f"0 errors, {warnings} warnings")


@dataclass(frozen=True, slots=True)
class Server:
    """A FHIR server that runs."""

    base: str

    def asked(self, path: str, content: bytes | None = None, method: str | None = None) -> Any:  # noqa: ANN401
        """Return what it answers, as JSON; raises OSError."""
        request = urllib.request.Request(f"{self.base}/{path}".rstrip("/"), content, method=method)  # noqa: S310
        request.add_header("Content-Type", "application/fhir+json")
        request.add_header("Cache-Control", "no-cache")
        with urllib.request.urlopen(request, timeout=120) as answer:  # noqa: S310 - of this machine
            return json.load(answer)

    def count(self, search: str) -> int:
        """Return how many resources a search finds."""
        name, _, how = search.partition("?")
        query = urllib.parse.urlencode([*urllib.parse.parse_qsl(how), ("_summary", "count")])
        return int(self.asked(f"{name}?{query}")["total"])


@contextmanager
def running() -> Iterator[Server]:
    """Start HAPI's JPA server with a database in memory; end it afterwards."""
    port = free_port()
    command = [*java("server", "Serve"), str(port)]
    with tempfile.TemporaryFile() as log:
        program = subprocess.Popen(command, stdout=log, stderr=log)
        server = Server(f"http://127.0.0.1:{port}/fhir")
        try:
            until = time.monotonic() + START_S
            while not _answers(server):
                if program.poll() is not None or time.monotonic() > until:
                    log.seek(0)
                    raise RuntimeError(f"the server did not start: {log.read()[-500:]!r}")
                program_waits(program)
            yield server
        finally:
            program.terminate()
            program.wait(60)


def program_waits(program: subprocess.Popen[bytes], seconds: float = 1.0) -> None:
    """Wait a moment, or until the program ends."""
    try:
        program.wait(seconds)
    except subprocess.TimeoutExpired:
        return


def _answers(server: Server) -> bool:
    try:
        server.asked("metadata")
    except OSError:
        return False
    return True


def jpa_server(folder: Path) -> Iterator[Outcome]:
    """Yield what becomes of two journals of one pseudonym, and of what the clinic adds."""
    progress("HAPI JPA server")
    bundles = list(exports.two_journals(folder / "cards"))
    pain = exports.exported(exports.lived(folder / "pain", hurt=0.72), Format.FHIR)
    name = "HAPI JPA server"
    with running() as server:
        yield _collisions(name, server, bundles)
        yield _clinics_own(name, server, bundles[-1])
        server.asked("", pain.read_bytes())
        empty = [each for each in FOUND_BY if not server.count(each)]
        checks = f"{len(FOUND_BY)} searches of docs/many-boxes.md"
        yield judged(name, SERVER, checks, empty, "each finds something")


def _collisions(name: str, server: Server, bundles: list[Path]) -> Outcome:
    sent = 0
    wrong = []
    mine = f"Procedure?patient.identifier=urn:spinecoach:pseudonym|{exports.PSEUDONYM}"
    for bundle in (*bundles, bundles[0]):  # the first one again: the same days may be sent twice
        answer = server.asked("", bundle.read_bytes())
        wrong += [
            each["response"]["status"]
            for each in answer["entry"]
            if not each["response"]["status"].startswith("2")
        ]
    for bundle in bundles:
        sent += len(exports.resources(bundle, "Procedure"))
    kept = server.count(mine)
    if kept != sent:
        wrong.append(f"{sent} sessions sent, {kept} kept")
    checks = f"two journals of one pseudonym, the first one sent twice: {sent} sessions"
    return judged(name, SERVER, checks, wrong, f"all {kept} kept")


def _clinics_own(name: str, server: Server, bundle: Path) -> Outcome:
    """The clinic writes a name into the Patient; the next transfer must not take it away."""
    search = f"Patient?identifier=urn:spinecoach:pseudonym%7C{exports.PSEUDONYM}"
    (found,) = server.asked(search)["entry"]
    patient = found["resource"] | {"name": [{"text": "Added by the clinic"}]}
    server.asked(f"Patient/{patient['id']}", json.dumps(patient).encode(), "PUT")
    server.asked("", bundle.read_bytes())
    after = server.asked(f"Patient/{patient['id']}")
    wrong = [] if after.get("name") == patient["name"] else [f"the name is now {after.get('name')}"]
    return judged(name, SERVER, "what the clinic adds to the Patient", wrong, "stays")
