import json

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from ponte import search

SAID = {
    "none": "By words alone: no encoder is set.",
    "late": "By words alone: the encoder took too long.",
    "broken": "By words alone: the encoder does not work.",
}
PATIENCE = 60.0  # seconds: an encoder may have to be loaded


class Command(BaseCommand):
    help = "Search as the site does, best first."

    def add_arguments(self, parser):
        parser.add_argument("text", nargs="+")
        parser.add_argument("--kind", action="append", help="only this kind; may be repeated")
        parser.add_argument("--lang", default="en", help="the reader's language")
        parser.add_argument("--limit", type=int, default=10)
        parser.add_argument("--json", action="store_true", help="print a JSON list")
        modes = parser.add_mutually_exclusive_group()
        for mode, text in (
            ("hybrid", "by words and by meaning, as the site does"),
            ("lexical", "by words alone"),
            ("semantic", "by meaning alone"),
        ):
            modes.add_argument(
                f"--{mode}", action="store_const", const=mode, dest="mode", help=text
            )

    def handle(self, *, text, kind, lang, limit, mode, **options):
        wanted = search.SearchQuery(
            " ".join(text),
            filters={"kind": kind or []},
            lang=lang,
            limit=max(0, limit),
            mode=mode or "hybrid",
            patience=PATIENCE,
        )
        try:
            found = search.query(wanted)
        except search.SearchUnavailable as error:
            raise CommandError(f"{error} Build the index: ponte reindex") from error
        if found.understood in SAID:
            self.stderr.write(SAID[found.understood])
        hits = [as_json(hit) for hit in found.hits]
        if options["json"]:
            self.stdout.write(json.dumps(hits, ensure_ascii=False, indent=2))
            return
        for place, hit in enumerate(hits, 1):
            matched = " and ".join(hit["matched"])
            self.stdout.write(
                f"{place}. {hit['title']} ({hit['kind']}, {hit['lang']}, by {matched})"
            )
            self.stdout.write(f"   {hit['url']}")
        self.stdout.write(f"{len(hits)} of {found.total}")


def as_json(hit):
    ways = {"words": hit.by_words, "meaning": hit.by_meaning}
    return {
        "title": hit.title,
        "url": settings.SITE_URL + hit.url,
        "kind": hit.kind,
        "lang": hit.lang,
        "score": round(hit.score, 4),
        "matched": [way for way, did in ways.items() if did],
    }
