"""What the settings make of the environment: read anew, in a process of their own."""

import json
import os
import subprocess
import sys

import pytest

ASK = """
import json, sys
from ponte import settings
print(json.dumps(getattr(settings, sys.argv[1])))
"""


def setting(name, tmp_path, **environment):
    return subprocess.run(
        [sys.executable, "-c", ASK, name],
        env={**os.environ, "PONTE_DATA_DIR": str(tmp_path), **environment},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("address", ["filemail:///var/spool/ponte", "filemail:////var/spool/ponte"])
def test_the_folder_for_mails_is_meant_from_the_root(tmp_path, address):
    asked = setting("EMAIL_FILE_PATH", tmp_path, PONTE_MAIL_URL=address)

    assert json.loads(asked.stdout) == "/var/spool/ponte"


@pytest.mark.parametrize(("days", "refused"), [("0", False), ("89", True), ("90", False)])
def test_accounts_are_not_closed_sooner_than_mails_can_say_so(tmp_path, days, refused):
    asked = setting("RETENTION", tmp_path, PONTE_KEEP_UNUSED=days)

    assert ("PONTE_KEEP_UNUSED must be 0 or at least 90" in asked.stderr) is refused
