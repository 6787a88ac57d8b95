"""How a policy instrument becomes a search document."""

from django.utils.translation import gettext_lazy as _

from ponte.community.search import places, region_names
from ponte.instruments.models import PolicyInstrument
from ponte.search.documents import SearchDocument
from ponte.search.registry import Kind, register


def searchable():
    return PolicyInstrument.objects.select_related("territory", "responsible_authority")


def document(instrument: PolicyInstrument) -> SearchDocument:
    authority = instrument.responsible_authority
    other_name = instrument.name_original != instrument.name_en
    return SearchDocument(
        kind="instrument",
        object_id=instrument.pk,
        lang="en",
        title=instrument.name_en,
        url=instrument.get_absolute_url(),
        summary=instrument.name_original if other_name else "",
        keywords=tuple(
            filter(
                None,
                (
                    instrument.cci,
                    authority.name_en,
                    authority.name_original,
                    *region_names(instrument.territory),
                ),
            )
        ),
        body="\n".join(
            filter(
                None,
                (
                    instrument.priority,
                    instrument.baseline_weakness,
                    instrument.expected_improvement,
                ),
            )
        ),
        facets={
            "instrument_type": (instrument.type,),
            "period": (instrument.period,) if instrument.period else (),
            **places(instrument.territory),
        },
    )


register(
    Kind(
        name="instrument",
        label=_("Policy instruments"),
        model=PolicyInstrument,
        queryset=searchable,
        document=document,
        facets=("instrument_type", "period", "country", "region"),
    )
)
