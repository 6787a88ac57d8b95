"""The fit on the pages of practices and regions."""

from django import template

from ponte.matching import comparing, finding, rules, words
from ponte.matching.asking import Asked
from ponte.matching.forms import AskForm
from ponte.matching.spread import spread_of
from ponte.matching.views.remembering import remembered
from ponte.regions import likeness
from ponte.regions.map import VIEW_BOX
from ponte.regions.monitor.geometry import shape_of

BEST = 3

register = template.Library()


@register.filter
def part_name(part):
    """`{{ each.name|part_name }}`: the name of a part of the fit."""
    return words.NAMES[part]


@register.filter
def of(counts, key):
    """`{{ waiting|of:practice.pk }}`: how many there are of one."""
    return counts[key]


@register.inclusion_tag("fit/_would.html", takes_context=True)
def would_it_work(context, practice):
    """Would it work in my region? With the answer where the reader's region is known."""
    request = context["request"]
    region = remembered(request)
    found = {
        "practice": practice,
        "region": region,
        "form": AskForm(request.GET, remembered=region),
        "spread": spread_of(practice),
        "view_box": VIEW_BOX,
        "request": request,
    }
    if region is not None and found["spread"] is not None:
        counted, told = finding.chosen(Asked(region), [practice])
        found |= {
            "told": next(iter(told), None),
            "note": comparing.note(counted, told[0]) if told else "",
            "here": shape_of(region.code),
        }
    return found


@register.inclusion_tag("fit/_fits.html", takes_context=True)
def fits_here(context, region):
    """What fits `region` and was not tried there yet, and what it declares.

    For a NUTS 3 region, of the NUTS 2 region it lies in; nothing for a larger one.
    """
    compared, member = likeness.nuts2(region), context["request"].user
    if compared is None:
        return {}
    found = finding.find(Asked(compared), per_page=BEST)
    declaration = found.counted.declaration
    return {
        "region": compared,
        "told": found.explained,
        "declaration": declaration,
        "priorities": list(declaration.priorities.all()) if declaration else [],
        "by": declared_by(declaration, member),
        "may_declare": rules.may_declare.test(member, compared),
    }


def declared_by(declaration, member):
    """The body that declared it, and for members the person."""
    person = declaration and declaration.declared_by
    if not person:
        return ""
    body = str(person.organisation or "")
    return ", ".join(filter(None, (person.name if member.is_authenticated else "", body)))
