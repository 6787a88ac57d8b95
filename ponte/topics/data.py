"""The vocabulary that every installation starts with. Names are translated when shown."""

from dataclasses import dataclass, field

from django.utils.translation import gettext_noop as _


@dataclass(frozen=True, slots=True)
class Hub:
    """One of the six topics, with its specific objectives by code."""

    code: str
    slug: str
    name: str
    description: str
    objectives: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Legacy:
    """A topic of 2014-2020 and the codes of the specific objectives that continue it.

    `parent` is the code of the legacy topic above it, empty for a topic of the top.
    """

    code: str
    slug: str
    name: str
    continued_by: tuple[str, ...]
    parent: str = ""


HUBS = (
    Hub(
        "PO1",
        "smart",
        _("Smart"),
        _("How regions turn research, digital tools and skills into strong firms and jobs."),
        {
            "RSO1.1": _("Research and innovation"),
            "RSO1.2": _("Digital services for people and firms"),
            "RSO1.3": _("Growth and competitiveness of small firms"),
            "RSO1.4": _("Skills for smart specialisation and enterprise"),
            "RSO1.5": _("Digital connections"),
        },
    ),
    Hub(
        "PO2",
        "green",
        _("Green"),
        _("How regions save energy, reuse what they have and protect nature and people."),
        {
            "RSO2.1": _("Energy efficiency"),
            "RSO2.2": _("Renewable energy"),
            "RSO2.3": _("Smart energy systems"),
            "RSO2.4": _("Climate adaptation and risk prevention"),
            "RSO2.5": _("Water"),
            "RSO2.6": _("Circular economy"),
            "RSO2.7": _("Nature, biodiversity and less pollution"),
            "RSO2.8": _("Sustainable urban mobility"),
        },
    ),
    Hub(
        "PO3",
        "connected",
        _("Connected"),
        _("How regions bring people and goods further, within a place and across borders."),
        {
            "RSO3.1": _("European transport network"),
            "RSO3.2": _("Regional, local and cross-border mobility"),
        },
    ),
    Hub(
        "PO4",
        "social",
        _("Social"),
        _("How regions open work, learning, health and culture to everybody who lives there."),
        {
            "RSO4.1": _("Labour markets"),
            "RSO4.2": _("Education and training"),
            "RSO4.3": _("Inclusion of marginalised communities"),
            "RSO4.4": _("Integration of migrants"),
            "RSO4.5": _("Health care"),
            "RSO4.6": _("Culture and sustainable tourism"),
        },
    ),
    Hub(
        "PO5",
        "citizens",
        _("Citizens"),
        _("How towns, rural and coastal areas plan their future with the people who live there."),
        {
            "RSO5.1": _("Integrated development of urban areas"),
            "RSO5.2": _("Integrated development of other areas"),
        },
    ),
    Hub(
        "ISO1",
        "governance",
        _("Governance"),
        _("How public authorities become more able, cooperate and earn trust."),
        {
            "ISO6.1": _("Capacity of public authorities"),
            "ISO6.2": _("Legal and administrative cooperation"),
            "ISO6.3": _("Trust between people and institutions"),
            "ISO6.4": _("Macro-regional and sea-basin strategies"),
            "ISO6.5": _("Democracy and civil society"),
            "ISO6.6": _("Other ways to govern cooperation better"),
        },
    ),
)

LEGACY = (
    Legacy("TO1", "2014-research-innovation", _("Research and innovation"), ("RSO1.1",)),
    Legacy(
        "1.1", "2014-innovation-infrastructure", _("Innovation infrastructure"), ("RSO1.1",), "TO1"
    ),
    Legacy("1.2", "2014-innovation-delivery", _("Innovation delivery"), ("RSO1.1",), "TO1"),
    Legacy("TO3", "2014-sme-competitiveness", _("Competitiveness of small firms"), ("RSO1.3",)),
    Legacy("2.1", "2014-sme-growth", _("Growth of small firms"), ("RSO1.3",), "TO3"),
    Legacy("TO4", "2014-low-carbon", _("Low-carbon economy"), ("RSO2.1",)),
    Legacy("3.1", "2014-low-carbon-policies", _("Low-carbon policies"), ("RSO2.1",), "TO4"),
    Legacy(
        "TO6",
        "2014-environment",
        _("Environment and resource efficiency"),
        ("RSO2.6", "RSO2.7", "RSO4.6"),
    ),
    Legacy(
        "4.1",
        "2014-heritage",
        _("Natural and cultural heritage"),
        ("RSO2.7", "RSO4.6"),
        "TO6",
    ),
    Legacy("4.2", "2014-resource-efficiency", _("Resource-efficient economy"), ("RSO2.6",), "TO6"),
)
