from io import StringIO

from django.core.management import call_command


def run(*options):
    """Run `ponte demo` and return what it said."""
    out = StringIO()
    call_command("demo", *options, stdout=out)
    return out.getvalue()
