import json

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from ponte import search


class Command(BaseCommand):
    help = "Search as the site does, best first."

    def add_arguments(self, parser):
        parser.add_argument("text", nargs="+")
        parser.add_argument("--kind", action="append", help="only this kind; may be repeated")
        parser.add_argument("--lang", default="en", help="the reader's language")
        parser.add_argument("--limit", type=int, default=10)
        parser.add_argument("--json", action="store_true", help="print a JSON list")

    def handle(self, *, text, kind, lang, limit, **options):
        wanted = search.SearchQuery(
            " ".join(text), filters={"kind": kind or []}, lang=lang, limit=max(0, limit)
        )
        try:
            found = search.query(wanted)
        except search.SearchUnavailable as error:
            raise CommandError(f"{error} Build the index: ponte reindex") from error
        hits = [
            {
                "title": hit.title,
                "url": settings.SITE_URL + hit.url,
                "kind": hit.kind,
                "lang": hit.lang,
                "score": round(hit.score, 4),
            }
            for hit in found.hits
        ]
        if options["json"]:
            self.stdout.write(json.dumps(hits, ensure_ascii=False, indent=2))
            return
        for place, hit in enumerate(hits, 1):
            self.stdout.write(f"{place}. {hit['title']} ({hit['kind']}, {hit['lang']})")
            self.stdout.write(f"   {hit['url']}")
        self.stdout.write(f"{len(hits)} of {found.total}")
