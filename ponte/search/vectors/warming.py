"""Gets a process ready to answer by meaning before anybody asks."""

import logging
import threading

from django.db import DatabaseError, connections

from ponte.search.encoders import EncoderUnavailable
from ponte.search.languages import language_of
from ponte.search.vectors.asked import asked
from ponte.search.vectors.space import space

logger = logging.getLogger(__name__)


def warm_up() -> None:
    """Load encoder and vectors in a thread of their own. What does not work now is tried again
    by the first who asks."""
    threading.Thread(target=_load, name="warming", daemon=True).start()


def _load() -> None:
    language_of("")
    try:
        chosen = asked().encoder()
        if chosen:
            space(chosen.name, chosen.dimensions).refresh()
    except (EncoderUnavailable, DatabaseError) as error:
        logger.warning("Search goes by words for now: %s", error)
    finally:
        connections.close_all()
