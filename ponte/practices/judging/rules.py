"""Who may add to what is known of a practice, and who may take something away."""

from ponte.community.rules import is_secretariat
from ponte.core.access import members, rule
from ponte.practices.rules import is_expert_on_it, is_web_admin_of_it, writes_it


def is_near(region, home):
    """One is the other, or lies in it."""
    return home is not None and (
        region.code.startswith(home.code) or home.code.startswith(region.code)
    )


@rule
def is_live(member, practice):
    return practice.is_public


@rule
def added_it(member, entry):
    return entry.added_by_id == member.pk


@rule
def reported_it(member, adoption):
    return adoption.reporter_id == member.pk


@rule
def is_for_it(member, entry):
    return not entry.speaks_against


@rule
def runs_its_practice(member, record):
    return runs_it.test(member, record.practice)


@rule
def writes_its_practice(member, record):
    return writes_it.test(member, record.practice)


@rule
def is_settled(member, record):
    return record.is_answered or record.is_hidden


@rule
def is_shown(member, record):
    return not record.is_hidden


@rule
def has_shown_opinion(member, practice):
    return bool(practice.shown_opinion)


runs_it = writes_it | is_web_admin_of_it
may_add_result = writes_it | is_expert_on_it | is_secretariat
# Who runs a practice does not remove what speaks against it.
may_change_result = added_it | is_secretariat | (writes_its_practice & is_for_it)
may_report_trial = members & is_live
may_change_trial = reported_it & is_shown
# The same for every report, whatever its result: who runs the practice answers, no more.
may_answer_trial = runs_its_practice & is_shown
may_hide_trial = is_secretariat & ~runs_its_practice & is_shown
may_ask = members & is_live
may_answer_question = runs_its_practice & ~is_settled
# With its answer a question stays for others.
may_hide_question = (runs_its_practice & ~is_settled) | (is_secretariat & is_shown)
may_confirm = runs_it & is_live
may_hide_opinion = is_secretariat & ~runs_it & has_shown_opinion
