from django.db.models import Q
from django.dispatch import receiver
from django.utils.translation import gettext_lazy as _
from django_tasks_db.models import DBTaskResult

from ponte.core import retention
from ponte.core.personal import Fate, erasing, hold
from ponte.notifications.models import Notification, Preference
from ponte.notifications.tasks import deliver

hold(Notification, "recipient", Fate.ERASED, _("Your notifications"))
hold(Preference, "member", Fate.ERASED, _("Your choice of mails"))


@receiver(erasing, dispatch_uid="erase-mails")
def erase_mails(member, **_kwargs):
    """Mails to the member that wait in the queue."""
    to_member = Q(args_kwargs__args__0__member=member.pk)
    to_address = Q(args_kwargs__args__0__address=member.email)
    tasks = DBTaskResult.objects.filter(task_path=deliver.module_path)
    tasks.filter(to_member | to_address).delete()


@receiver(erasing, dispatch_uid="forget-name-in-notifications")
def forget_name(member, **_kwargs):
    """What others were told about the member says no longer who it was."""
    name = member.get_full_name()
    if not name:
        return
    telling = Notification.objects.filter(Q(text__contains=name) | Q(about_title__contains=name))
    for notification in telling.exclude(recipient=member):
        notification.text = notification.text.replace(name, "…")
        notification.about_title = notification.about_title.replace(name, "…")
        notification.save(update_fields=["text", "about_title"])


@retention.expire("notifications")
def delete_notifications(before):
    """What waits for an action stays."""
    old = Notification.objects.filter(created_at__lt=before)
    return old.exclude(needs_action=True, settled_at=None).delete()[0]


@retention.expire("mails")
def delete_mails(before):
    """What the worker gave up. The words of mails are gone by then."""
    return DBTaskResult.objects.filter(finished_at__lt=before).delete()[0]
