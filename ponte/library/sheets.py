"""The policy solution on paper: PDF/UA-1, kept until it is published anew."""

from base64 import b64encode

from django.core.cache import cache
from django.utils.translation import get_language

from ponte.library import citation
from ponte.library.models import PolicySolution
from ponte.practices.sheet import COLOURS, KEPT_FOR, PICTURE, on_paper


def pdf(solution: PolicySolution) -> bytes:
    """The sheet in the reader's language. Raises SheetUnavailable."""
    key = f"solution:{solution.pk}:{solution.last_published_at}:{get_language()}".replace(" ", "-")
    content = cache.get(key)
    if content is None:
        content = drawn(solution)
        cache.set(key, content, KEPT_FOR)
    return content


def drawn(solution: PolicySolution) -> bytes:
    hub = solution.hub
    ink, tint = COLOURS.get(hub and hub.slug, COLOURS[None])
    return on_paper(
        "library/sheet.html",
        {
            "page": solution,
            "blocks": [(block, picture(block)) for block in solution.body],
            "address": citation.address(solution),
            "sentence": citation.as_sentence(solution),
            "ink": ink,
            "tint": tint,
        },
    )


def picture(block) -> str:
    """The picture of a block as an address that holds all of it; empty without one."""
    if block.block_type != "picture" or not block.value["image"]:
        return ""
    with block.value["image"].get_rendition(PICTURE).file.open() as file:
        return f"data:image/jpeg;base64,{b64encode(file.read()).decode()}"
