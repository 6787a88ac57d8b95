from wagtail.permissions import register_permission_policy
from wagtail.snippets.models import register_snippet

from ponte.assessment.admin import RubricPolicy, RubricViewSet
from ponte.assessment.models import Rubric

register_permission_policy(Rubric, RubricPolicy(Rubric))
register_snippet(RubricViewSet)
