"""What is kept about a member by the community and by the libraries below it."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from django.dispatch import receiver
from django.utils.translation import gettext_lazy as _
from wagtail.admin.models import EditingSession, FormState
from wagtail.documents.models import Document
from wagtail.images.models import Image
from wagtail.models import (
    APIToken,
    Comment,
    CommentReply,
    ModelLogEntry,
    Page,
    PageLogEntry,
    PageSubscription,
    Revision,
    TaskState,
    UploadedFile,
    WorkflowState,
)
from wagtail.users.models import UserProfile

from ponte.community.models import (
    Block,
    ContactMessage,
    Member,
    Organisation,
    Report,
    RoleGrant,
)
from ponte.community.privacy import unused
from ponte.core import retention
from ponte.core.personal import Fate, erasing, hold

SITE = _("The pages and files of the site go on without their maker's name.")
PROOF = _("It must remain possible to check that the rules were followed.")

hold(EmailAddress, "user", Fate.ERASED, _("Your e-mail addresses"))
hold(UserSession, "user", Fate.ERASED, _("Where you are signed in"), secret=("session_key", "data"))
hold(Authenticator, "user", Fate.ERASED, _("Your second factors"), secret=("data",))
hold(SocialAccount, "user", Fate.ERASED, _("Your sign-in by another site"))

hold(ContactMessage, "sender", Fate.ERASED, _("Messages you wrote"))
hold(ContactMessage, "recipient", Fate.ERASED, _("Messages you got"))
hold(Block, "blocker", Fate.ERASED, _("Members you blocked"))
# Whoever blocks is promised that the other is not told.
hold(Block, "blocked", Fate.ERASED, _("Blocks against you"), only=Q(pk=None))
hold(Report, "reporter", Fate.KEPT, _("What you reported"), why=PROOF, secret=("settled_by",))
hold(Report, "settled_by", Fate.KEPT, _("Reports you settled"), why=PROOF, secret=("reporter",))
hold(
    Organisation,
    "added_by",
    Fate.KEPT,
    _("Organisations you added"),
    why=_("They are bodies, not persons, and others work for them."),
)
hold(RoleGrant, "member", Fate.KEPT, _("Your roles"), why=PROOF)
hold(RoleGrant, "granted_by", Fate.KEPT, _("Roles you gave to others"), why=PROOF)

hold(UserProfile, "user", Fate.ERASED, _("Your settings in the back office"))
hold(EditingSession, "user", Fate.ERASED, _("Forms you have open in the back office"))
hold(FormState, "user", Fate.ERASED, _("Forms you keep in the back office"))
hold(APIToken, "user", Fate.ERASED, _("Your keys for programs"), secret=("key_hash",))
hold(PageSubscription, "user", Fate.ERASED, _("Pages you follow"))
hold(UploadedFile, "uploaded_by_user", Fate.ERASED, _("Files on their way"))
hold(Comment, "user", Fate.ERASED, _("Comments in the back office"))
hold(CommentReply, "user", Fate.ERASED, _("Answers to comments in the back office"))
hold(Comment, "resolved_by", Fate.KEPT, _("Comments you resolved"), why=SITE)
hold(Page, "owner", Fate.KEPT, _("Pages you made"), why=SITE)
hold(Page, "locked_by", Fate.KEPT, _("Pages you locked"), why=SITE)
hold(Document, "uploaded_by_user", Fate.KEPT, _("Documents you added"), why=SITE)
hold(Image, "uploaded_by_user", Fate.KEPT, _("Images you added"), why=SITE)
hold(
    Revision, "user", Fate.KEPT, _("Versions you saved"), why=SITE, secret=("content", "object_str")
)
hold(WorkflowState, "requested_by", Fate.KEPT, _("Workflows you started"), why=SITE)
hold(TaskState, "finished_by", Fate.KEPT, _("Workflows you finished"), why=SITE)
hold(PageLogEntry, "user", Fate.KEPT, _("What you did with pages"), why=PROOF)
hold(ModelLogEntry, "user", Fate.KEPT, _("What you did in the back office"), why=PROOF)


@receiver(erasing, dispatch_uid="forget-what-others-hold")
def forget_what_others_hold(member, **_kwargs):
    """Names that stand in records of others, and blocks that others made."""
    kind = ContentType.objects.get_for_model(Member)
    ModelLogEntry.objects.filter(content_type=kind, object_id=str(member.pk)).update(
        label=f"#{member.pk}", data={}
    )
    Report.objects.filter(kind=Member._meta.label_lower, object_id=member.pk).update(
        label=f"#{member.pk}", url=""
    )
    Block.objects.filter(blocked=member).delete()


@retention.expire("messages")
def delete_messages(before):
    return ContactMessage.objects.filter(sent_at__lt=before).delete()[0]


@retention.expire("reports")
def delete_reports(before):
    return Report.objects.filter(settled_at__lt=before).delete()[0]


@retention.expire("unconfirmed")
def delete_unconfirmed(before):
    """Accounts whose address nobody ever confirmed, and which nobody used."""
    confirmed = EmailAddress.objects.filter(verified=True).values("user")
    unused = Member.objects.filter(last_login=None, date_joined__lt=before, erased_at=None)
    waiting = unused.filter(pk__in=EmailAddress.objects.values("user")).exclude(pk__in=confirmed)
    return sum(member.delete()[1][Member._meta.label] for member in waiting)


retention.expire("unused")(unused.close)
