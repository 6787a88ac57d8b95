import sys

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from ponte.search.encoders import EncoderUnavailable, encoder
from ponte.search.vectors.embedding import drop_others, embed_batch, waiting
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
        made = 0
        hidden = verbosity < 1 or not sys.stderr.isatty()
        with tqdm(total=waiting(), desc=chosen.name, disable=hidden) as shown:
            while count := embed_batch(chosen):
                made += count
                shown.update(count)
        return made
