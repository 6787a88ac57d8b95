"""Measuring in a process of its own, with a database that is thrown away afterwards."""

import json
import os
import subprocess
import sys
import tempfile
from typing import Any


def in_scratch(*arguments: str) -> Any:
    """What `ponte bench` with these arguments prints as its last line, which is JSON."""
    with tempfile.TemporaryDirectory(prefix="ponte-bench-") as folder:
        environment = {**os.environ, "PONTE_DATA_DIR": folder, "PONTE_LOG_LEVEL": "ERROR"}
        environment.pop("PONTE_DATABASE_URL", None)
        answer = subprocess.run(  # noqa: S603 (our own command)
            [sys.executable, "-m", "ponte", "bench", *arguments],
            env=environment,
            stdout=subprocess.PIPE,
            check=True,
        )
    return json.loads(answer.stdout.splitlines()[-1])
