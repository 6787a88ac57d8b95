"""Who may do what with a good practice."""

from ponte.community.models import Role
from ponte.community.rules import is_expert, is_impartial, is_secretariat
from ponte.core.access import members, rule
from ponte.projects.rules import is_web_admin


@rule
def is_author(member, practice):
    return practice.author_id == member.pk


@rule
def is_co_author(member, practice):
    return practice.co_authors.filter(pk=member.pk).exists()


writes_it = is_author | is_co_author


@rule
def works_with_a_writer(member, practice):
    """Of the organisation of the author or of a co-author."""
    if member.organisation_id is None:
        return False
    author = practice.author
    return (author is not None and author.organisation_id == member.organisation_id) or (
        practice.co_authors.filter(organisation=member.organisation_id).exists()
    )


@rule
def is_web_admin_of_it(member, practice):
    return practice.project is not None and is_web_admin.test(member, practice.project)


@rule
def is_expert_on_it(member, practice):
    """An expert of one of its topics; a role without topics is for all of them."""
    hubs = {topic.hub.pk for topic in practice.current_topics}
    grants = member.role_grants.in_force().filter(role=Role.EXPERT)
    for grant in grants.prefetch_related("topics__parent"):
        topics = grant.topics.all()
        if not topics or any(topic.hub.pk in hubs for topic in topics):
            return True
    return False


@rule
def is_published(member, practice):
    return practice.is_public


may_submit = members & ~is_impartial
may_edit = writes_it
may_check_for_project = is_web_admin_of_it & ~writes_it
may_judge = is_expert & is_expert_on_it & ~writes_it & ~works_with_a_writer
may_archive = is_web_admin_of_it | is_secretariat
may_count_for_indicator = is_secretariat
may_see_opinions = members
# Who has a hand in it reads it before everybody does.
may_read = is_published | writes_it | is_web_admin_of_it | is_expert_on_it | is_secretariat
