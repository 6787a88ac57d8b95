import pytest
from wagtail.models import Revision

from ponte.community.models import Member
from ponte.demo import actions
from ponte.demo.models import Load
from ponte.practices.models import Practice
from ponte.projects.models import Project
from tests.factories.practices import make_practice

pytestmark = pytest.mark.usefixtures("demonstration")


def everything():
    return [
        list(model.objects.order_by("pk").values())
        for model in (Practice, Project, Practice.topics.through, Project.regions.through)
    ]


def test_a_load_brings_everything(loaded):
    assert loaded.practices == 27
    assert loaded.projects == 1
    assert Practice.objects.published().count() == 22
    assert Project.objects.get().practices.count() == 9
    assert Project.objects.get().partners.count() == 9
    assert Project.objects.get().regions.count() == 7


def test_practices_are_located_by_code(loaded):
    practice = Practice.objects.get(external_id="south-savo-food-cluster")

    assert practice.region.name == "Etelä-Savo"
    assert practice.slug == "south-savo-food-cluster"
    assert [topic.code for topic in practice.topics.order_by("code")] == ["RSO1.1", "RSO1.3"]


def test_what_is_not_known_stays_empty(loaded):
    practice = Practice.objects.get(external_id="xtela-project")

    assert practice.region is None
    assert practice.start_year is None
    assert practice.evidence_of_success == ""
    assert practice.public_intervention is None


def test_loading_again_changes_nothing(loaded):
    before = everything()

    again = actions.load_demonstration()

    assert again.changed == 0
    assert again.password_file is None
    assert everything() == before
    assert Load.objects.count() == 1


def test_loading_again_mends_what_was_edited(loaded):
    practice = Practice.objects.get(external_id="helpempresa-service")
    Practice.objects.filter(pk=practice.pk).update(city="Elsewhere")
    practice.topics.clear()

    again = actions.load_demonstration()

    practice.refresh_from_db()
    assert again.changed == 1
    assert practice.topics.count() == 1


def test_removal_leaves_nothing(loaded, django_capture_on_commit_callbacks):
    Practice.objects.first().save_revision()

    with django_capture_on_commit_callbacks(execute=True):
        removed = actions.remove_demonstration()

    assert (removed.practices, removed.projects, removed.accounts) == (27, 1, 14)
    assert removed.kept == {}
    assert Practice.objects.count() == 0
    assert Project.objects.count() == 0
    assert Revision.objects.count() == 0
    assert Member.objects.filter(is_active=True).count() == 0
    assert Member.objects.filter(email__endswith="@demo.example").count() == 0
    assert Load.objects.get().removed_at is not None
    assert not loaded.password_file.exists()


def test_removal_keeps_what_people_made_and_the_project_it_needs(loaded):
    smarty = Project.objects.get()
    own = make_practice(title="Our own", project=smarty)

    removed = actions.remove_demonstration()

    own.refresh_from_db()
    assert removed.kept == {smarty: 1}
    assert own.project == smarty
    assert list(Practice.objects.all()) == [own]
