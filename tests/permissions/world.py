"""One member for each role, and one record of each kind, to try every address with."""

from datetime import UTC, date, datetime
from uuid import UUID

from django.apps import apps
from django.core import signing
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from ponte.community.models import Member, Organisation, Role, RoleGrant
from ponte.core.files.checks import clean_picture
from ponte.events import mails as registration_mails
from ponte.newsletter import links
from ponte.notifications import choices
from ponte.practices.files.keeping import keep_picture
from ponte.practices.judging import freshness
from ponte.practices.models import Practice
from ponte.projects import actions as project_actions
from ponte.projects.models import Invitation, ProjectMember
from ponte.regions.models import Region
from ponte.topics.models import Topic
from tests.factories.articles import make_solution, make_survey
from tests.factories.events import make_event
from tests.factories.files import picture_file
from tests.factories.instruments import make_instrument
from tests.factories.members import make_member
from tests.factories.practices import make_practice
from tests.factories.projects import make_partner, make_project
from tests.permissions.roles import ROLES

State = Practice.State
NOT_THERE = 999_999
# Views of practices that are about what is published.
PUBLIC = ("detail", "sheet", "bibtex", "confirm", "ask", "trial_new", "result_new", "opinion_hide")


class World:
    """Members by role, and examples for the variable parts of addresses."""

    def __init__(self):
        self.members = {role: make_member(f"{role}@people.example") for role in ROLES[1:]}
        self.other = make_member("other@people.example", handle=UUID(int=7), first_name="Olga")
        self.project = make_project(acronym="SMALL")
        self.give_roles()
        self.make_invitation()
        self.make_organisation()
        self.instrument = make_instrument(territory="MT00", authority=self.organisation)
        self.make_practices()
        self.make_picture()
        self.make_review()
        self.make_judgements()
        self.make_transfer()
        self.make_selection()
        self.make_learning()
        self.make_event()
        self.make_claim()
        self.make_plan()
        self.make_partnership()
        self.solution = make_solution()
        self.survey = make_survey()
        self.make_newsletter()

    def give_roles(self):
        for role in Role:
            RoleGrant.objects.create(member=self.members[role], role=role)
        for role in ProjectMember.Role:
            ProjectMember.objects.create(project=self.project, member=self.members[role], role=role)

    def make_invitation(self):
        self.invitation = Invitation.objects.create(
            project=self.project,
            email=self.other.email,
            role=ProjectMember.Role.PARTNER,
            invited_by=self.members["web_admin"],
        )

    def make_organisation(self):
        self.organisation = Organisation.objects.create(
            slug="town", name_original="Town", name_en="Town", type="local", added_by=self.other
        )
        for role in ("author", "colleague"):
            self.members[role].organisation = self.organisation
            self.members[role].save()
        Member.objects.update(region=Region.objects.get(code="ES51"))

    def make_practices(self):
        states = [State.VALIDATED, State.DRAFT, State.PROJECT_CHECK, State.EXPERT_REVIEW]
        self.practices = {}
        for state in states:
            practice = make_practice(
                title=state.value.replace("_", " "),
                state=state,
                author=self.members["author"],
                project=self.project,
                from_project=True,
                region=Region.objects.get(code="MT00"),
                topics=[Topic.objects.get(code="RSO1.1")],
                published_at=datetime(2024, 3, 15, tzinfo=UTC),
                review_by=date(2030, 1, 1),
            )
            practice.co_authors.add(self.members["co_author"])
            self.practices[state] = practice

    def make_picture(self):
        draft = self.practices[State.DRAFT]
        draft.image = keep_picture(clean_picture(picture_file()), by=self.members["author"])
        draft.save()

    def make_review(self):
        practice = self.practices[State.EXPERT_REVIEW]
        self.review = model("review.Review").objects.create(
            practice=practice,
            rubric=model("assessment.Rubric").objects.first(),
            needed=2,
            margin=1,
        )
        self.assignment = self.review.assignments.create(
            expert=self.members["expert"], due=date(2030, 1, 1)
        )

    def make_judgements(self):
        practice = self.practices[State.VALIDATED]
        self.result = practice.evidence_entries.create(
            measured="Firms saved", added_by=self.members["author"]
        )
        self.trial = practice.adoptions.create(
            region=Region.objects.get(code="MT00"), reporter=self.other, year=2023, result="failed"
        )
        Practice.objects.filter(pk=practice.pk).update(
            expert_opinion="Worth a look.", expert_opinion_date=date(2024, 3, 15)
        )
        self.assessment = practice.assessments.create(
            region=Region.objects.get(code="PL91"),
            assessor=self.other,
            rubric=model("assessment.Rubric").objects.first(),
            submitted_at=datetime(2024, 3, 15, tzinfo=UTC),
        )
        self.question = practice.questions.create(asker=self.other, text="What did it cost?")

    def make_transfer(self):
        """The partner's region is adopting the published practice, and asks its author."""
        body = Organisation.objects.create(
            slug="office", name_original="Office", name_en="Office", type="regional",
            region=Region.objects.get(code="ES51"),
        )  # fmt: skip
        officer = self.members["partner"]
        officer.organisation = body
        officer.save(update_fields=["organisation"])
        self.transfer = model("transfers.Transfer").objects.create(
            practice=self.practices[State.VALIDATED],
            region=body.region,
            organisation=body,
            opened_by=officer,
            framework=model("transfers.Framework").objects.get(),
            state="adopting",
            year=2026,
            adopting_since=date(2026, 1, 1),
            visibility="team",
        )
        self.transfer.team.create(member=officer, joined_at=datetime(2026, 1, 1, tzinfo=UTC))
        self.transfer.sheets.create(assessor=officer, sent_at=datetime(2026, 1, 1, tzinfo=UTC))
        model("transfers.Plan").objects.create(transfer=self.transfer)
        self.contact = self.transfer.contact_requests.create(
            asked_by=officer, contacted=self.members["author"]
        )

    def make_selection(self):
        """The partner scores in a round of the project, which is open."""
        published = self.practices[State.VALIDATED]
        self.selection = model("selection.Round").objects.create(
            project=self.project,
            title="First choice",
            rubric=model("assessment.Rubric").objects.first(),
            deadline=date(2030, 1, 1),
            state="open",
        )
        self.selection.regions.add(Region.objects.get(code="ES51"))
        self.candidate = self.selection.candidates.create(practice=published)
        self.selection.scorers.create(
            member=self.members["partner"], region=Region.objects.get(code="ES51")
        )

    def make_learning(self):
        """The project has met, and the partner's region has learned something."""
        home = Region.objects.get(code="ES51")
        self.project.regions.add(home)
        self.activity = model("learning.Activity").objects.create(
            project=self.project, kind="seminar", title="First seminar", minutes="Long."
        )
        self.lesson = self.activity.lessons.create(region=home, text="Mentors.")

    def make_event(self):
        """The project invites; the member has registered and was there."""
        self.event = make_event(project=self.project, slug="open-day-2030")
        self.registration = model("events.Registration").objects.create(
            event=self.event,
            member=self.members["member"],
            name="Max",
            state="confirmed",
            code="ABCDEFGH",
            attended_at=datetime(2026, 1, 1, tzinfo=UTC),
        )

    def make_plan(self):
        """The partner's plan is being carried out; one value of it is approved."""
        officer = self.members["partner"]
        instrument = model("instruments.PolicyInstrument").objects.create(
            slug="plan-for-firms", name_original="Firms", name_en="Firms", type="regional",
            territory=Region.objects.get(code="ES51"), responsible_authority=officer.organisation,
        )  # fmt: skip
        self.plan = model("plans.ActionPlan").objects.create(
            project=self.project,
            instrument=instrument,
            opened_by=officer,
            contact=officer,
            state="in_implementation",
            endorsed_on=date(2025, 1, 1),
            implementing_since=date(2025, 1, 10),
        )
        self.plan.participants.create(
            member=officer, role="partner", joined_at=datetime(2025, 1, 1, tzinfo=UTC)
        )
        self.action = self.plan.actions.create(number=1, title="Advise firms")
        self.evidence = self.plan.evidence.create(
            name="proof", extension=".pdf", size=5, digest="0" * 64, uploaded_by=officer,
            file=default_storage.save("documents/plans/proof.pdf", ContentFile(b"%PDF-")),
        )  # fmt: skip
        self.entry = self.action.ledger.create(
            semester="2025-1",
            value=5,
            evidence=self.evidence,
            reported_by=officer,
            approved_by=self.members["secretariat"],
        )

    def make_partnership(self):
        """The partner speaks for a partner that addresses an instrument of an authority."""
        self.partnership = make_partner(
            self.project, name="Office", organisation=self.members["partner"].organisation
        )
        self.partnership.instruments.add(self.instrument)
        self.authority = self.project.associated_authorities.create(
            organisation=self.organisation,
            instrument=self.instrument,
            letter=default_storage.save("documents/projects/letter.pdf", ContentFile(b"%PDF-")),
        )

    def make_newsletter(self):
        """An issue that is being written, and who wants it."""
        self.issue = model("newsletter.Issue").objects.create(subject="What regions learned")
        self.subscriber = model("newsletter.Subscriber").objects.create(
            email="reader@mail.example", language="en"
        )

    def make_claim(self):
        """The author claims an improvement that the partner attests for the office."""
        self.claim = model("impact.Claim").objects.create(
            title="A call",
            instrument=model("instruments.PolicyInstrument").objects.create(
                slug="claimed-strategy",
                name_original="Claimed strategy",
                name_en="Claimed strategy",
                type="regional",
                territory=Region.objects.get(code="ES51"),
                responsible_authority=self.members["partner"].organisation,
            ),
            topic=Topic.objects.get(slug="smart"),
            type="projects",
            description="There is a call.",
            contribution="We saw it there.",
            effective_on=date(2024, 3, 1),
            claimed_by=self.members["author"],
            attestor=self.members["partner"],
        )
        self.claim_evidence = self.claim.evidence.create(
            file=ContentFile(b"%PDF-", name="proof.pdf"),
            name="proof",
            extension=".pdf",
            size=5,
            digest="0" * 64,
            uploaded_by=self.members["author"],
        )

    def example(self, name, part):
        """The value for a variable part of the address called `name`. Raises LookupError."""
        values = self.values()
        app = name.partition(":")[0]
        for key in ((name, part), (app, part), part):
            if key in values:
                return values[key]
        return self.missing(name, part)

    def missing(self, name, part):
        raise LookupError(f"tests/permissions/world.py has no example of <{part}> for {name}.")

    def values(self):
        kind = next(iter(choices.kinds), "none")
        slugs = {state: practice.slug for state, practice in self.practices.items()}
        return {
            "args": "no-such-page/",
            ("practices", "slug"): slugs[State.DRAFT],
            **{("practices:" + name, "slug"): slugs[State.VALIDATED] for name in PUBLIC},
            ("practices:check", "slug"): slugs[State.PROJECT_CHECK],
            ("practices:history", "slug"): slugs[State.EXPERT_REVIEW],
            ("assessment", "slug"): slugs[State.VALIDATED],
            ("organisations", "slug"): self.organisation.slug,
            ("projects", "slug"): self.project.slug,
            ("projects:withdraw", "pk"): self.invitation.pk,
            ("projects:remove", "pk"): self.project.project_members.first().pk,
            ("projects:invitation", "token"): project_actions.token_of(self.invitation),
            ("instruments", "slug"): self.instrument.slug,
            ("library", "slug"): self.solution.slug,
            ("news", "form"): "atom",
            ("wagtailforms", "page_id"): self.survey.pk,
            ("library", "form"): "rss",
            ("topics:hub", "slug"): "smart",
            ("topics:sub_topic", "slug"): "rso1-1",
            ("practices:picture", "key"): self.practices[State.DRAFT].image_id,
            "width": 480,
            ("", "folder"): "images",
            ("", "name"): "of-practice-0.webp",
            "section": "summary",
            ("pages:sitemap", "section"): "practices",
            "file_format": "json",
            ("regions:map_file", "format"): "json",
            "code": "MT00",
            "hub": "smart",
            "handle": self.other.handle,
            ("geo:item", "name"): "practices",
            "name": "practices",
            "feature_id": self.practices[State.VALIDATED].pk,
            ("practices:still_valid", "token"): freshness.make_token(
                self.practices[State.VALIDATED], self.members["author"]
            ),
            ("notifications:stop", "token"): signing.dumps(
                [self.other.pk, kind], salt=choices.SALT
            ),
            ("newsletter", "pk"): self.issue.pk,
            ("newsletter", "token"): links.token_of(self.subscriber.pk),
            ("newsletter:confirm", "token"): links.Wish("a@mail.example", "en", ()).token,
            ("practices:result_edit", "pk"): self.result.pk,
            ("practices:result_remove", "pk"): self.result.pk,
            ("practices:trial_edit", "pk"): self.trial.pk,
            ("practices:trial_answer", "pk"): self.trial.pk,
            ("practices:trial_hide", "pk"): self.trial.pk,
            ("practices:answer", "pk"): self.question.pk,
            ("practices:question_hide", "pk"): self.question.pk,
            ("assessment:hide", "pk"): self.assessment.pk,
            ("review", "pk"): self.review.pk,
            ("transfers", "pk"): self.transfer.pk,
            ("impact", "pk"): self.claim.pk,
            ("impact", "handle"): self.claim_evidence.handle,
            ("plans", "pk"): self.plan.pk,
            ("projects:partner", "pk"): self.partnership.pk,
            ("projects:budget", "pk"): self.partnership.pk,
            ("projects:withdraw_partner", "pk"): self.partnership.pk,
            ("projects:authority", "pk"): self.authority.pk,
            ("projects:remove_authority", "pk"): self.authority.pk,
            ("projects:letter", "pk"): self.authority.pk,
            "instrument": self.instrument.slug,
            ("plans:correct", "pk"): self.entry.pk,
            ("plans", "handle"): self.evidence.handle,
            ("plans", "action"): self.action.pk,
            ("plans", "key"): NOT_THERE,
            "place": "context",
            "field": "context",
            "event": "give_up",
            "semester": "2025-1",
            ("transfers:contact", "pk"): self.contact.pk,
            ("transfers:ask", "handle"): self.members["author"].handle,
            ("review:withdraw_conflict", "pk"): NOT_THERE,
            "assignment": self.assignment.pk,
            ("learning", "project"): self.project.slug,
            ("learning", "pk"): self.activity.pk,
            ("learning:edit_lesson", "pk"): self.lesson.pk,
            ("learning", "code"): "ES51",
            ("events", "slug"): self.event.slug,
            ("events", "token"): registration_mails.token_of(self.registration),
            ("events", "code"): self.registration.code,
            ("selection", "project"): self.project.slug,
            ("selection", "pk"): self.selection.pk,
            "candidate": self.candidate.pk,
            ("selection", "file_format"): "csv",
            ("fit", "slug"): slugs[State.VALIDATED],
            # A record of somebody else's: nobody here gets it.
            "pk": NOT_THERE,
            "key": "no-such-key",
            "uidb36": "1",
            "provider_id": "oidc",
            "document_id": NOT_THERE,
            "document_filename": "plan.pdf",
            "path": "no-such-file.png",
        }


def model(label):
    return apps.get_model(label)
