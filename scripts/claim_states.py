"""Write docs/reference/claim-states.md from the table of states."""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def main() -> None:
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ponte.settings")
    import django  # noqa: PLC0415 (needs the settings)

    django.setup()
    from ponte.impact import diagram  # noqa: PLC0415 (needs the apps)

    (ROOT / "docs/reference/claim-states.md").write_text(diagram.page())


if __name__ == "__main__":
    main()
