"""A Spark cluster of one's own on loopback: a master and two workers, each a process, all ended with the block."""

from __future__ import annotations

import contextlib
import importlib.util
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import IO, Self

_HOST = "127.0.0.1"
_WORKERS = ("one", "two")
_PATIENCE = 600.0  # seconds, on a busy machine
_STEP = 0.1
_MASTER, _WORKER = "org.apache.spark.deploy.master.Master", "org.apache.spark.deploy.worker.Worker"
# becomes another program, which the system kills as soon as whoever started it has died: a test that is killed leaves nothing behind
_DIE_TOGETHER = """
import ctypes, os, signal, sys
PR_SET_PDEATHSIG = 1
ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
os.execv(sys.argv[1], sys.argv[1:])
"""
_ADDRESS = re.compile(rf"spark://{re.escape(_HOST)}:\d+")
# what lives for a minute pays back no second compiler and no parallel collector
_SHORT_LIVED = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
# small, and nothing listens to other machines; what a task is retried for is a worker that died
_SETTINGS = {
    "spark.driver.bindAddress": _HOST,
    "spark.driver.host": _HOST,
    "spark.driver.memory": "512m",
    "spark.executor.memory": "512m",
    "spark.executor.cores": "1",
    "spark.default.parallelism": "2",
    "spark.sql.shuffle.partitions": "1",
    "spark.sql.adaptive.enabled": "false",
    "spark.ui.enabled": "false",
    "spark.master.rest.enabled": "false",
    "spark.driver.extraJavaOptions": _SHORT_LIVED,
    "spark.executor.extraJavaOptions": _SHORT_LIVED,
}


def missing() -> str | None:
    """What a cluster lacks here; None where there is all of it."""
    if importlib.util.find_spec("pyspark") is None:
        return "PySpark is not installed"
    if not sys.platform.startswith("linux"):
        return "this is not Linux, on which a killed test takes its cluster with it"
    return None if shutil.which("java") else "there is no Java"


class Cluster:
    """folder: for settings, logs and the workers' files. master: the address; environ: what whoever asks it needs to know."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        self._folder, self._started = folder, dict[str, subprocess.Popen[bytes]]()
        spec = importlib.util.find_spec("pyspark")
        assert spec is not None
        assert spec.origin is not None
        self._home = Path(spec.origin).parent
        self.environ: Mapping[str, str] = os.environ | {
            "SPARK_HOME": str(self._home),
            "SPARK_CONF_DIR": str(folder),
            "SPARK_LOCAL_IP": _HOST,
            "SPARK_DAEMON_MEMORY": "192m",
            "SPARK_DAEMON_JAVA_OPTS": _SHORT_LIVED,
            "SPARK_LAUNCHER_OPTS": _SHORT_LIVED,
            "SPARK_LOCAL_DIRS": str(folder / "local"),
        }
        (folder / "spark-defaults.conf").write_text("".join(f"{name} {value}\n" for name, value in _SETTINGS.items()), encoding="utf-8")

    def __enter__(self) -> Self:
        try:
            self._start("master", _MASTER)
            self.master = self._said("master", _ADDRESS)
            for worker in _WORKERS:
                own = ("--cores", "1", "--memory", "512m", "--work-dir", str(self._folder / worker))
                self._start(worker, _WORKER, *own, self.master)
            for worker in _WORKERS:
                self._said(worker, re.compile("Successfully registered with master"))
        except BaseException:
            self._end()
            raise
        return self

    def __exit__(self, *_error: object) -> None:
        self._end()

    def ask(self, command: Sequence[str], *, losing: bool) -> str:
        """What a command prints that counts on the cluster. losing: a worker, killed with its executor in the middle of a task."""
        with (self._folder / "asking.out").open("wb") as out, (self._folder / "asking.err").open("wb") as err:
            asking = self._started["asking"] = self._popen(command, out, err)
            if losing:
                self._await(lambda: any(map(self._tasks, _WORKERS)), asking)
                _kill(self._started[max(_WORKERS, key=self._tasks)])
            asking.wait(_PATIENCE)
        said = (self._folder / "asking.err").read_text(encoding="utf-8")
        assert asking.returncode == 0, said
        return (self._folder / "asking.out").read_text(encoding="utf-8")

    def lost(self) -> int:
        """How many workers were killed."""
        return sum(self._started[worker].poll() == -signal.SIGKILL for worker in _WORKERS)

    def _start(self, name: str, kind: str, *more: str) -> None:
        program = (str(self._home / "bin" / "spark-class"), kind, "--host", _HOST, "--port", "0", "--webui-port", "0", *more)
        with (self._folder / f"{name}.log").open("wb") as log:
            self._started[name] = self._popen(program, log, log)

    def _popen(self, command: Sequence[str], out: IO[bytes], err: IO[bytes]) -> subprocess.Popen[bytes]:
        # a session of its own: what it starts, such as executors, is ended with it
        dying = (sys.executable, "-c", _DIE_TOGETHER, *command)
        return subprocess.Popen(dying, stdin=subprocess.DEVNULL, stdout=out, stderr=err, env=self.environ, start_new_session=True)

    def _said(self, name: str, words: re.Pattern[str]) -> str:
        log = self._folder / f"{name}.log"
        self._await(lambda: words.search(log.read_text(encoding="utf-8")) is not None, self._started[name])
        found = words.search(log.read_text(encoding="utf-8"))
        assert found is not None
        return found[0]

    def _tasks(self, worker: str) -> int:
        """How many tasks the worker's executors have begun and not finished yet."""
        said = "".join(log.read_text(encoding="utf-8") for log in (self._folder / worker).glob("app-*/*/stderr"))
        return said.count("Running task") - said.count("Finished task")

    def _await(self, happened: Callable[[], bool], process: subprocess.Popen[bytes]) -> None:
        """Until it happened, or the process has ended without."""
        for _step in range(round(_PATIENCE / _STEP)):
            if happened():
                return
            try:
                process.wait(_STEP)
            except subprocess.TimeoutExpired:
                continue
            break
        logs = "\n".join(f"{log.name}: {log.read_text(encoding='utf-8')[-2000:]}" for log in self._folder.glob("*.*r*"))
        raise AssertionError(f"not so in {_PATIENCE} s, or ended before:\n{logs}")

    def _end(self) -> None:
        for process in self._started.values():
            _kill(process)


def _kill(process: subprocess.Popen[bytes]) -> None:
    """It and all that it started."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
