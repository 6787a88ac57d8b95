"""Who may do what with a practice. Most rules ask about a member and a practice."""

from ponte.community.models import Role
from ponte.community.rules import has_role, is_impartial, is_secretariat
from ponte.core.access import members, rule
from ponte.practices.models import Practice
from ponte.projects.rules import is_web_admin, runs_a_project
from ponte.topics.models import Topic


@rule
def is_author(member, practice) -> bool:
    return practice.author_id == member.pk


@rule
def is_co_author(member, practice) -> bool:
    return practice.pk is not None and practice.co_authors.filter(pk=member.pk).exists()


@rule
def is_web_admin_of_it(member, practice) -> bool:
    """Whether `member` runs the pages of the practice's project."""
    return practice.project is not None and is_web_admin.test(member, practice.project)


@rule
def is_of_authors_organisation(member, practice) -> bool:
    if member.organisation_id is None:
        return False
    authors = [practice.author, *practice.co_authors.all()]
    return any(each and each.organisation_id == member.organisation_id for each in authors)


@rule
def is_expert_on_topic(member, practice) -> bool:
    """Whether `member` is an expert on a hub of the practice, or on every topic."""
    hubs = {topic.hub.pk for topic in practice.current_topics}
    for grant in member.role_grants.in_force().filter(role=Role.EXPERT):
        granted = Topic.objects.filter(pk__in=grant.topics.values("pk")).select_related("parent")
        topics = {topic.hub.pk for topic in granted}
        if not topics or topics & hubs:
            return True
    return False


@rule
def is_sent(member, practice) -> bool:
    """Out of its authors' hands: a draft is nobody else's business."""
    return practice.state != practice.State.DRAFT


@rule
def edits_in_back_office(member) -> bool:
    return member.has_perm("practices.change_practice")


@rule
def has_written(member) -> bool:
    own = Practice.objects.filter(author=member) | Practice.objects.filter(co_authors=member)
    return own.exists()


writes_it = is_author | is_co_author
is_expert_on_it = is_expert_on_topic & ~writes_it & ~is_of_authors_organisation
is_platform_staff = has_role(Role.SECRETARIAT, Role.ADMINISTRATOR)
sees_its_way = writes_it | is_sent & (is_web_admin_of_it | is_expert_on_it | is_platform_staff)

may_submit = members & ~is_impartial
may_run_practices = may_submit | has_written | runs_a_project
# Nobody approves what they wrote: another web admin or the lead partner does.
may_check_for_project = is_web_admin_of_it & ~writes_it
may_judge = is_expert_on_it
may_archive = is_web_admin_of_it | is_secretariat


def may_read(user, practice) -> bool:
    """Whether `user`, a visitor perhaps, may read `practice`.

    One that is public nowhere is there for those on its way and its editors only.
    """
    return practice.is_open or (edits_in_back_office | sees_its_way).test(user, practice)
