"""Writes the vocabulary into the database."""

from django.db import transaction

from ponte.topics import data

P2021, P2014 = "2021-2027", "2014-2020"


def load(model, *, using="default"):
    """Create the topics that are missing, found by their code.

    What is there stays as it is: an operator's own wording is never overwritten.
    `model` is the Topic model, or its state during a migration.
    """
    rows = topic_rows()
    topics = model.objects.using(using)
    present = {topic.code: topic for topic in topics.all()}
    with transaction.atomic(using=using):
        for position, (code, fields) in enumerate(rows.items(), start=1):
            if code in present:
                continue
            parent = present.get(fields.pop("parent", ""))
            continued_by = fields.pop("continued_by", ())
            topic = topics.create(code=code, parent=parent, **{"position": position, **fields})
            topic.maps_to.set([present[code] for code in continued_by])
            present[code] = topic


def count():
    """How many topics the vocabulary has."""
    return len(topic_rows())


def topic_rows():
    """The fields of each topic by code, parents before children.

    The hubs take the positions 1 to 6, everything else counts on.
    """
    rows = {}
    for position, hub in enumerate(data.HUBS, start=1):
        rows[hub.code] = {
            "slug": hub.slug,
            "name": hub.name,
            "description": hub.description,
            "position": position,
            "period": P2021,
        }
    for hub in data.HUBS:
        for code, name in hub.objectives.items():
            slug = code.lower().replace(".", "-")
            rows[code] = {"slug": slug, "name": name, "parent": hub.code, "period": P2021}
    for topic in data.LEGACY:
        rows[topic.code] = {
            "slug": topic.slug,
            "name": topic.name,
            "parent": topic.parent,
            "continued_by": topic.continued_by,
            "period": P2014,
        }
    return rows
