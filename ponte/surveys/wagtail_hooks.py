from wagtail import hooks
from wagtail.models import Page
from wagtail.permissions import policy_registry


@hooks.register("filter_form_submissions_for_user")
def readers_of_answers(user, surveys):
    """Who writes pages reads no answers: they are for those who publish."""
    policy = policy_registry.get_by_type(Page)
    published = policy.instances_user_has_permission_for(user, "publish")
    return surveys.filter(pk__in=published.values("pk"))
