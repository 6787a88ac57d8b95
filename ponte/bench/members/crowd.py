"""Made-up members, organisations, experts and practices in review; one seed."""

import random
from datetime import timedelta

from django.utils import timezone

from ponte.assessment.models import Rubric
from ponte.bench.corpus import Corpus
from ponte.community.models import Member, Organisation, Role, RoleGrant
from ponte.practices.models import Practice
from ponte.regions.models import Region
from ponte.review.models import Assignment, Review
from ponte.topics.models import Topic

COLLEAGUES = 40
EXPERTS_NEEDED = 2
LANGUAGES = ["en", "fr", "de", "es", "pl"]
SEEN_BY_ALL = {"name": "everyone", "region": "everyone", "topics": "everyone"}
BATCH = 5_000


class Crowd:
    """Fills the database; `experts` and `authors` are members, `reviews` those that are open."""

    def __init__(self):
        self.chance = random.Random(11)  # noqa: S311 (a repeatable choice)
        self.corpus = Corpus(1)
        self.regions = list(Region.objects.of_level(2).places().values_list("pk", flat=True))
        self.topics = list(Topic.objects.sub_topics())
        self.experts: list[Member] = []
        self.authors: list[Member] = []
        self.reviews: list[Review] = []

    def words(self, number: int) -> str:
        return self.corpus.text(self.chance, number)

    def make_members(self, count: int, *, experts: int) -> None:
        """`count` members, the first of whom are experts, 40 to an organisation."""
        organisations = Organisation.objects.bulk_create(
            self.organisation(number) for number in range(count // COLLEAGUES + 1)
        )
        members = Member.objects.bulk_create(
            (self.member(number, self.chance.choice(organisations)) for number in range(count)),
            batch_size=BATCH,
        )
        self.tag(Member.topics.through, "member", members, 2)
        self.experts, self.authors = members[:experts], members[experts:]
        grants = RoleGrant.objects.bulk_create(
            RoleGrant(member=member, role=Role.EXPERT) for member in self.experts
        )
        self.tag(RoleGrant.topics.through, "rolegrant", grants, 3)

    def make_practices(self, count: int, *, published_too: bool) -> None:
        """`count` practices in review; with `published_too` a tenth as many beside them."""
        authors = [self.authors[number % len(self.authors)] for number in range(count)]
        waiting = self.make_some(authors, state=Practice.State.EXPERT_REVIEW)
        rubric = Rubric.objects.named("smarty")
        self.reviews = Review.objects.bulk_create(
            Review(practice=practice, rubric=rubric, needed=EXPERTS_NEEDED, margin=1)
            for practice in waiting
        )
        if published_too:
            published = {"state": Practice.State.VALIDATED, "published_at": timezone.now()}
            self.make_some(authors[::10], **published)

    def make_some(self, authors, *, state, **fields):
        practices = Practice.objects.bulk_create(
            (
                Practice(
                    slug=f"{state.replace('_', '-')}-{number}",
                    title=self.words(8)[:100].capitalize(),
                    short_summary=self.words(18)[:160],
                    author=author,
                    region_id=self.chance.choice(self.regions),
                    scope=self.chance.choice(Practice.Scope.values),
                    language=self.chance.choice(LANGUAGES),
                    state=state,
                    **fields,
                )
                for number, author in enumerate(authors)
            ),
            batch_size=BATCH,
        )
        self.tag(Practice.topics.through, "practice", practices, 1)
        return practices

    def ask_experts(self) -> None:
        """Give each review its experts in turn, some of them late already."""
        today = timezone.localdate()
        Assignment.objects.bulk_create(
            Assignment(
                review=review,
                expert=self.experts[(number * EXPERTS_NEEDED + place) % len(self.experts)],
                due=today + timedelta(days=number % 40 - 10),
            )
            for number, review in enumerate(self.reviews)
            for place in range(EXPERTS_NEEDED)
        )

    def organisation(self, number: int) -> Organisation:
        name = f"{self.words(4)[:100].capitalize()} {number}"
        return Organisation(
            slug=f"organisation-{number}",
            name_original=name,
            name_en=name,
            name_key=name.lower(),
            name_en_key=name.lower(),
            type=self.chance.choice(Organisation.Type.values),
            region_id=self.chance.choice(self.regions),
        )

    def member(self, number: int, organisation: Organisation) -> Member:
        first, last = self.words(2).split()[:2]
        return Member(
            email=f"member-{number}@example.org",
            first_name=first.capitalize(),
            last_name=last.capitalize(),
            organisation=organisation,
            region_id=self.chance.choice(self.regions),
            languages=["en", *self.chance.sample(LANGUAGES[1:], 2)],
            expertise=self.words(3).split(),
            about=self.words(40)[:1000],
            visibility=SEEN_BY_ALL,
            open_to_peer=self.chance.random() < 0.3,
        )

    def tag(self, through, name: str, rows, number: int) -> None:
        """Give each row so many topics."""
        through.objects.bulk_create(
            (
                through(**{name: row}, topic=topic)
                for row in rows
                for topic in self.chance.sample(self.topics, number)
            ),
            batch_size=BATCH,
        )
