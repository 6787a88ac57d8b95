"""What follows in a review when its practice moves, and which moves a review forbids."""

from django.core.exceptions import ObjectDoesNotExist
from django.db.models.signals import pre_save
from django.dispatch import receiver
from django.utils import timezone
from django.utils.translation import gettext as _

from ponte.community.models import Member
from ponte.core.personal import erasing
from ponte.core.states import IllegalMove
from ponte.practices.models import Practice
from ponte.practices.states import Event, moved, moving
from ponte.review import actions, rules
from ponte.review.models import Assignment, FormerAffiliation, Review

State = Practice.State
BEFORE_EXPERTS = {State.EXPERT_REVIEW, State.EXPERT_INFO_REQUESTED}
BY_EXPERTS = {Event.ASK, Event.NOT_SELECT, Event.VALIDATE}


@receiver(moving)
def only_its_experts_move_it(practice, event, actor, **_more):
    """An expert asks only as one of the review, and concludes only when all scores are in."""
    if practice.state != State.EXPERT_REVIEW or event not in BY_EXPERTS:
        return
    review = Review.objects.open().filter(practice=practice).first()
    if review is None or not rules.is_asked.test(actor, review):
        raise IllegalMove(_("Only the experts asked for this review may do this."), "right")
    if event != Event.ASK and not review.is_complete:
        raise IllegalMove(_("The scores are not all in yet."), "right")


@receiver(moved)
def follow(practice, from_state, to_state, **_more):
    if to_state == State.EXPERT_INFO_REQUESTED:
        actions.pause(practice=practice)
    elif from_state == State.EXPERT_INFO_REQUESTED and to_state == State.EXPERT_REVIEW:
        actions.resume(practice=practice)
    elif to_state == State.EXPERT_REVIEW:
        actions.open_review(practice=practice)
    elif from_state in BEFORE_EXPERTS:
        actions.close_review(practice=practice, outcome=to_state)


@receiver(erasing)
def hand_on(member, **_more):
    """Who erases the account reviews no more: somebody else is asked."""
    for assignment in Assignment.objects.open().filter(expert=member).select_related("review"):
        actions.hand_back(assignment=assignment, reason=_("The account was closed."))


@receiver(pre_save, sender=Member)
def keep_former_affiliation(instance, update_fields, **_more):
    """Where a member belonged counts for conflicts some time longer."""
    names = {"organisation_id", "region_id"}
    if update_fields is not None:
        names &= {f"{name.removesuffix('_id')}_id" for name in update_fields}
    if instance.pk is None or not names:
        return
    try:
        stored = Member.objects.only("organisation", "region").get(pk=instance.pk)
    except ObjectDoesNotExist:
        return
    left = {
        name: getattr(stored, name)
        for name in names
        if getattr(stored, name) not in {None, getattr(instance, name)}
    }
    if left:
        FormerAffiliation.objects.create(member=instance, ended_on=timezone.localdate(), **left)
