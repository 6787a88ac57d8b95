from django.utils.translation import gettext_lazy as _

from ponte.core.personal import Fate, hold
from ponte.following.models import Follow

hold(Follow, "member", Fate.ERASED, _("What you follow"))
hold(Follow, "person", Fate.ERASED, _("Who follows you"), secret=("member",))
