"""Jobs that an installation does once a night. Each app registers its own.

    @nightly.register("digests")
    def send_digests() -> str:
        return "12 digests sent."

A job must be safe to run twice, returns one line for the log, and is registered when its
app starts (`AppConfig.ready`). `ponte nightly` runs them all.
"""

import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

Job = Callable[[], str]
logger = logging.getLogger(__name__)
jobs: dict[str, Job] = {}


@dataclass(frozen=True)
class Outcome:
    """What became of one job: `said` is its own line, or the error's."""

    name: str
    ok: bool
    said: str


def register(name: str) -> Callable[[Job], Job]:
    """Decorate a job, so that it runs every night under `name`."""

    def add(job: Job) -> Job:
        jobs[name] = job
        return job

    return add


def run(names: Sequence[str] = ()) -> Iterator[Outcome]:
    """Run the jobs called `names`, or all, in the order of registering.

    A job that fails is logged and the others run all the same. Raises KeyError for an
    unknown name before any job runs.
    """
    chosen = {name: jobs[name] for name in names or jobs}
    for name, job in chosen.items():
        try:
            yield Outcome(name, ok=True, said=job())
        except Exception as error:
            logger.exception("The nightly job %s failed.", name)
            yield Outcome(name, ok=False, said=f"{type(error).__name__}: {error}")
