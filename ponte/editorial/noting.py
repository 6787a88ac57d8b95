"""Publishing and withdrawing a page does not always save it as what it is: note both."""

from wagtail.signals import page_published, page_unpublished

from ponte import search


def note(instance, **_signal):
    search.index([instance])


def follow(model) -> None:
    """Note in the search every page of `model` that appears or disappears."""
    page_published.connect(note, sender=model, dispatch_uid=f"published-{model.__name__}")
    page_unpublished.connect(note, sender=model, dispatch_uid=f"unpublished-{model.__name__}")
