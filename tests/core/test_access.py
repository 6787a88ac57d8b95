"""Rules that compose and the policy of a view."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse

from ponte.core.access import everyone, members, open_to, rule
from tests.factories.members import make_member


@rule
def owns(member, thing):
    return thing["owner"] == member.pk


@rule
def says_nothing(member):
    return None


@rule
def would_let_anybody_in(member):
    return True


@pytest.fixture
def member(db):
    return make_member()


def shown(request, *found, **parts):
    return HttpResponse(f"{found} {parts}")


def asked(rf, user):
    request = rf.get("/")
    request.user = user
    return request


@pytest.mark.parametrize(
    "tested",
    [members, would_let_anybody_in, ~says_nothing, members | would_let_anybody_in, ~~members],
    ids=str,
)
def test_no_rule_holds_for_a_visitor_or_a_closed_account(tested, member):
    member.is_active = False

    assert (tested.test(AnonymousUser()), tested.test(member)) == (False, False)


def test_a_rule_without_an_opinion_says_no(member):
    assert not (says_nothing & members).test(member)
    assert not (members & says_nothing).test(member)
    assert (~says_nothing & members).test(member)


def test_a_rule_is_also_called_like_a_function(member):
    assert owns(member, {"owner": member.pk})
    assert not would_let_anybody_in(AnonymousUser())


def test_a_rule_about_an_object_asks_for_it(member):
    with pytest.raises(TypeError, match="owns needs the object it is about"):
        (members & owns).test(member)


def test_everybody_sees_what_is_open_to_everyone(rf):
    view = open_to(everyone)(shown)

    response = view(asked(rf, AnonymousUser()), slug="x")

    assert response.content == b"() {'slug': 'x'}"
    assert "Cache-Control" not in response.headers
    assert (view.policy, view.login_required) == (everyone, False)


def test_pages_for_members_need_a_sign_in_and_stay_in_no_shared_cache(rf, member):
    view = open_to(members)(shown)

    response = view(asked(rf, member))

    assert view.login_required
    assert response.headers["Cache-Control"] == "private, no-cache"
    with pytest.raises(PermissionDenied):
        view(asked(rf, AnonymousUser()))


def test_a_view_gets_the_object_in_place_of_the_parts_that_name_it(rf, member):
    view = open_to(owns, about=lambda slug: {"slug": slug, "owner": member.pk})(shown)

    response = view(asked(rf, member), slug="a", section="b")

    assert response.content.decode() == (
        f"({{'slug': 'a', 'owner': {member.pk}}},) {{'section': 'b'}}"
    )


def test_whom_the_policy_excludes_reads_why(rf, member):
    view = open_to(owns, about=lambda slug: {"owner": 0}, why="Only the owner may.")(shown)

    with pytest.raises(PermissionDenied, match="Only the owner may"):
        view(asked(rf, member), slug="a")


def test_the_page_that_refuses_says_why(client, member):
    client.force_login(member, "allauth.account.auth_backends.AuthenticationBackend")

    response = client.get("/review/")

    assert response.status_code == 403
    assert "Your account has no role that opens this page." in response.content.decode()
