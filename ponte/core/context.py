"""What every template may use."""

from django.conf import settings


def site(request):
    """The installation's name, address and programme slot."""
    return {
        "site_name": settings.SITE_NAME,
        "site_url": settings.SITE_URL,
        "programme_name": settings.PROGRAMME_NAME,
        "programme_logo": settings.PROGRAMME_LOGO,
        "programme_statement": settings.PROGRAMME_STATEMENT,
        "source_code_url": settings.SOURCE_CODE_URL,
        "languages": settings.LANGUAGES,
    }
