"""Keeps what a practice carries of its results and reports in step with them."""

from collections import Counter, defaultdict

from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from django.utils import timezone

from ponte import search
from ponte.practices.judging import grading
from ponte.practices.judging.models import Adoption, EvidenceEntry
from ponte.practices.models import Practice

CHUNK = 500


def grade_of(practice, *, entries, adoptions, is_claimed):
    """The Grade of `practice` by these results and reports."""
    return grading.grade(
        [entry.as_finding(home=practice.region_id) for entry in entries],
        [adoption.as_trial() for adoption in adoptions],
        is_claimed=is_claimed,
        year=timezone.localdate().year,
    )


def regrade(practices) -> int:
    """Bring what these practices carry up to date; return how many changed.

    `practices` is a queryset. The number of queries does not depend on their results.
    """
    changed = 0
    ids = list(practices.values_list("pk", flat=True))
    for start in range(0, len(ids), CHUNK):
        changed += regrade_chunk(ids[start : start + CHUNK])
    return changed


def regrade_chunk(ids):
    entries, adoptions = defaultdict(list), defaultdict(list)
    for entry in EvidenceEntry.objects.filter(practice__in=ids):
        entries[entry.practice_id].append(entry)
    for adoption in Adoption.objects.shown().filter(practice__in=ids):
        adoptions[adoption.practice_id].append(adoption)
    changed = []
    fields = ("pk", "region", *Practice.CARRIED)
    for practice in Practice.objects.filter(pk__in=ids).only(*fields):
        before = [getattr(practice, name) for name in Practice.CARRIED]
        own = adoptions[practice.pk]
        grade = grade_of(practice, entries=entries[practice.pk], adoptions=own, is_claimed=False)
        practice.graded = grade.step
        results = results_by_region(own)
        practice.worked_in = results[Adoption.Result.WORKED]
        practice.partly_worked_in = results[Adoption.Result.PARTLY]
        practice.failed_in = results[Adoption.Result.FAILED]
        if [getattr(practice, name) for name in Practice.CARRIED] != before:
            changed.append(practice)
    Practice.objects.bulk_update(changed, Practice.CARRIED)
    search.index(kind="practice", object_ids=[practice.pk for practice in changed])
    return len(changed)


def results_by_region(adoptions):
    """How many regions had which result; of a region that reported again the newest counts."""
    newest = {}
    for adoption in sorted(adoptions, key=lambda adoption: (adoption.year, adoption.pk)):
        newest[adoption.region_id] = adoption.result
    return Counter(newest.values())


@receiver([post_save, post_delete], sender=EvidenceEntry, dispatch_uid="regrade-by-entry")
@receiver([post_save, post_delete], sender=Adoption, dispatch_uid="regrade-by-adoption")
def follow(instance, **_signal):
    """From whatever door a result comes or goes, the grade follows."""
    regrade(Practice.objects.filter(pk=instance.practice_id))
