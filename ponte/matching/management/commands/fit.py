import json
from decimal import Decimal, InvalidOperation

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from ponte.matching.asking import Asked
from ponte.matching.counting import count
from ponte.matching.models import CHALLENGE_LIMIT
from ponte.matching.reasons import Explained, explain
from ponte.matching.words import NAMES
from ponte.regions import likeness
from ponte.regions.models import Region
from ponte.regions.resolve import UnknownRegion, region_index
from ponte.topics.models import Topic

MOST = 1000


class Command(BaseCommand):
    help = "Print which good practices fit a region, best first, and why."

    def add_arguments(self, parser):
        parser.add_argument("--region", required=True, help="a code or a name: SK04")
        parser.add_argument("--need", default="", help="what the region faces, in any language")
        parser.add_argument("--lang", default="en", help="the language of the need: en")
        parser.add_argument("--topic", default="", help="only practices on this hub: green")
        parser.add_argument("--money", default="", help="euros at hand")
        parser.add_argument("--months", type=int, default=None, help="months at hand")
        parser.add_argument("--limit", type=int, default=10, help="how many: 10")
        parser.add_argument("--json", action="store_true", help="print a JSON list")

    def handle(self, *, limit, **options):
        if not 1 <= limit <= MOST:
            raise CommandError(f"--limit is a number from 1 to {MOST}.")
        counted = count(asked(options), today=timezone.localdate().toordinal())
        found = explain(counted, counted.best(limit))
        if options["json"]:
            rows = [as_record(each) for each in found]
            self.stdout.write(json.dumps(rows, ensure_ascii=False, indent=2))
        else:
            self.stdout.write("\n".join(line for each in found for line in as_lines(each)))


def asked(options) -> Asked:
    """What the options ask for. Raises CommandError."""
    if len(options["need"]) > CHALLENGE_LIMIT:
        raise CommandError(f"--need has at most {CHALLENGE_LIMIT} characters.")
    if (options["months"] or 0) < 0:
        raise CommandError("--months is a number of 0 or more.")
    return Asked(
        region=region(options["region"]),
        need=options["need"].strip(),
        lang=options["lang"],
        hub=hub(options["topic"]),
        money=money(options["money"]),
        months=options["months"],
    )


def region(text: str) -> Region:
    """The NUTS 2 region that is meant. Raises CommandError."""
    try:
        meant = region_index().resolve(text)
    except UnknownRegion as error:
        raise CommandError(str(error)) from error
    found = Region.objects.select_related("parent").get(
        code=meant.code, nuts_version=meant.nuts_version
    )
    compared = likeness.nuts2(found)
    if compared is None:
        inside = Region.objects.places().within(found).of_level(Region.Level.NUTS2)
        if len(inside) != 1:
            names = ", ".join(str(each) for each in inside)
            raise CommandError(f"{found} is larger than a NUTS 2 region. Choose one: {names}.")
        compared = inside[0]
    return compared


def hub(slug: str) -> Topic | None:
    if not slug:
        return None
    hubs = {topic.slug: topic for topic in Topic.objects.hubs()}
    if slug not in hubs:
        raise CommandError(f"There is no topic called {slug}. Topics: {', '.join(hubs)}.")
    return hubs[slug]


def money(text: str) -> Decimal | None:
    try:
        found = Decimal(text) if text else None
    except InvalidOperation as error:
        raise CommandError("--money is a number of euros.") from error
    if found is not None and not (found.is_finite() and found >= 0):
        raise CommandError("--money is a number of euros of 0 or more.")
    return found


def as_record(found: Explained) -> dict:
    """What is printed as JSON. Points are whole, so that they add up in any arithmetic."""
    account = found.account
    return {
        "title": found.practice.title,
        "url": settings.SITE_URL + found.practice.get_absolute_url(),
        "fit": account.fit,
        "low": account.low,
        "high": account.high,
        "coverage": round(account.coverage, 4),
        "contributions": [
            {
                "name": each.name,
                "points": each.points,
                "most": each.most,
                "low": each.low,
                "high": each.high,
                "coverage": round(each.coverage, 4),
                "reason": " ".join(statement.with_source for statement in statements),
            }
            for each, statements in found.counted
        ],
    }


def as_lines(found: Explained) -> list[str]:
    account = found.account
    head = f"{account.fit:>3} ({account.low}–{account.high})  {found.practice.title}"
    lines = [head, f"     {settings.SITE_URL}{found.practice.get_absolute_url()}"]
    for each, statements in found.counted:
        text = " ".join(statement.with_source for statement in statements)
        lines.append(f"     {each.points:>3} of {each.most:<3} {NAMES[each.name]}: {text}")
    return lines
