from django.db.models import Q
from django.dispatch import receiver
from django.utils.translation import gettext_lazy as _

from ponte.core.personal import Fate, erasing, hold
from ponte.practices.judging.models import Adoption, EvidenceEntry, Question
from ponte.practices.models import Practice

FOR_OTHERS = _("It helps others to decide, and the practice's story would be wrong without it.")
PROOF = _("It must remain possible to check that the rules were followed.")
WAITING = Q(state=Practice.State.DRAFT)

hold(Practice, "author", Fate.ERASED, _("Drafts that only you write"), only=WAITING)
hold(
    Practice,
    "author",
    Fate.KEPT,
    _("Good practices you submitted"),
    why=_("They are knowledge of public bodies, which others use and cite."),
    only=~WAITING,
)
hold(
    Practice,
    "co_authors",
    Fate.KEPT,
    _("Good practices you wrote with others"),
    why=_("They belong to their authors."),
)
hold(
    Practice,
    "expert",
    Fate.KEPT,
    _("Your opinions as an expert"),
    why=_("The opinion is the reason why a practice was validated."),
)
hold(Practice, "opinion_hidden_by", Fate.KEPT, _("Opinions you hid"), why=PROOF)

hold(EvidenceEntry, "added_by", Fate.KEPT, _("Results you added"), why=FOR_OTHERS)
hold(Adoption, "reporter", Fate.KEPT, _("What you reported from your region"), why=FOR_OTHERS)
hold(Adoption, "answered_by", Fate.KEPT, _("Reports you answered"), why=FOR_OTHERS)
hold(Adoption, "hidden_by", Fate.KEPT, _("Reports you hid"), why=PROOF)
hold(Question, "asker", Fate.ERASED, _("Questions without an answer"), only=Q(answered_at=None))
hold(
    Question,
    "asker",
    Fate.KEPT,
    _("Questions you asked"),
    why=FOR_OTHERS,
    only=Q(answered_at__isnull=False),
)
hold(Question, "answered_by", Fate.KEPT, _("Questions you answered"), why=FOR_OTHERS)
hold(Question, "hidden_by", Fate.KEPT, _("Questions you hid"), why=PROOF)


@receiver(erasing, dispatch_uid="leave-practices")
def leave_practices(member, **_kwargs):
    """What others write on stays with them: a draft goes to a co-author."""
    for practice in Practice.objects.filter(co_authors=member):
        practice.co_authors.remove(member)
    for draft in Practice.objects.filter(WAITING, author=member):
        heir = draft.co_authors.filter(is_active=True).first()
        if heir is not None:
            draft.author = heir
            draft.save()
            draft.co_authors.remove(heir)
