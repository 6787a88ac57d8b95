"""Distribute practices to experts: how long, how even, and whether anybody has a tie."""

import time

from django.core.management import call_command

from ponte.bench.members.crowd import Crowd
from ponte.bench.scratch import in_scratch
from ponte.review import planning

# Authors for each practice, so that some work or live where an expert does.
AUTHORS = 2
GOAL_SECONDS = 2.0
GOAL_SPREAD = 1


def table(practices: int, experts: int) -> list[str]:
    """Seconds, places filled, ties and spread of loads."""
    found = in_scratch(
        "members", "--measure=assignment", f"--practices={practices}", f"--experts={experts}"
    )
    return [
        f"Distribution of {practices} practices, two experts each, to {experts} experts",
        f"seconds        {found['seconds']:.2f} (goal: below {GOAL_SECONDS:g})",
        f"places filled  {found['filled']:,}, open {found['open']:,}",
        f"pairs barred   {found['barred']:,} by a tie; chosen {found['ties']} of them (goal: 0)",
        f"loads          {found['least']} to {found['most']}",
        f"spread         {found['spread']} (goal: at most {GOAL_SPREAD})",
    ]


def measured(practices: int, experts: int) -> dict:
    """The best of three plans from the database, and what ties its choices have."""
    call_command("migrate", verbosity=0, interactive=False)
    crowd = Crowd()
    crowd.make_members(experts + AUTHORS * practices, experts=experts)
    crowd.make_practices(practices, published_too=False)
    times = []
    for _turn in range(3):
        started = time.perf_counter()
        plan = planning.plan()
        times.append(time.perf_counter() - started)
    barred = planning.conflicting(
        [review.practice_id for review in crowd.reviews], [expert.pk for expert in crowd.experts]
    )
    chosen = {(each.review.practice_id, each.candidate.member.pk) for each in plan.choices}
    loads = [after for _member, _before, after in plan.loads]
    return {
        "seconds": min(times),
        "filled": len(plan.choices),
        "open": sum(shortage.places for shortage in plan.shortages),
        "barred": len(barred),
        "ties": len(chosen & barred),
        "least": min(loads),
        "most": max(loads),
        "spread": plan.spread,
    }
