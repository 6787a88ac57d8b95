import pytest
from django.contrib.auth import authenticate, get_user_model
from django.db import IntegrityError

PASSWORD = "seven green bridges"


def make_member(email="grace@people.example", **fields):
    return get_user_model().objects.create_user(email, PASSWORD, **fields)


def test_a_member_signs_in_by_e_mail_in_any_letters(db):
    member = make_member()

    assert authenticate(username="Grace@People.example", password=PASSWORD) == member
    assert authenticate(username="grace@people.example", password="wrong") is None


def test_two_members_do_not_share_an_address(db):
    make_member()

    with pytest.raises(IntegrityError):
        make_member("GRACE@people.example")


def test_a_member_needs_an_address(db):
    with pytest.raises(ValueError, match="needs an e-mail address"):
        make_member("")


def test_a_member_is_called_by_name_and_never_by_address(db):
    assert str(make_member()) == "A member without a name"
    assert str(make_member("ada@people.example", first_name="Ada", last_name="L")) == "Ada L"


def test_a_superuser_may_do_everything(db):
    member = get_user_model().objects.create_superuser("root@people.example", PASSWORD)

    assert (member.is_staff, member.is_superuser) == (True, True)
