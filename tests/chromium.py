"""Chromium through its DevTools protocol over a pipe, with the standard library only: pages of files, measured and looked at."""

from __future__ import annotations

import itertools
import json
import os
import shutil
import subprocess
import sys
import time
from base64 import b64decode
from importlib.resources import files
from pathlib import Path
from types import TracebackType
from typing import Any, Self

_NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
_FLAGS = (
    "--headless",
    "--no-sandbox",  # root has none
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--hide-scrollbars",
    "--remote-debugging-pipe",
)
# the protocol speaks through the descriptors 3 and 4; copied out of the way first, lest one be written over the other
_AS_3_AND_4 = """
import fcntl, os, sys
given, taken = (fcntl.fcntl(int(text), fcntl.F_DUPFD, 10) for text in sys.argv[1:3])
os.dup2(given, 3)
os.dup2(taken, 4)
os.execv(sys.argv[3], sys.argv[3:])
"""
_PATIENCE = 60  # seconds for one answer on a busy machine


def find_browser() -> str | None:
    """Chromium's program, None where there is none."""
    return next((found for name in _NAMES if (found := shutil.which(name))), None)


class Chromium:
    """A browser of its own with an empty profile, until the block ends. events: whatever the page told, as the protocol names it."""

    def __init__(self, program: str, profile: Path) -> None:
        self.events: list[dict[str, Any]] = []
        self._numbers = itertools.count(1)
        self._rest = b""
        self._session: str | None = None
        given, self._write = os.pipe()
        self._read, taken = os.pipe()
        words = [sys.executable, "-c", _AS_3_AND_4, str(given), str(taken), program, *_FLAGS, f"--user-data-dir={profile}", "about:blank"]
        nowhere = subprocess.DEVNULL
        self._process = subprocess.Popen(words, pass_fds=(given, taken), stdin=nowhere, stdout=nowhere, stderr=nowhere)
        os.close(given)
        os.close(taken)

    def __enter__(self) -> Self:
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self._session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.call(f"{domain}.enable")
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        os.close(self._write)  # at which it ends by itself
        try:
            self._process.wait(timeout=_PATIENCE)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        os.close(self._read)

    def call(self, method: str, **params: Any) -> dict[str, Any]:
        """The answer to one call. Raises RuntimeError for an error, TimeoutError for none."""
        number = next(self._numbers)
        message = {"id": number, "method": method, "params": params} | ({"sessionId": self._session} if self._session else {})
        os.write(self._write, json.dumps(message).encode() + b"\0")
        answer = self._until(lambda found: found.get("id") == number)
        if "error" in answer:
            raise RuntimeError(method, answer["error"])
        return dict(answer["result"])

    def open(self, page: Path, width: int, height: int, *, mobile: bool = False, media: str = "") -> None:
        """Show a file in a window of that size, with no events but its own. media: `print` as it would be printed."""
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=mobile)
        self.call("Emulation.setEmulatedMedia", media=media)
        self.events.clear()
        self.call("Page.navigate", url=page.as_uri())
        if not any(event["method"] == "Page.loadEventFired" for event in self.events):
            self._until(lambda found: found.get("method") == "Page.loadEventFired")

    def evaluate(self, expression: str) -> Any:
        """What a JavaScript expression comes to in the page, once it is no promise any more."""
        return self.call("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)["result"].get("value")

    def violations(self) -> list[str]:
        """What axe-core finds wrong with the page, by all its rules: the rule and the first thing that breaks it."""
        axe = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
        self.call("Runtime.evaluate", expression=axe)
        return list(self.evaluate("axe.run().then(({violations}) => violations.map(one => `${one.id}: ${one.nodes[0].html}`))"))

    def printed(self) -> bytes:
        """The page as PDF, on the paper that it asks for."""
        return b64decode(self.call("Page.printToPDF", preferCSSPageSize=True, printBackground=True)["data"])

    def complaints(self) -> list[str]:
        """Messages on the console, errors, and requests for anything but a file's own page."""
        found = []
        for event in self.events:
            method, params = event["method"], event.get("params", {})
            if method in {"Runtime.consoleAPICalled", "Runtime.exceptionThrown", "Log.entryAdded"}:
                found.append(json.dumps(params))
            elif method == "Network.requestWillBeSent" and params.get("type") != "Document":
                found.append(params["request"]["url"])
        return found

    def _until(self, wanted: Any) -> dict[str, Any]:
        ends = time.monotonic() + _PATIENCE
        while True:
            while b"\0" in self._rest:
                line, _, self._rest = self._rest.partition(b"\0")
                found: dict[str, Any] = json.loads(line)
                if "method" in found:
                    self.events.append(found)
                if wanted(found):
                    return found
            self._more(ends)

    def _more(self, ends: float) -> None:
        import select

        ready, _, _ = select.select([self._read], [], [], max(0.0, ends - time.monotonic()))
        if not ready:
            raise TimeoutError(self._process.args)
        piece = os.read(self._read, 1 << 20)
        if not piece:
            raise EOFError(self._process.args)
        self._rest += piece
