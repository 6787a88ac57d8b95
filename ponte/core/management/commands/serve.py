import os
import signal
import socket
import subprocess
import sys
import time

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError


class Command(BaseCommand):
    help = "Serve the site with gunicorn, and with --with-indexer indexer and worker beside it."

    def add_arguments(self, parser):
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--workers", type=int, default=settings.WEB_WORKERS)
        parser.add_argument(
            "--with-indexer",
            action="store_true",
            help="run `ponte indexer` and `ponte worker` as well",
        )

    def handle(self, *, host, port, workers, with_indexer, **options):
        refuse_taken_port(host, port)
        commands = [
            [
                *[sys.executable, "-m", "gunicorn", "ponte.wsgi", "--bind", f"{host}:{port}"],
                *["--workers", str(workers), "--threads", "4", "--log-level", "warning"],
                *["--max-requests", "10000", "--max-requests-jitter", "1000"],
                # Addresses that hold what a region faces are long.
                *["--limit-request-line", "8190"],
            ]
        ]
        if with_indexer:
            commands += [[sys.executable, "-m", "ponte", name] for name in ("indexer", "worker")]
        address = f"http://{host}:{port}"
        os.environ.setdefault("PONTE_URL", address)
        self.stdout.write(self.style.SUCCESS(f"Ponte is served on {address}"))
        self.stdout.write("Stop it with Ctrl-C.")
        sys.exit(run_together(commands))


def refuse_taken_port(host: str, port: int) -> None:
    """Raise CommandError when another program listens there already."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise CommandError(
                f"Port {port} is in use. Choose another: make run PORT={port + 1}"
            ) from error


def run_together(commands: list[list[str]]) -> int:
    """Run `commands` until one ends or a signal comes, then end the others.

    Returns the exit code: 0 after a signal, else the code of the one that ended.
    """
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "ponte.settings"}
    children = [
        subprocess.Popen(command, env=environment)  # noqa: S603 (our own commands)
        for command in commands
    ]
    stopped = False

    def stop(*_):
        nonlocal stopped
        stopped = True

    before = {number: signal.signal(number, stop) for number in (signal.SIGTERM, signal.SIGINT)}
    while not stopped and all(child.poll() is None for child in children):
        time.sleep(0.2)
    ended = [child.returncode for child in children if child.poll() is not None]
    for child in children:
        if child.poll() is None:
            child.terminate()
    for child in children:
        child.wait()
    for number, handler in before.items():
        signal.signal(number, handler)
    return 0 if stopped else ended[0]
