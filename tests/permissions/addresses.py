"""Every address of the site, with an example of each."""

import re
from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.urls.resolvers import RoutePattern


@dataclass(frozen=True)
class Address:
    """One pattern of the URL configuration. `parameters` are the names of its variable parts."""

    route: str
    name: str
    parameters: tuple[str, ...]
    view: object

    @property
    def part(self):
        """What it belongs to: an app's name, or the first part of a library's path."""
        app, colon, _view = self.name.partition(":")
        path = self.route.partition("/")[0]
        return path if path in ("account", "admin") else app if colon else "site"


def addresses(resolver=None, route="", namespaces=(), parameters=()):
    """Every address below `resolver`, in the order in which they are tried."""
    for pattern in (resolver or get_resolver()).url_patterns:
        here = route + str(pattern.pattern).removeprefix("^").removesuffix("$")
        named = (*parameters, *variable_parts(pattern.pattern))
        if isinstance(pattern, URLResolver):
            inner = (*namespaces, pattern.namespace) if pattern.namespace else namespaces
            yield from addresses(pattern, here, inner, named)
        elif isinstance(pattern, URLPattern):
            name = ":".join([*namespaces, pattern.name]) if pattern.name else ""
            yield Address(readable(here), name, named, pattern.callback)


def variable_parts(pattern):
    if isinstance(pattern, RoutePattern):
        return tuple(pattern.converters)
    return tuple(re.compile(str(pattern)).groupindex) or ("args",) * re.compile(str(pattern)).groups


def readable(route):
    """The route without the grammar of regular expressions: practices/export.<file_format>."""
    short = re.sub(r"<\w+:(\w+)>", r"<\1>", route)
    return re.sub(r"\(\?P(<\w+>)[^()]*(\([^()]*\))?[^()]*\)", r"\1", short).replace("\\.", ".")


def path_of(address, world):
    """An address that exists in `world`. Raises LookupError where the world has no example."""
    examples = {part: world.example(address.name, part) for part in address.parameters}
    if not address.name:
        return "/" + re.sub(r"<(\w+)>", lambda part: examples[part[1]], address.route)
    if "args" in examples:
        return reverse(address.name, args=examples.values())
    return reverse(address.name, kwargs=examples)
