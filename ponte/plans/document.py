"""A plan as a document for Word and LibreOffice, laid out as the programme's template."""

import re
from collections.abc import Iterable
from io import BytesIO

from django.conf import settings
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from docx import Document
from docx.document import Document as OpenDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from ponte.plans.models import Action, ActionPlan
from ponte.plans.money import Totals, budget_of, totals_by_action
from ponte.plans.templatetags.plans import cents, figure
from ponte.practices.templatetags.practices import is_item

INK = RGBColor(0x0E, 0x1B, 0x33)
NUMBER = WD_ALIGN_PARAGRAPH.RIGHT


def as_document(plan: ActionPlan) -> bytes:
    """The plan as DOCX, its headings in the plan's language where the site speaks it."""
    spoken = plan.language if plan.language in dict(settings.LANGUAGES) else get_language()
    with override(spoken):
        paper = Paper(plan.language, title=f"{_('Action plan')}: {plan}")
        front(paper, plan)
        general(paper, plan)
        context(paper, plan)
        actions = list(plan.actions.with_lines())
        totals = totals_by_action(plan)
        paper.heading(_("Part III – Actions"), 1)
        overview(paper, actions, totals)
        for action in actions:
            write_action(paper, action, totals[action.pk])
        all_money(paper, plan)
        signatures(paper, plan)
        return paper.saved()


class Paper:
    """A document that is written from its beginning to its end, in one language."""

    def __init__(self, language: str, *, title: str):
        self.document: OpenDocument = Document()
        self.tables = 0
        properties = self.document.core_properties
        properties.title, properties.language = title[:255], language
        properties.author, properties.comments = settings.SITE_NAME, ""
        section = self.document.sections[0]
        section.page_width, section.page_height = Cm(21), Cm(29.7)
        section.left_margin = section.right_margin = Cm(2.3)
        self.style("Normal", 10.5)
        for level, size in ((1, 17), (2, 14), (3, 11.5)):
            self.style(f"Heading {level}", size)
        self.style("Title", 24)
        self.style("Caption", 9)
        self.speak(language)

    def style(self, name: str, size: float) -> None:
        style = self.document.styles[name]
        style.font.name, style.font.size = "Calibri", Pt(size)
        style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), "Calibri")
        if name != "Normal":
            style.font.color.rgb = INK

    def speak(self, language: str) -> None:
        """Say in which language the text is, for those who have it read or checked."""
        for each in self.document.styles.element.iter(qn("w:lang")):
            each.set(qn("w:val"), language)

    def heading(self, text: str, level: int) -> None:
        self.document.add_heading(text, level)

    def text(self, text: str) -> None:
        """Plain text as paragraphs and lists: a blank line parts, "- " begins an item."""
        for block in re.split(r"\n\s*\n", text.strip()):
            lines: list[str] = []
            for line in filter(None, block.split("\n")):
                if is_item(line):
                    self.paragraph(lines)
                    lines = []
                    self.document.add_paragraph(line.strip()[2:].strip(), "List Bullet")
                else:
                    lines.append(line.strip())
            self.paragraph(lines)

    def paragraph(self, lines: list[str]) -> None:
        if lines:
            self.document.add_paragraph("\n".join(lines))

    def bullets(self, lines: Iterable[str]) -> None:
        for line in lines:
            self.document.add_paragraph(line, "List Bullet")

    def part(self, title: str, text: str) -> None:
        """A heading with its text; nothing without a text."""
        if text.strip():
            self.heading(title, 3)
            self.text(text)

    def facts(self, rows: list[tuple[str, str]]) -> None:
        """A table of two columns without a head: what, and the answer."""
        table = self.table_of(len(rows), 2)
        for row, (name, value) in zip(table.rows, rows, strict=True):
            fill(row.cells[0], name, is_bold=True)
            fill(row.cells[1], value)
            row.cells[0].width, row.cells[1].width = Cm(5), Cm(11.4)
        self.document.add_paragraph()

    def table(self, caption: str, head: list[str], rows: list[list[str]], *, numbers=(), last=""):
        """A table with its caption above and its head on every page; `numbers` stand right."""
        if not rows:
            return
        self.tables += 1
        told = _("Table %(number)d: %(caption)s") % {"number": self.tables, "caption": caption}
        self.document.add_paragraph(told, "Caption").paragraph_format.keep_with_next = True
        table = self.table_of(1 + len(rows), len(head))
        repeat(table.rows[0])
        for at, (row, cells) in enumerate(zip(table.rows, [head, *rows], strict=True)):
            is_bold = at == 0 or (bool(last) and at == len(rows))
            for column, value in enumerate(cells):
                fill(row.cells[column], value, is_bold=is_bold, is_right=column in numbers)
        self.document.add_paragraph()

    def table_of(self, rows: int, columns: int):
        return self.document.add_table(rows, columns, style="Table Grid")

    def saved(self) -> bytes:
        body = BytesIO()
        self.document.save(body)
        return body.getvalue()


def fill(cell, value: str, *, is_bold=False, is_right=False) -> None:
    paragraph = cell.paragraphs[0]
    paragraph.add_run(value).bold = is_bold or None
    paragraph.paragraph_format.space_after = Pt(2)
    if is_right:
        paragraph.alignment = NUMBER


