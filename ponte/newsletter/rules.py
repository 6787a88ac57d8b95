from ponte.community.models import Role
from ponte.community.rules import has_role

may_edit_newsletter = has_role(Role.SECRETARIAT, Role.ADMINISTRATOR)
