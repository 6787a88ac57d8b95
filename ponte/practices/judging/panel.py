"""All that a practice's page says about results, trials, questions and quality."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Q

from ponte.practices.judging import rules, words
from ponte.practices.judging.grading import Grade
from ponte.practices.judging.keeping import grade_of
from ponte.practices.judging.models import EvidenceEntry, EvidenceGrade
from ponte.practices.judging.quality import Facts, Quality, quality
from ponte.practices.models import Practice


@dataclass(frozen=True)
class Panel:
    """What is known of `practice`, and what `member` may do about it."""

    practice: Practice
    member: Any
    entries: Sequence[EvidenceEntry]

    @cached_property
    def adoptions(self):
        shown = self.practice.adoptions.shown()
        return list(shown.select_related("region__parent", "reporter", "answered_by"))

    @cached_property
    def questions(self):
        """The public ones, and to those whom they concern also the waiting ones."""
        public = Q(hidden_at=None, answered_at__isnull=False)
        if self.member.is_authenticated:
            waiting = Q() if self.may_answer else Q(asker=self.member)
            public |= Q(hidden_at=None, answered_at=None) & waiting
        questions = self.practice.questions.filter(public)
        return list(questions.select_related("asker", "answered_by"))

    @cached_property
    def grade(self) -> Grade:
        return grade_of(
            self.practice,
            entries=self.entries,
            adoptions=self.adoptions,
            is_claimed=self.practice.has_evidence,
        )

    @property
    def shown_grade(self):
        return EvidenceGrade(self.grade.step)

    @property
    def why(self) -> list[str]:
        """Why the grade is what it is: what was reached, then what lowered it."""
        reached = [str(words.CONDITIONS[self.grade.reached])]
        return reached + [words.way_down(each) for each in self.grade.lowered]

    @property
    def next_step(self):
        """The label and the condition of the step above, None at the top."""
        step = self.grade.next_step
        return step and (EvidenceGrade(step).label, words.CONDITIONS[step])

    @cached_property
    def quality(self) -> Quality:
        return quality(facts_of(self.practice, self.entries))

    @property
    def best_fix(self):
        fix = self.quality.best_fix
        return fix and words.FIXES[fix.name]

    @cached_property
    def may_answer(self):
        return rules.runs_it.test(self.member, self.practice)

    @cached_property
    def may_add_result(self):
        return rules.may_add_result.test(self.member, self.practice)

    @cached_property
    def may_report(self):
        return rules.may_report_trial.test(self.member, self.practice)

    @cached_property
    def is_secretariat(self):
        return rules.is_secretariat.test(self.member)

    @property
    def may_confirm(self):
        return self.may_answer and self.practice.is_public

    @property
    def may_hide_trials(self):
        return self.is_secretariat and not self.may_answer

    @cached_property
    def removable(self):
        """The keys of the entries that the member may change."""
        if not self.member.is_authenticated:
            return set()
        everything = self.is_secretariat
        writes = rules.writes_it.test(self.member, self.practice)
        return {
            entry.pk
            for entry in self.entries
            if everything
            or entry.added_by_id == self.member.pk
            or (writes and not entry.speaks_against)
        }


def panel(practice: Practice, member) -> Panel:
    entries = practice.evidence_entries.select_related("region__parent")
    return Panel(practice, member, list(entries))


def facts_of(practice, entries) -> Facts:
    speaking = [entry for entry in entries if not entry.speaks_against]
    return Facts(
        fields=len(practice.TEMPLATE_FIELDS),
        missing=len(practice.empty_fields()),
        description=practice.detailed_information,
        has_result=bool(speaking) or practice.has_evidence,
        has_figure=any(entry.as_finding(home=None).is_measured for entry in speaking),
        has_source=any(entry.source for entry in speaking),
        has_resources=bool(practice.resources_needed),
        has_link=bool(practice.further_information),
        has_image=practice.image_id is not None,
        is_fresh=not practice.is_stale,
    )
