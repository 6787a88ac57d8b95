"""A project in the words of schema.org, for machines."""


def of(project, absolute):
    """The project as a mapping for JSON-LD; what is unknown is left out.

    `absolute` makes an address whole. Partners and regions are read prefetched.
    """
    data = {
        "@context": "https://schema.org",
        "@type": "Project",
        "@id": absolute(project.get_absolute_url()),
        "name": project.name,
        "alternateName": project.title if project.acronym else None,
        "description": project.summary,
        "url": project.website,
        "foundingDate": project.start and project.start.isoformat(),
        "dissolutionDate": project.end and project.end.isoformat(),
        "funder": project.programme and {"@type": "Organization", "name": project.programme.name},
        "member": [
            {"@type": "Organization", "name": partner.name} for partner in project.partners.all()
        ],
        "areaServed": [
            {
                "@type": "AdministrativeArea",
                "@id": absolute(region.get_absolute_url()),
                "name": region.label,
            }
            for region in project.regions.all()
        ],
    }
    return {name: value for name, value in data.items() if value}
