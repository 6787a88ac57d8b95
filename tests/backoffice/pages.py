"""Reading the pages of the back office and filling in their forms."""

from html.parser import HTMLParser

from django.urls import reverse


def address(model, page, *args):
    """Of a page of the list, form or history of `model`."""
    name = f"wagtailsnippets_{model._meta.app_label}_{model._meta.model_name}:{page}"
    return reverse(name, args=args)


def listed(response):
    """The records on a list, in its order."""
    return list(response.context["page_obj"])


def messages(response):
    return [str(message).strip() for message in response.context["messages"]]


class Fields(HTMLParser):
    """Collects what a browser would send for the controls of a page."""

    def __init__(self):
        super().__init__()
        self.data = {}
        self.open = ""
        self.select = ""

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        name = attrs.get("name")
        if tag == "input" and name and attrs.get("type") not in {"submit", "file"}:
            if attrs.get("type") not in {"checkbox", "radio"} or "checked" in attrs:
                self.add(name, attrs.get("value") or "")
        elif tag == "textarea" and name:
            self.open = name
            self.data[name] = ""
        elif tag == "select":
            self.select = name
        elif tag == "option" and self.select and "selected" in attrs:
            self.add(self.select, attrs["value"])

    def add(self, name, value):
        former = self.data.get(name)
        if former is None:
            self.data[name] = value
        else:
            self.data[name] = [*(former if isinstance(former, list) else [former]), value]

    def handle_data(self, data):
        if self.open:
            self.data[self.open] += data

    def handle_endtag(self, tag):
        if tag == "textarea":
            self.data[self.open] = self.data[self.open].removeprefix("\n")
            self.open = ""
        elif tag == "select":
            self.select = ""


def filled_in(response, **changes):
    """What the form of a page would send after these `changes`."""
    html = response.content.decode()
    fields = Fields()
    fields.feed(html[html.index("data-edit-form") if "data-edit-form" in html else 0 :])
    return {**fields.data, **changes}
