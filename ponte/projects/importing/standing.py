"""How far an import has come, kept beside the data, so that it can go on after an interruption."""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from ponte.core.importing.report import Outcome

COUNTS = ("created", "updated", "unchanged", "rejected")


@dataclass(frozen=True)
class Standing:
    """Of one file read in one way; another file, or another way to read it, begins anew."""

    path: Path

    @classmethod
    def of(cls, file: Path, mapping: str, source: str) -> "Standing":
        digest = hashlib.sha256(f"{mapping}\x1f{source}\x1f".encode())
        with file.open("rb") as content:
            while piece := content.read(1024 * 1024):
                digest.update(piece)
        folder = settings.DATA_DIR / "imports"
        return cls(folder / f"projects-{digest.hexdigest()[:32]}.json")

    def read(self) -> tuple[int, Outcome]:
        """The rows that are done, and what became of them; nothing where nothing was kept."""
        try:
            kept = json.loads(self.path.read_text())
        except (FileNotFoundError, ValueError):
            return 0, Outcome()
        return kept["rows"], Outcome(**{name: kept[name] for name in COUNTS})

    def keep(self, rows: int, outcome: Outcome) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        counts = {name: getattr(outcome, name) for name in COUNTS}
        new = self.path.with_suffix(".new")
        new.write_text(json.dumps({"rows": rows, **counts}))
        new.replace(self.path)

    def forget(self) -> None:
        self.path.unlink(missing_ok=True)
