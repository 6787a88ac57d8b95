"""The rubrics every installation starts with. Their words are translated when shown.

Only the questions come from the schemes that the rubrics are named after. Wording, scale
and anchors are ours; where a scheme publishes no points, every criterion weighs the same.
"""

from decimal import Decimal

from django.utils.translation import gettext_noop as _

from ponte.assessment.specification import CriterionSpec, RubricSpec

STRENGTH = (
    (0, _("Nothing is shown.")),
    (1, _("Said, not shown.")),
    (2, _("Shown in parts; important gaps.")),
    (3, _("Adequate: shown with small gaps.")),
    (4, _("Good: shown well.")),
    (5, _("Excellent: an example to others.")),
)
MET = ((0, _("Not met, or not shown.")), (1, _("Met.")))
STAMP = ((0, _("Not shown yet.")), (1, _("Deserves a stamp of approval.")))


def scored(slug, name, question, anchors=STRENGTH, **fields):
    return CriterionSpec(slug=slug, name=name, question=question, anchors=anchors, **fields)


def gate(slug, name, question):
    return scored(slug, name, question, anchors=MET, kind="gate")


SMARTY = RubricSpec(
    slug="smarty",
    name=_("SMARTY: chosen by regions"),
    description=_(
        "Four questions with equal weight. Impact and track record belong to the practice; "
        "transferability and relevance belong to the practice and the region that may adopt it."
    ),
    threshold=Decimal("3.0"),
    floor=2,
    criteria=(
        scored(
            "impact",
            _("Impact"),
            _("What has changed because of the practice, and for whom?"),
            (
                (0, _("No evidence of any effect.")),
                (1, _("An effect is claimed without a figure.")),
                (2, _("Some figures, none of them compared with the time before.")),
                (3, _("Measured effect on those it is meant for.")),
                (4, _("Measured effect, compared with before or with others.")),
                (5, _("Large effect, confirmed by somebody independent.")),
            ),
        ),
        scored(
            "track-record",
            _("Track record"),
            _("How long, how often and how steadily has it worked?"),
            (
                (0, _("Not begun.")),
                (1, _("Begun; no first round finished.")),
                (2, _("One round finished.")),
                (3, _("Some years or several rounds.")),
                (4, _("Years of steady work with secured money.")),
                (5, _("Long established, and it survived changes of people and money.")),
            ),
        ),
        scored(
            "transferability",
            _("Transferability"),
            _("Could your region carry it out with its laws, people and money?"),
            (
                (0, _("Cannot be judged from what is known.")),
                (1, _("Depends on things your region does not have.")),
                (2, _("Possible after large changes.")),
                (3, _("Possible after some changes.")),
                (4, _("Possible with few changes.")),
                (5, _("Possible as it is.")),
            ),
            about="pair",
        ),
        scored(
            "relevance",
            _("Relevance"),
            _("How well does it answer a need of your region?"),
            (
                (0, _("No such need.")),
                (1, _("A need on the margin.")),
                (2, _("A need, but others come first.")),
                (3, _("A stated need of the region.")),
                (4, _("A priority of the region's policy.")),
                (5, _("Answers a priority that nothing else answers.")),
            ),
            about="pair",
        ),
    ),
)

URBACT = RubricSpec(
    slug="urbact",
    name=_("URBACT: good practice of a city"),
    description=_("Four questions asked of cities that want the label."),
    threshold=Decimal("3.0"),
    criteria=(
        scored(
            "relevance",
            _("Relevance to European cities"),
            _("Does it deal with a challenge that cities across Europe share?"),
        ),
        scored(
            "principles",
            _("Sustainable, integrated, participative"),
            _("Does it join social, economic and green goals, levels of power, and people?"),
        ),
        scored("evidence", _("Evidence"), _("What difference has it made?")),
        scored(
            "transferability",
            _("Transferability"),
            _("Can other cities understand, adapt and re-use it?"),
        ),
    ),
)

PUBLIC_HEALTH = RubricSpec(
    slug="public-health",
    name=_("EU public health: best practice"),
    description=_(
        "First four questions that exclude, then two core questions, then four that qualify."
    ),
    threshold=Decimal("3.0"),
    criteria=(
        gate("relevance", _("Relevance"), _("Does it serve a stated aim of health policy?")),
        gate(
            "intervention",
            _("Description of the intervention"),
            _("Are aim, target group, steps and means described?"),
        ),
        gate(
            "evidence-base",
            _("Evidence and theory"),
            _("Does it rest on evidence or on a sound theory?"),
        ),
        gate("ethics", _("Ethics"), _("Are rights, consent and interests respected?")),
        scored(
            "effectiveness",
            _("Effectiveness and efficiency"),
            _("Did it reach its aims, at a reasonable cost?"),
        ),
        scored("equity", _("Equity"), _("Does it lower differences in health between groups?")),
        scored("transferability", _("Transferability"), _("Can others carry it out elsewhere?")),
        scored("sustainability", _("Sustainability"), _("Can it go on without special money?")),
        scored(
            "collaboration",
            _("Collaboration of sectors"),
            _("Do health and other sectors work together?"),
        ),
        scored(
            "participation",
            _("Participation"),
            _("Do the people concerned take part from the start?"),
        ),
    ),
)

OECD = RubricSpec(
    slug="oecd",
    name=_("OECD: five stamps of approval"),
    description=_("Each criterion is stamped or not. Without any stamp a practice is promising."),
    highest=1,
    criteria=(
        scored("effectiveness", _("Effectiveness"), _("Does it reach its aim?"), STAMP),
        scored("efficiency", _("Efficiency"), _("Is the result worth its cost?"), STAMP),
        scored("equity", _("Equity"), _("Does it serve all groups alike?"), STAMP),
        scored("evidence-base", _("Evidence base"), _("How good is the evidence?"), STAMP),
        scored(
            "coverage",
            _("Extent of coverage"),
            _("Does it reach most of those who could gain from it?"),
            STAMP,
        ),
    ),
)

OPSI = RubricSpec(
    slug="opsi",
    name=_("OPSI: public sector innovation"),
    description=_("Five conditions that all have to be met. There is no score."),
    criteria=(
        gate("public", _("Public sector"), _("Is the public sector an essential part of it?")),
        gate("novel", _("Novel"), _("Was it new for the organisation that did it?")),
        gate("implemented", _("Carried out"), _("Is it in use, at least as a pilot?")),
        gate("impact", _("Impact"), _("Has it had an effect, or can it be expected to?")),
        gate(
            "complete",
            _("Complete"),
            _("Is every section filled, understandable without following a link?"),
        ),
    ),
)

RUBRICS = (SMARTY, URBACT, PUBLIC_HEALTH, OECD, OPSI)
