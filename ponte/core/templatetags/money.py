from babel import Locale
from babel.numbers import format_currency
from django import template
from django.utils.translation import get_language

register = template.Library()


@register.filter
def euro(amount):
    """An amount of euro as the reader's language writes it, without cents; nothing for None."""
    if amount is None:
        return ""
    locale = Locale.parse(get_language() or "en", sep="-")
    pattern = locale.currency_formats["standard"].pattern.replace(".00", "")
    return format_currency(amount, "EUR", pattern, locale=locale, currency_digits=False)
