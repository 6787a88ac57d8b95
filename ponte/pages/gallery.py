"""Sample data for the page that shows every component. Nothing of it is a real record."""

from types import SimpleNamespace

from django import forms
from django.core.paginator import Paginator
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _

from ponte.core.fields import LimitedTextField
from ponte.practices.judging.models import EvidenceGrade, hop_line

OUTLINE = "M12 40 30 18 52 24 70 10 90 30 78 52 84 74 60 90 40 78 22 84Z"
TOPICS = {
    "smart": _("Smarter"),
    "green": _("Greener"),
    "connected": _("More connected"),
    "social": _("More social"),
    "citizens": _("Closer to citizens"),
    "governance": _("Better governed"),
}


class SampleForm(forms.Form):
    title = LimitedTextField(_("Title"), limit=100, single_line=True).formfield(
        help_text=_("Say what it does, in plain words.")
    )
    summary = LimitedTextField(_("Summary"), limit=160).formfield()
    email = forms.EmailField(label=_("E-mail address"), required=False)
    scope = forms.ChoiceField(
        label=_("Geographical scope"),
        choices=[("national", _("National")), ("regional", _("Regional")), ("local", _("Local"))],
    )
    role = forms.ChoiceField(
        label=_("Role"),
        choices=[("lead", _("Lead partner")), ("partner", _("Partner"))],
        widget=forms.RadioSelect,
    )
    topics = forms.MultipleChoiceField(
        label=_("Topics"),
        choices=list(TOPICS.items()),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )


def topic(slug):
    return SimpleNamespace(slug=slug, label=TOPICS[slug], get_absolute_url="#topic")


def practice(number, slug, *, grade):
    region = SimpleNamespace(
        label=_("Sample region"),
        country_label=_("Sample country"),
        level=2,
        portrait=SimpleNamespace(outline=OUTLINE),
    )
    return SimpleNamespace(
        title=f"Sample practice {number}",
        short_summary="A sentence or two that says what it does, for whom, and what came of it.",
        language="en",
        hub=topic(slug),
        region=region,
        evidence_grade=EvidenceGrade(grade),
        is_stale=number == 3,
        tried_in=number,
        worked_in=1,
        partly_worked_in=number > 1,
        failed_in=number > 2,
        hop_line=hop_line(["worked", "partly", "failed"][:number]),
        get_absolute_url=f"#practice-{number}",
    )


def facet(name, label, *, is_open, kind="checkbox"):
    options = [
        {"value": slug, "label": text, "count": count, "checked": slug == "green"}
        for count, (slug, text) in enumerate(TOPICS.items())
    ]
    return {"name": name, "label": label, "options": options, "open": is_open, "kind": kind}


def form_with_errors() -> SampleForm:
    return SampleForm({"wrong-title": "x" * 120, "wrong-email": "nobody"}, prefix="wrong")


def samples() -> dict:
    """The context of pages/components.html."""
    return {
        "crumbs": [(_("Home"), "/"), (_("Samples"), "/-/components/"), (_("Components"), None)],
        "outline": OUTLINE,
        "slugs": list(TOPICS),
        "topics": [topic(slug) for slug in TOPICS],
        "practices": [
            practice(number, slug, grade=2 * number - 1)
            for number, slug in enumerate(("smart", "green", "social"), start=1)
        ],
        "snippet": mark_safe("… with the words <mark>searched for</mark> in a snippet …"),
        "facets": [
            facet("sample", _("Topic"), is_open=True),
            facet("other", _("Country"), is_open=False),
        ],
        "chips": [(_("Greener"), "?"), (_("Spain"), "?"), (_("2021"), "?")],
        "page": Paginator(range(200), 10).page(7),
        "suggestions": [(_("All good practices"), "/practices/"), (_("All topics"), "/topics/")],
        "facts": [(1284, _("practices")), (241, _("regions")), (36, _("countries"))],
        "levels": ["info", "success", "warning", "error"],
        "form": SampleForm(),
        "form_with_errors": form_with_errors(),
    }
