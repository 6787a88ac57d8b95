"""How long answers are kept."""

from wagtail.contrib.forms.models import FormSubmission

from ponte.core import retention


@retention.expire("answers")
def delete_answers(before) -> int:
    return FormSubmission.objects.filter(submit_time__lt=before).delete()[0]
