from django_tasks import task

from ponte.core import nightly


@task(backend="background")
def do_nightly_jobs() -> None:
    """Do the night's jobs. Raises JobsFailed when some failed: all are tried again later."""
    failed = [outcome.name for outcome in nightly.run() if not outcome.ok]
    if failed:
        raise JobsFailed(", ".join(failed))


class JobsFailed(Exception):
    """Some of the night's jobs failed; it names them."""
