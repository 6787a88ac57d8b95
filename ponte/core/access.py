"""Who may open what: rules that compose, and the policy that every view declares.

    @open_to(everyone)
    @open_to(members)
    @open_to(is_author | is_web_admin, about=practice_of, why=_("Only its authors may …"))

A view without a policy needs a sign-in, and a test finds it.
"""

from collections.abc import Callable
from functools import update_wrapper, wraps
from inspect import signature
from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.cache import patch_cache_control
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from rules import Predicate, always_true

NOT_FOR_YOU = _("Your account has no role that opens this page.")


class Rule(Predicate):
    """A predicate about a member, or about a member and an object; combine with `|`, `&`, `~`.

    It never holds for a visitor or a closed account, not even turned round. Unlike a plain
    predicate of django-rules it has no "no opinion" (None), which would let a neighbour in
    an `&` decide alone, and it asks for its object: TypeError without one.
    """

    def __call__(self, *args: Any) -> bool:
        return self.test(*args)

    def _apply(self, *args: Any) -> bool:
        member, *about = args
        if not (member.is_authenticated and member.is_active):
            return False
        if self.num_args > 1 and not about:
            raise TypeError(f"{self.name} needs the object it is about.")
        return bool(super()._apply(*args))


def rule(ask: Callable[..., Any]) -> Rule:
    """Make a Rule of a function (member) or (member, object)."""
    made = Rule(ask)
    update_wrapper(made, ask)
    return made


everyone = always_true


@rule
def members(member) -> bool:
    return True


def open_to(
    policy: Predicate,
    *,
    about: Callable[..., Any] | None = None,
    why: str | Promise = NOT_FOR_YOU,
) -> Callable[[Callable], Callable]:
    """Declare whom a view is open to; the outermost decorator of a view.

    `about` finds the object which the policy is about: it gets the arguments of the address
    that it names, and the view gets what it found in their place, right after the request.
    Visitors are sent to the sign-in, members whom the policy excludes read `why` (403).
    """
    named = tuple(signature(about).parameters) if about else ()

    def decorate(view: Callable) -> Callable:
        @wraps(view)
        def guarded(request, *args, **kwargs):
            found = () if about is None else (about(**{name: kwargs.pop(name) for name in named}),)
            if not policy.test(request.user, *found):
                raise PermissionDenied(why)
            response = view(request, *found, *args, **kwargs)
            if policy is not everyone:
                # Nothing that was shown to a member stays behind for the next at this desk.
                patch_cache_control(response, private=True, no_cache=True)
            return response

        guarded.policy = policy  # type: ignore[attr-defined]
        guarded.login_required = policy is not everyone  # type: ignore[attr-defined]
        return guarded

    return decorate
