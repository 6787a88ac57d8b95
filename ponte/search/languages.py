"""The languages in which the words of a query are read."""

from functools import cache

from py3langid.langid import MODEL_FILE, LanguageIdentifier

from ponte.search.stopwords import STOPWORDS

# Two or three words are rarely of one language beyond doubt; below this nothing is assumed.
CERTAIN = 0.9


def reading(text: str, lang: str) -> tuple[str, ...]:
    """The reader's language `lang`, that of `text` if it shows, and English."""
    return tuple(dict.fromkeys(filter(None, [lang, language_of(text), "en"])))


def language_of(text: str) -> str:
    """The official language of the EU that `text` is in; empty when that is not certain."""
    found, certainty = _identifier().classify(text)
    return found if certainty >= CERTAIN else ""


@cache
def _identifier() -> LanguageIdentifier:
    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(sorted(STOPWORDS))
    return identifier
