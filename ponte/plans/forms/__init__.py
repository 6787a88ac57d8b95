from ponte.plans.forms.drafting import (
    CommentForm,
    InviteForm,
    NewPlanForm,
    PlanFileForm,
    ReasonForm,
    SectionForm,
    SignForm,
    SuggestForm,
    TitleForm,
)
from ponte.plans.forms.monitoring import CorrectForm, ReportForm, ReturnForm

__all__ = [
    "CommentForm",
    "CorrectForm",
    "InviteForm",
    "NewPlanForm",
    "PlanFileForm",
    "ReasonForm",
    "ReportForm",
    "ReturnForm",
    "SectionForm",
    "SignForm",
    "SuggestForm",
    "TitleForm",
]
