"""How the history tells what was declared and stated."""

from django.utils.translation import gettext_lazy as _

from ponte.activity import kind_of, wording
from ponte.matching.models import Declaration, Requirements


def label_of(model):
    return lambda name: model._meta.get_field(name).verbose_name


for model, verb, text in (
    (Declaration, "declare", _("Declared it for the region")),
    (Requirements, "state-requirements", _("Said what it requires")),
):
    wording.register(
        kind_of(model), wording.Wording(verbs={verb: text}, field_label=label_of(model))
    )
