"""How a project's money is planned. All amounts are in euro."""

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.db.models.signals import pre_delete
from django.dispatch import receiver
from django.utils.translation import gettext_lazy as _

from ponte.projects.models.partners import ProjectPartner
from ponte.projects.models.projects import Project


class BudgetLine(models.Model):
    """What a partner plans to spend in one cost category."""

    class Category(models.TextChoices):
        STAFF = "staff", _("staff")
        OFFICE = "office", _("office and administration")
        TRAVEL = "travel", _("travel and accommodation")
        EXPERTISE = "expertise", _("external expertise and services")
        EQUIPMENT = "equipment", _("equipment")
        INFRASTRUCTURE = "infrastructure", _("infrastructure and works")
        OTHER = "other", _("other costs")
        LUMP_SUM = "lump_sum", _("lump sum")
        UNIT_COST = "unit_cost", _("unit costs")

    partner = models.ForeignKey(ProjectPartner, models.CASCADE, related_name="budget_lines")
    category = models.CharField(_("cost category"), max_length=14, choices=Category)
    amount = models.DecimalField(_("amount"), max_digits=17, decimal_places=2)

    class Meta:
        verbose_name = _("budget line")
        verbose_name_plural = _("budget lines")
        ordering = ["partner", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["partner", "category"], name="budget_line_once"),
            models.CheckConstraint(condition=Q(amount__gte=0), name="budget_line_not_negative"),
            models.CheckConstraint(
                condition=Q(
                    category__in=[
                        "staff",
                        "office",
                        "travel",
                        "expertise",
                        "equipment",
                        "infrastructure",
                        "other",
                        "lump_sum",
                        "unit_cost",
                    ]
                ),
                name="budget_line_category_known",
            ),
        ]

    def __str__(self):
        return f"{self.get_category_display()}: {self.amount}"


class SpendingStep(models.Model):
    """What a project plans to spend in one semester. All steps are no more than its budget."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="spending_plan")
    semester = models.PositiveSmallIntegerField(_("semester"), validators=[MinValueValidator(1)])
    amount = models.DecimalField(_("amount"), max_digits=17, decimal_places=2)

    class Meta:
        verbose_name = _("step of the spending plan")
        verbose_name_plural = _("spending plan")
        ordering = ["project", "semester"]
        constraints = [
            models.UniqueConstraint(fields=["project", "semester"], name="spending_step_once"),
            models.CheckConstraint(
                condition=Q(amount__gte=0) & Q(semester__gte=1), name="spending_step_not_negative"
            ),
        ]

    def __str__(self):
        return f"S{self.semester}: {self.amount}"


@receiver(pre_delete, sender=Project, dispatch_uid="spending-plan-goes-first")
def delete_spending_plan(instance, **_signal):
    """Before partners go and the budget falls below it, which the database refuses."""
    instance.spending_plan.all().delete()
