"""What is said about a section, and changes that are suggested for it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from ponte.activity.differences import pieces
from ponte.core.access import open_to
from ponte.plans import actions, content, rules
from ponte.plans.actions.talking import suggestible
from ponte.plans.forms import CommentForm, SuggestForm
from ponte.plans.sections import place_at
from ponte.plans.views.pages import INSIDE_ONLY, PARTNERS_ONLY, plan_at, show

form_view = require_http_methods(["GET", "HEAD", "POST"])


@open_to(rules.sees_inside, about=plan_at, why=INSIDE_ONLY)
@form_view
def talk(request, plan, place):
    """The section as it stands, comments, suggested changes, and the form for a comment."""
    place = place_at(plan, place)
    may_talk = rules.may_talk.test(request.user, plan)
    form = CommentForm(request.POST or None) if may_talk else None
    if request.method == "POST":
        if form is None:
            raise PermissionDenied(INSIDE_ONLY)
        if form.is_valid():
            actions.comment(place=place, by=request.user, **form.cleaned_data)
            messages.success(request, _("Your comment is there."))
            return redirect("plans:talk", plan.pk, place.slug)
    here = {"action": place.action, "section": place.section.slug}
    suggested = plan.suggestions.filter(**here).select_related("author", "action", "settled_by")
    of_action = place.action is not None
    open_to_change = suggestible(place.record, place.section.fields)
    context = {
        "title": place.title,
        "place": place,
        "texts": [
            (
                name,
                content.label_of(name, of_action=of_action),
                content.as_text(content.stored(place.record, name)),
                may_talk and name in open_to_change,
            )
            for name in [*place.section.fields, *place.section.tables]
            if name not in {"contact", "responsible", "language", "improvement_type"}
        ],
        "comments": plan.comments.filter(**here).select_related("author", "settled_by"),
        "suggestions": [
            (
                each,
                content.label_of(each.field, of_action=of_action),
                pieces(each.before, each.text),
                each.is_open and each.is_stale,
            )
            for each in suggested
        ],
        "may_settle": rules.may_write.test(request.user, plan),
        "form": form,
    }
    status = 422 if form is not None and form.is_bound else 200
    return show(request, "talk", plan, status=status, **context)


@open_to(rules.may_talk, about=plan_at, why=INSIDE_ONLY)
@form_view
def suggest(request, plan, place, field):
    """Another text for one field."""
    place = place_at(plan, place)
    if field not in suggestible(place.record, place.section.fields):
        raise Http404
    form = SuggestForm(
        request.POST or None,
        label=content.label_of(field, of_action=place.action is not None),
        before=getattr(place.record, field),
        limit=place.record._meta.get_field(field).limit,
    )
    if form.is_valid():
        try:
            actions.suggest(place=place, by=request.user, field=field, **form.cleaned_data)
        except ValidationError as error:
            form.add_error("text", error.messages)
        else:
            messages.success(request, _("Your suggestion is there: the partners decide on it."))
            return redirect("plans:talk", plan.pk, place.slug)
    title = _("Suggest a change")
    status = 422 if form.is_bound else 200
    return show(request, "suggest", plan, title=title, form=form, place=place, status=status)


@open_to(rules.may_talk, about=plan_at, why=INSIDE_ONLY)
@require_POST
def settle(request, plan, place, key):
    """Accept, reject or withdraw a suggested change."""
    suggestion = get_object_or_404(plan.suggestions, pk=key)
    may_write = rules.may_write.test(request.user, plan)
    try:
        if "withdraw" in request.POST and suggestion.author_id == request.user.pk:
            actions.withdraw_suggestion(suggestion=suggestion)
        elif not may_write:
            raise PermissionDenied(PARTNERS_ONLY)
        elif "accept" in request.POST:
            actions.accept_suggestion(suggestion=suggestion, by=request.user)
        else:
            reason = request.POST.get("reason", "")
            actions.reject_suggestion(suggestion=suggestion, by=request.user, reason=reason)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("Done."))
    return redirect("plans:talk", plan.pk, place)


@open_to(rules.may_write, about=plan_at, why=PARTNERS_ONLY)
@require_POST
def settle_comment(request, plan, place, key):
    """Put a comment aside."""
    actions.settle_comment(said=get_object_or_404(plan.comments, pk=key), by=request.user)
    messages.success(request, _("The comment is put aside."))
    return redirect("plans:talk", plan.pk, place)
