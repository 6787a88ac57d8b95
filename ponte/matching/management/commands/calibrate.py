from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from ponte.matching import calibration, forecasts
from ponte.matching.asking import usual_weights
from ponte.matching.fit import PARTS, Weights


class Command(BaseCommand):
    help = (
        "Suggest how much each part of the fit should weigh, from what came of practices that "
        "regions tried. Nothing is changed; with --write the suggestion goes into a file."
    )

    def add_arguments(self, parser):
        parser.add_argument("--write", metavar="FILE", help="write the weights as TOML")
        parser.add_argument("--force", action="store_true", help="replace FILE if it is there")

    def handle(self, *, write, force, **options):
        cases, usual = forecasts.cases(), usual_weights()
        if not cases.enough:
            raise CommandError(
                f"Too few cases to say: {len(cases)} reports. It takes at least "
                f"{calibration.FEWEST} of practices that worked and {calibration.FEWEST} of others."
            )
        found = calibration.suggest(cases, usual)
        self.stdout.write("\n".join(told(cases, usual, found)))
        if write:
            self.write(Path(write), found.weights, force=force)

    def write(self, path: Path, weights: Weights, *, force: bool) -> None:
        text = "".join(f"{part} = {points}\n" for part, points in weights.points.items())
        try:
            with path.open("w" if force else "x", encoding="utf-8") as file:
                file.write(f"# Suggested by `ponte calibrate`.\n{text}")
        except FileExistsError as error:
            raise CommandError(f"{path} is there already: --force replaces it.") from error
        except OSError as error:
            raise CommandError(f"{path} cannot be written: {error.strerror}.") from error
        self.stdout.write(f"Written to {path}. It counts once PONTE_FIT_WEIGHTS names it.")


def told(cases, usual, found) -> list[str]:
    """The suggestion for people."""
    lines = [
        f"{len(cases)} reports on {len(set(cases.practices.tolist()))} practices.",
        f"{'part':<12}{'now':>5}{'then':>6}  of {calibration.SURE} in 100 draws",
    ]
    for part in PARTS:
        low, high = found.ranges[part]
        sure = f"{low}–{high}" if part in found.weighed else "keeps its points: nothing to go by"
        lines.append(f"{part:<12}{usual.points[part]:>5}{found.weights.points[part]:>6}  {sure}")
    lines.append(
        f"Loss on practices left out: now {found.now:.4f}, then {found.then:.4f} (less is better)."
    )
    lines.append(
        "The suggested weights forecast better."
        if found.is_better
        else "The present weights forecast as well or better: nothing speaks for a change."
    )
    return lines
