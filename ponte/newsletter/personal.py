from django.dispatch import receiver
from django.utils.translation import gettext_lazy as _

from ponte.core.personal import Fate, Holding, erasing, holdings
from ponte.newsletter import actions
from ponte.newsletter.addresses import tidy
from ponte.newsletter.models import Subscriber


class ByAddress(Holding):
    """Records that know a member by the e-mail address alone."""

    def of(self, member):
        return self.model._base_manager.filter(**{self.field: tidy(member.email)})

    def erase(self, member):
        """Nothing: `erase_subscriber` does it while the address is known."""


holdings.append(
    ByAddress(
        model=Subscriber, field="email", fate=Fate.ERASED, label=_("Your newsletter subscription")
    )
)


@receiver(erasing, dispatch_uid="erase-subscriber")
def erase_subscriber(member, **_kwargs):
    for subscriber in Subscriber.objects.filter(email=tidy(member.email)):
        actions.leave(subscriber=subscriber)
