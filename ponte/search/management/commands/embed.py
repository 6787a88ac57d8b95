import sys

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from ponte.search.encoders import EncoderUnavailable, encoder
from ponte.search.vectors.embedding import (
    drop_others,
    embed_batch,
    embed_sentences,
    waiting,
    waiting_for_sentences,
)
from ponte.search.vectors.keeping import complete


class Command(BaseCommand):
    help = (
        "Make the vectors by which records are found by meaning, as far as they are missing. "
        "What is done is kept: it may be ended and run again at any time."
    )

    def handle(self, *, verbosity, **options):
        try:
            made = self.embed(verbosity)
        except EncoderUnavailable as error:
            raise CommandError(str(error)) from error
        if verbosity:
            self.stdout.write(f"Vectors made: {made}.")

    def embed(self, verbosity) -> int:
        chosen = encoder()
        if chosen is None:
            raise CommandError("Search is by words alone here: PONTE_ENCODER is none.")
        complete()
        drop_others(chosen)
        hidden = verbosity < 1 or not sys.stderr.isatty()
        made = 0
        for label, total, step in (
            (chosen.name, waiting(), embed_batch),
            ("sentences", waiting_for_sentences(), embed_sentences),
        ):
            with tqdm(total=total, desc=label, disable=hidden) as shown:
                while count := step(chosen):
                    made += count if step is embed_batch else 0
                    shown.update(count)
        return made
