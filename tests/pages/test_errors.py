import pytest
from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.http import HttpResponse
from django.test import Client
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from ponte import urls
from ponte.pages.views import bad_request


def fail(error):
    def view(request):
        raise error

    view.login_required = False
    return view


def read_post(request):
    return HttpResponse(request.POST.get("text", ""))


read_post.login_required = False

urlpatterns = [
    path("fails/400/", fail(SuspiciousOperation("strange"))),
    path("fails/403/", fail(PermissionDenied)),
    path("fails/500/", fail(RuntimeError("broken"))),
    path("fails/post/", csrf_exempt(read_post)),
    path("fails/csrf/", read_post),
    *urls.urlpatterns,
]
handler400 = bad_request


@pytest.fixture
def client(db, settings):
    settings.ROOT_URLCONF = "tests.pages.test_errors"
    return Client(raise_request_exception=False)


@pytest.mark.parametrize(
    ("address", "status", "heading"),
    [
        ("/fails/400/", 400, "We could not understand that request"),
        ("/fails/403/", 403, "This page is not open to you"),
        ("/nothing-here/", 404, "We cannot find this page"),
        ("/fails/500/", 500, "Something went wrong on our side"),
    ],
)
def test_error_pages_say_what_happened(client, address, status, heading):
    response = client.get(address)

    assert response.status_code == status
    assert f"<h1>{heading}</h1>" in response.content.decode()


def test_too_large_a_request_is_answered_413(client):
    response = client.post("/fails/post/", {"text": "x" * 2_600_000}, "text/plain")
    form = client.post(
        "/fails/post/", "text=" + "x" * 2_600_000, "application/x-www-form-urlencoded"
    )

    assert response.status_code == 200
    assert form.status_code == 413
    assert "<h1>That was too much at once</h1>" in form.content.decode()


def test_forged_form_is_refused_with_advice(db, settings):
    settings.ROOT_URLCONF = "tests.pages.test_errors"

    response = Client(enforce_csrf_checks=True).post("/fails/csrf/", {"text": "x"})

    assert response.status_code == 403
    assert "<h1>Please send that again</h1>" in response.content.decode()


def test_bare_error_pages_need_neither_database_nor_request(rf):
    response = bad_request(rf.get("/"), RequestDataTooBig())

    assert response.status_code == 413


def test_missing_page_offers_a_search(client):
    page = client.get("/nothing-here/").content.decode()

    assert '<form class="search" action="/practices/" role="search"' in page
