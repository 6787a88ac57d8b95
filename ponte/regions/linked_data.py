"""A region in the words of schema.org, for machines."""

from django.urls import reverse
from django.utils.translation import gettext as _

from ponte.regions.codes import iso_code


def of(region, absolute, *, has_figures=False):
    """The region as a mapping for JSON-LD; `absolute` makes an address whole."""
    data = {
        "@context": "https://schema.org",
        "@type": "Country" if region.level == 0 else "AdministrativeArea",
        "@id": absolute(region.get_absolute_url()),
        "name": region.label if region.level == 0 else region.name,
        "identifier": {
            "@type": "PropertyValue",
            "propertyID": f"NUTS {region.nuts_version}",
            "value": region.code,
        },
    }
    if region.name_latin:
        data["alternateName"] = region.name_latin
    if region.level == 0:
        data["alternateName"] = iso_code(region.code)
    for parent in region.ancestors[:1]:
        data["containedInPlace"] = {
            "@type": "Country" if parent.level == 0 else "AdministrativeArea",
            "@id": absolute(parent.get_absolute_url()),
            "name": parent.label,
        }
    if has_figures:
        data["subjectOf"] = {
            "@type": "Dataset",
            "name": _("All figures about %(name)s") % {"name": region.label},
            "url": absolute(reverse("regions:figures", args=[region.code])),
            "distribution": {
                "@type": "DataDownload",
                "encodingFormat": "text/csv",
                "contentUrl": absolute(reverse("regions:figures_csv", args=[region.code])),
            },
        }
    return data
