"""The site in processes and data folders of its own, as its users start it."""

import os
import re
import signal
import socket
import subprocess
import sys
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
MANAGE = [sys.executable, "manage.py"]
PIECE = "/2025/07/peneliti-ai-meta-pindah-ke-mistral/"
PRODUCTION = {"PRODUCTION": "1", "SECRET_KEY": "kunci-uji-" * 6, "ALLOWED_HOSTS": "koran.id"}


def environment(folder: Path, **variables: str) -> dict[str, str]:
    """What a newcomer's shell would have."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR") if name in os.environ}
    return {**kept, "DATA_DIR": str(folder), **variables}


def run(folder: Path, *command: str, **variables: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        [*MANAGE, *command],
        cwd=ROOT,
        # Something else may serve on the usual port.
        env=environment(folder, **{"PORT": str(free_port())} | variables),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


class Site:
    """`manage.py serve` in a process group of its own, as a terminal starts it."""

    def __init__(self, folder: Path, **variables: str) -> None:
        self.folder, self.port, self.greeting = folder, free_port(), ""
        self.process = subprocess.Popen(
            [*MANAGE, "serve"],
            cwd=ROOT,
            env=environment(folder, **{"PORT": str(self.port), "WORKERS": "1"} | variables),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def __enter__(self) -> "Site":
        for line in self.process.stdout:
            self.greeting += line
            if "Ctrl-C" in line:
                return self
        raise AssertionError(self.process.communicate()[1])

    def __exit__(self, *_) -> None:
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.communicate()

    def status(self, path: str = "/", **headers: str) -> int:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=10)
        with closing(connection):
            connection.request("GET", path, headers=headers)
            return connection.getresponse().status

    def stop(self, how: signal.Signals) -> tuple[int, str]:
        """Exit code and what it complained of."""
        os.killpg(self.process.pid, how)
        _, complaints = self.process.communicate(timeout=10)
        return self.process.returncode, complaints

    @property
    def passwords(self) -> list[str]:
        return re.findall(r"(?:\w{4}-){3}\w{4}", self.greeting)
