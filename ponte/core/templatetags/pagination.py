from django import template

register = template.Library()


@register.filter
def elided(page):
    """Page numbers around `page` and at both ends, with an ellipsis for what lies between."""
    return page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)