def repeat(row) -> None:
    """Let the row stand at the top of every page of its table."""
    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def front(paper: Paper, plan: ActionPlan) -> None:
    paper.document.add_paragraph(str(plan.instrument), "Title")
    said = f"{_('Action plan')} · {plan.project} · {plan.territory.label}"
    paper.document.add_paragraph(f"{said} · {plan.get_state_display()}", "Subtitle")
    if plan.is_demonstration:
        paper.document.add_paragraph(capfirst(_("made up for the demonstration")))


def general(paper: Paper, plan: ActionPlan) -> None:
    paper.heading(_("Part I – General information"), 1)
    paper.facts([
        (_("Project"), f"{plan.project}, {plan.project.title}"),
        (_("Partners concerned"), ", ".join(map(str, plan.partners.all())) or "–"),
        (_("Country"), str(plan.territory.country_label)),
        (_("Region"), f"{plan.territory.label} ({plan.territory.code})"),
    ])  # fmt: skip
    paper.part(_("Summary in English"), plan.summary)


def context(paper: Paper, plan: ActionPlan) -> None:
    paper.heading(_("Part II – Policy context"), 1)
    paper.facts([
        (_("Policy instrument"), plan.instrument.full_name),
        (_("Type"), str(plan.instrument.get_type_display())),
        (_("Responsible authority"), str(plan.instrument.responsible_authority)),
    ])  # fmt: skip
    paper.part(_("Policy context"), plan.context)
    paper.part(_("How the plan improves the instrument"), plan.improvement)


def span(action: Action) -> str:
    days = [date_format(day, "DATE_FORMAT") for day in (action.starts_on, action.ends_on) if day]
    return " – ".join(days)


def overview(paper: Paper, actions: list[Action], totals: dict[int, Totals]) -> None:
    rows = [
        [str(action.number), action.title, span(action), cents(totals[action.pk].costs)]
        for action in actions
    ]
    head = [_("No."), _("Action"), _("Timeframe"), _("Costs in euro")]
    paper.table(_("Actions"), head, rows, numbers={3})


def write_action(paper: Paper, action: Action, totals: Totals) -> None:
    paper.heading(action.name, 2)
    paper.heading(_("Background"), 3)
    paper.text(action.background)
    paper.bullets(
        f"{capfirst(source.get_kind_display())}: {source.name}"
        + (f" – {source.note}" if source.note else "")
        for source in action.sources.all()
    )
    paper.part(_("Activities"), action.activities)
    paper.part(_("Players involved"), action.players)
    paper.part(_("Timeframe"), "\n\n".join(filter(None, (span(action), action.timeframe))))
    steps(paper, action)
    paper.heading(_("Costs"), 3)
    paper.text(action.costs)
    lines = [(capfirst(each.get_category_display()), each.text, each.amount)
             for each in action.cost_lines.all()]  # fmt: skip
    money(paper, _("Costs of action %(n)d") % {"n": action.number}, lines, totals.costs)
    paper.heading(_("Funding sources"), 3)
    paper.text(action.funding)
    lines = [(capfirst(each.get_kind_display()), each.text, each.amount)
             for each in action.funding_lines.all()]  # fmt: skip
    money(paper, _("Funding of action %(n)d") % {"n": action.number}, lines, totals.funding)
    kind = capfirst(action.get_improvement_type_display())
    paper.part(_("Expected improvement"), "\n\n".join(filter(None, (kind, action.improvement))))
    paper.part(_("Risks and mitigations"), action.risks)
    rows = [
        [each.name, each.unit, figure(each.baseline), figure(each.target)]
        for each in action.indicators.all()
    ]
    head = [_("Indicator"), _("Unit"), _("Baseline"), _("Target")]
    paper.table(_("Indicators"), head, rows, numbers={2, 3})


def steps(paper: Paper, action: Action) -> None:
    """What the chart draws, as a table."""
    rows = [
        [each.text, each.who or "–", *(date_format(day, "SHORT_DATE_FORMAT")
                                       for day in (each.starts_on, each.ends_on))]
        for each in action.steps.all()
    ]  # fmt: skip
    head = [_("Activity"), _("Who"), _("Begins"), _("Ends")]
    paper.table(_("Timetable of action %(n)d") % {"n": action.number}, head, rows)


def money(paper: Paper, caption: str, lines, total) -> None:
    rows = [[kind, text, cents(amount)] for kind, text, amount in lines]
    if rows:
        rows.append([_("Total"), "", cents(total)])
    head = [_("Kind"), _("What for"), _("Euro")]
    paper.table(caption, head, rows, numbers={2}, last="total")


def all_money(paper: Paper, plan: ActionPlan) -> None:
    budget = budget_of(plan)
    for caption, shares, total in (
        (_("Costs of all actions"), budget.costs, budget.totals.costs),
        (_("Funding of all actions"), budget.funding, budget.totals.funding),
    ):
        money(paper, caption, [(capfirst(each.label), "", each.amount) for each in shares], total)


def signatures(paper: Paper, plan: ActionPlan) -> None:
    """The endorsement as it was signed, or lines to sign on."""
    paper.heading(_("Endorsement"), 1)
    signed = getattr(plan, "endorsement", None)
    if signed is None:
        paper.facts([
            (_("Responsible authority"), str(plan.instrument.responsible_authority)),
            (_("Name, position"), ""),
            (_("Date, signature"), ""),
        ])  # fmt: skip
        return
    paper.facts([
        (_("Responsible authority"), signed.body),
        (_("Name, position"), f"{signed.name}, {signed.position}"),
        (_("Date"), date_format(signed.signed_on, "DATE_FORMAT")),
    ])  # fmt: skip
