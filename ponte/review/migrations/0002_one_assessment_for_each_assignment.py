from django.db import migrations


def give_each_its_own(apps, schema_editor):
    """Assignments of one expert in several reviews of a practice shared their assessment."""
    Assignment = apps.get_model("review", "Assignment")
    seen = set()
    rows = Assignment.objects.filter(assessment__isnull=False).order_by("pk")
    for assignment in rows.select_related("assessment"):
        assessment = assignment.assessment
        if assessment.pk in seen:
            scores = list(assessment.scores.all())
            assessment.pk = None
            assessment.save()
            for score in scores:
                score.pk = None
                score.assessment = assessment
                score.save()
            assignment.assessment = assessment
            assignment.save()
        seen.add(assessment.pk)


class Migration(migrations.Migration):

    dependencies = [
        ("assessment", "0003_comments_may_be_hidden"),
        ("review", "0001_initial"),
    ]

    operations = [migrations.RunPython(give_each_its_own, migrations.RunPython.noop)]
