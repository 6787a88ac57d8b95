from ponte.core.permissions import is_in_use
from ponte.regions.models import Region
from ponte.topics.models import Topic
from tests.factories.practices import make_practice
from tests.factories.projects import make_partner, make_project


def test_a_record_is_in_use_by_what_refers_to_it(db):
    region = Region.objects.get(code="MT001")
    before = is_in_use(region)

    make_practice(institution_region=region)

    assert (before, is_in_use(region)) == (False, True)


def test_its_own_outline_does_not_count(db):
    region = Region.objects.get(code="MT001")
    region.portrait = region
    region.save()

    assert not is_in_use(region)


def test_many_to_many_relations_count(db):
    topic = Topic.objects.get(code="RSO3.1")
    before = is_in_use(topic)

    make_practice(topics=[topic])

    assert (before, is_in_use(topic)) == (False, True)


def test_parts_go_with_the_whole(db):
    project = make_project()
    make_partner(project)

    assert is_in_use(project)
    assert not is_in_use(project, parts=("partners",))
