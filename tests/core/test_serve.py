import os
import signal
import socket
import subprocess
import sys
import time

import pytest
from django.core.management.base import CommandError

from ponte.core.management.commands.serve import refuse_taken_port, run_together

FOREVER = [sys.executable, "-c", "import time; time.sleep(60)"]


def test_run_together_ends_all_when_one_ends_and_returns_its_code():
    failing = [sys.executable, "-c", "raise SystemExit(3)"]

    code = run_together([FOREVER, failing])

    assert code == 3


def test_run_together_ends_its_children_on_a_signal(tmp_path):
    child = (
        "import os, pathlib, time\n"
        f"pathlib.Path({str(tmp_path)!r}, 'pid').write_text(str(os.getpid()))\n"
        "time.sleep(60)"
    )
    parent = (
        "import sys\n"
        "from ponte.core.management.commands.serve import run_together\n"
        f"sys.exit(run_together([[sys.executable, '-c', {child!r}]]))"
    )
    process = subprocess.Popen([sys.executable, "-c", parent])
    pid_file = tmp_path / "pid"
    while not (pid_file.exists() and pid_file.read_text()):
        assert process.poll() is None
        time.sleep(0.05)

    process.send_signal(signal.SIGTERM)

    assert process.wait(timeout=20) == 0
    with pytest.raises(ProcessLookupError):
        os.kill(int(pid_file.read_text()), 0)


def test_a_port_in_use_is_refused_with_what_to_do():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        with pytest.raises(CommandError, match=f"make run PORT={port + 1}"):
            refuse_taken_port("127.0.0.1", port)
