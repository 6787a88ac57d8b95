from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ponte import activity
from ponte.community.models import Member
from ponte.core.fields import LimitedTextField
from ponte.plans import notices
from ponte.plans.actions.drafting import edit
from ponte.plans.models import Action, ActionPlan, Comment, Suggestion
from ponte.plans.sections import Place

State = Suggestion.State


def address_of(place: Place) -> str:
    return reverse("plans:talk", args=[place.plan.pk, place.slug])


def held_open(plan: ActionPlan) -> ActionPlan:
    """The plan as it is, locked while it is open. Raises ValidationError."""
    plan = ActionPlan.objects.select_for_update().get(pk=plan.pk)
    if not plan.is_open:
        raise ValidationError(_("The plan is endorsed: its text stays as it is."), "closed")
    return plan


@transaction.atomic
def comment(*, place: Place, by: Member, text: str) -> Comment:
    """Say something about a section. Raises ValidationError."""
    plan = held_open(place.plan)
    said = Comment(plan=plan, action=place.action, section=place.section.slug, author=by, text=text)
    said.full_clean()
    said.save()
    activity.record(actor=by, verb="comment-on", target=plan, detail={"comment": said.pk})
    told = format_lazy(
        gettext_lazy("{name} comments on “{section}” of “{plan}”.\n{text}"),
        name=str(by),
        section=place.title,
        plan=str(plan),
        text=said.text,
    )
    notices.tell_of_talk(plan, by=by, text=told, url=address_of(place), key=f"comment-{said.pk}")
    return said


@transaction.atomic
def settle_comment(*, said: Comment, by: Member) -> Comment:
    """Put a comment aside: it has been dealt with."""
    if said.is_open:
        said.settled_by, said.settled_at = by, timezone.now()
        said.save(update_fields=["settled_by", "settled_at"])
    return said


def suggestible(record: ActionPlan | Action, names) -> list[str]:
    """Of `names` those that hold plain text, for which others may suggest another."""
    fields = {field.name: field for field in record._meta.concrete_fields}
    return [name for name in names if isinstance(fields.get(name), LimitedTextField)]


@transaction.atomic
def suggest(*, place: Place, by: Member, field: str, text: str, why: str = "") -> Suggestion:
    """Suggest `text` in place of what stands in `field`. Raises ValidationError."""
    plan = held_open(place.plan)
    if field not in suggestible(place.record, place.section.fields):
        raise ValidationError(_("This field takes no suggestions."), "field")
    model_field: Any = place.record._meta.get_field(field)
    before = getattr(place.record, field)
    text = model_field.clean(text, place.record)
    if text == before:
        raise ValidationError(_("That is what stands there already."), "same")
    suggestion = Suggestion(
        plan=plan,
        action=place.action,
        section=place.section.slug,
        field=field,
        before=before,
        text=text,
        why=why,
        author=by,
    )
    suggestion.full_clean()
    suggestion.save()
    activity.record(actor=by, verb="suggest", target=plan, detail={"suggestion": suggestion.pk})
    told = format_lazy(
        gettext_lazy("{name} suggests a change in “{section}” of “{plan}”.\n{why}"),
        name=str(by),
        section=place.title,
        plan=str(plan),
        why=why,
    )
    notices.tell_of_talk(
        plan, by=by, text=told, url=address_of(place), key=f"suggestion-{suggestion.pk}"
    )
    return suggestion


def held_suggestion(suggestion: Suggestion) -> Suggestion:
    """As it is, locked while it is open. Raises ValidationError."""
    suggestion = Suggestion.objects.select_for_update().get(pk=suggestion.pk)
    if not suggestion.is_open:
        raise ValidationError(_("This suggestion is settled already."), "settled")
    return suggestion


@transaction.atomic
def accept_suggestion(*, suggestion: Suggestion, by: Member) -> Suggestion:
    """Take over the suggested text. Raises ValidationError, also if the text changed since."""
    suggestion = held_suggestion(suggestion)
    if suggestion.is_stale:
        raise ValidationError(
            _("The text was changed since this was suggested: take over by hand what fits."),
            "stale",
        )
    record = suggestion.record
    edit(record=record, by=by, values={suggestion.field: suggestion.text},
         seen=record.lock_version)  # fmt: skip
    return settle(suggestion, State.ACCEPTED, by)


@transaction.atomic
def reject_suggestion(*, suggestion: Suggestion, by: Member, reason: str) -> Suggestion:
    """Leave the text as it is, and say why. Raises ValidationError."""
    suggestion = held_suggestion(suggestion)
    if not reason.strip():
        raise ValidationError(_("Say why."), "reason")
    suggestion.reason = reason
    return settle(suggestion, State.REJECTED, by)


@transaction.atomic
def withdraw_suggestion(*, suggestion: Suggestion) -> Suggestion:
    """Its author takes it back. Raises ValidationError."""
    suggestion = held_suggestion(suggestion)
    return settle(suggestion, State.WITHDRAWN, suggestion.author)


def settle(suggestion: Suggestion, state: State, by: Member) -> Suggestion:
    suggestion.state, suggestion.settled_by, suggestion.settled_at = state, by, timezone.now()
    suggestion.full_clean()
    suggestion.save()
    if state != State.WITHDRAWN:
        verb = "accept" if state == State.ACCEPTED else "reject"
        activity.record(
            actor=by,
            verb=verb,
            target=suggestion.plan,
            detail={"suggestion": suggestion.pk, "reason": suggestion.reason},
        )
        parts = [str(suggestion.action_id)] if suggestion.action_id else []
        url = reverse(
            "plans:talk", args=[suggestion.plan_id, "-".join([*parts, suggestion.section])]
        )
        notices.tell_of_decision(suggestion, by=by, url=url)
    return suggestion
