from django.contrib.auth import get_user_model

from tests.backoffice.pages import filled_in

PASSWORD = "seven green bridges"


def new_member(office, **changes):
    page = office.get("/admin/users/new/")
    data = {
        "email": "grace@people.example",
        "first_name": "Grace",
        "last_name": "Hopper",
        "password1": PASSWORD,
        "password2": PASSWORD,
        **changes,
    }
    return office.post("/admin/users/new/", filled_in(page, **data))


def member(email="grace@people.example"):
    return get_user_model().objects.get(email=email)


def test_a_member_is_made_and_signs_in_by_e_mail(office, client):
    new_member(office, is_superuser="on")
    client.logout()

    entered = client.login(username="GRACE@people.example", password=PASSWORD)

    assert entered
    assert str(member()) == "Grace Hopper"


def test_an_address_that_somebody_has_is_refused_in_any_letters(office):
    new_member(office)

    response = new_member(office, email="Grace@People.example")

    assert get_user_model().objects.filter(last_name="Hopper").count() == 1
    assert response.context["form"].errors["__all__"] == ["Somebody has this e-mail address."]


def test_a_member_is_edited_and_keeps_the_password(office, client):
    new_member(office)
    url = f"/admin/users/edit/{member().pk}/"

    office.post(url, filled_in(office.get(url), last_name="Murray"))

    assert str(member()) == "Grace Murray"
    assert member().check_password(PASSWORD)


def test_members_are_found_by_name_and_address(office, admin):
    new_member(office)

    assert list(office.get("/admin/users/", {"q": "hopp"}).context["users"]) == [member()]
    assert list(office.get("/admin/users/", {"q": "office.ex"}).context["users"]) == [admin]


def test_the_list_costs_the_same_for_one_and_three(office, django_assert_num_queries):
    office.get("/admin/users/")
    with django_assert_num_queries(10):
        office.get("/admin/users/")

    new_member(office)
    new_member(office, email="ada@people.example")

    with django_assert_num_queries(10):
        assert len(office.get("/admin/users/").context["users"]) == 3


def test_the_chooser_finds_members(office):
    new_member(office)

    response = office.get("/admin/choose-member/results/", {"q": "grace hopper"})

    assert list(response.context["results"]) == [member()]
