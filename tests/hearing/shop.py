"""A model's maker on the loopback address, who can be slow, cut off, or another."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import cast

from device.hearing.download import Release


class Shop(ThreadingHTTPServer):
    """Serves `goods` at any address, and keeps the Range of every request in `asked`."""

    def __init__(self, goods: bytes) -> None:
        super().__init__(("127.0.0.1", 0), _Counter)
        self.goods = goods
        self.asked: list[str | None] = []
        self.cuts_off_after_bytes: int | None = None
        self.can_resume = True
        self.status = 200
        self.open = threading.Event()
        self.open.set()
        self.somebody_waits = threading.Event()

    @property
    def release(self) -> Release:
        """Return what the maker published, as long as `goods` is not changed."""
        return Release(
            f"http://127.0.0.1:{self.server_port}/model.zip",
            len(self.goods),
            hashlib.sha256(self.goods).hexdigest(),
        )


class _Counter(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        shop = cast("Shop", self.server)
        asked = self.headers.get("Range")
        shop.asked.append(asked)
        shop.somebody_waits.set()
        shop.open.wait()
        first = 0
        if asked and shop.can_resume:
            first = int(asked.removeprefix("bytes=").removesuffix("-"))
            self.send_response(206)
            whole = len(shop.goods)
            self.send_header("Content-Range", f"bytes {first}-{whole - 1}/{whole}")
        else:
            self.send_response(shop.status)
        self.send_header("Content-Length", str(len(shop.goods) - first))
        self.end_headers()
        last = shop.cuts_off_after_bytes
        self.wfile.write(shop.goods[first : None if last is None else first + last])

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name there
        """Keep quiet."""


@contextmanager
def opened(goods: bytes) -> Iterator[Shop]:
    """Serve until the end of the block; whoever still waits then gets an answer first."""
    with Shop(goods) as shop:
        thread = threading.Thread(target=shop.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield shop
        finally:
            shop.open.set()
            shop.shutdown()
            thread.join()
