from django import template

from ponte.community.accounts import listed
from ponte.community.accounts.browsers import name_browser

register = template.Library()
register.filter("browser_name", name_browser)


@register.simple_tag
def listed_accounts():
    """Accounts to list on the sign-in page, with how to get their password."""
    return listed.listings()
