"""What changes the fit is noted, from whatever door it comes. Imported when the site starts."""

from django.db.models.signals import m2m_changed, post_delete, post_save
from django.dispatch import receiver

from ponte import search
from ponte.core import nightly
from ponte.matching import actions
from ponte.matching.models import Requirements
from ponte.practices.judging.models import Adoption
from ponte.regions.models import Region
from ponte.topics.models import Topic


@receiver(search.noted, dispatch_uid="fit-of-practices")
def follow_practices(changed, **_signal):
    """Whoever changes practices tells the search, in bulk or one by one."""
    if keys := {key for kind, key in changed if kind == "practice"}:
        actions.note_change(sorted(keys))


@receiver([post_save, post_delete], sender=Adoption, dispatch_uid="fit-by-adoption")
@receiver([post_save, post_delete], sender=Requirements, dispatch_uid="fit-by-requirements")
def follow_what_belongs(instance, **_signal):
    actions.note_change([instance.practice_id])


@receiver([post_save, post_delete], sender=Region, dispatch_uid="fit-by-region")
@receiver([post_save, post_delete], sender=Topic, dispatch_uid="fit-by-topic")
@receiver(m2m_changed, sender=Topic.maps_to.through, dispatch_uid="fit-by-topics")
def follow_the_rest(**_signal):
    actions.note_change()


@nightly.register("fit")
def forget() -> str:
    """What every process has seen of changes by now."""
    return f"{actions.forget_changes()} changes forgotten."
