"""What happens to activities, to who took part in them, and to what regions learned."""

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db import transaction
from django.utils.translation import gettext as _

from ponte import activity as log
from ponte.community.models import Member
from ponte.learning.models import (
    Activity,
    Lesson,
    Participant,
    Participation,
    Presentation,
    RegionalAnalysis,
)
from ponte.practices.files.keeping import keep_document
from ponte.regions.models import Region

# In this folder of the documents.
FOLDER = "learning/"


@transaction.atomic
def save_activity(*, activity: Activity, by: Member, practices=None) -> Activity:
    """Add an activity, or keep what was changed of it. Raises ValidationError."""
    verb = "change" if activity.pk else "add"
    activity.full_clean()
    activity.save()
    if practices is not None:
        activity.practices.set(practices)
    log.record(actor=by, verb=verb, target=activity)
    return activity


@transaction.atomic
def delete_activity(*, activity: Activity, by: Member) -> None:
    """Delete an activity on which nothing rests. Raises ValidationError."""
    activity = Activity.objects.select_for_update().get(pk=activity.pk)
    if activity.carries_something:
        raise ValidationError(
            _("People, presentations, lessons or improvements refer to this activity: it stays.")
        )
    log.record(actor=by, verb="delete", target=activity, detail={"reason": activity.title})
    activity.delete()


@transaction.atomic
def note_participant(
    *, activity: Activity, name: str, organisation: str, region: Region | None, role: str
) -> Participation:
    """Note that somebody took part. A person who came before is the same one.

    Raises ValidationError for somebody who is noted at this activity already.
    """
    participant = Participant.objects.filter(
        project=activity.project_id, key=Participant.key_of(name, organisation)
    ).first()
    if participant is None:
        participant = Participant(
            project=activity.project, name=name, organisation=organisation, region=region
        )
        participant.full_clean(exclude=["key"])
        participant.save()
    if activity.participations.filter(participant=participant).exists():
        raise ValidationError(_("This person is noted here already."))
    return Participation.objects.create(activity=activity, participant=participant, role=role)


@transaction.atomic
def forget_participant(*, participation: Participation) -> None:
    """Take a note back; of who was at no other activity nothing is kept."""
    participant = participation.participant
    participation.delete()
    if not participant.participations.exists():
        participant.delete()


@transaction.atomic
def add_presentation(
    *, activity: Activity, file: File, extension: str, title: str, speaker: str, by: Member
) -> Presentation:
    document = keep_document(file, extension, title=title, by=by, folder=FOLDER)
    log.record(actor=by, verb="present", target=activity)
    return Presentation.objects.create(activity=activity, document=document, speaker=speaker)


@transaction.atomic
def write_lesson(*, lesson: Lesson, by: Member) -> Lesson:
    """Raises ValidationError."""
    if lesson.pk is None:
        log.record(actor=by, verb="lesson", target=lesson.activity)
    lesson.written_by = by
    lesson.full_clean()
    lesson.save()
    return lesson


@transaction.atomic
def write_analysis(*, analysis: RegionalAnalysis, by: Member) -> RegionalAnalysis:
    """Raises ValidationError."""
    analysis.written_by = by
    analysis.full_clean()
    analysis.save()
    return analysis
