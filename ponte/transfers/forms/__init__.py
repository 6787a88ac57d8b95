from ponte.transfers.forms.assessing import AnswersForm, MitigationsForm
from ponte.transfers.forms.running import (
    AskForm,
    InviteForm,
    NewTransferForm,
    PlanForm,
    ReasonForm,
    ResultForm,
    TransferForm,
)

__all__ = [
    "AnswersForm",
    "AskForm",
    "InviteForm",
    "MitigationsForm",
    "NewTransferForm",
    "PlanForm",
    "ReasonForm",
    "ResultForm",
    "TransferForm",
]
