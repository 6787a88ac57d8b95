"""An issue as a mail: written once, with each one's own links put in for every recipient."""

import html
import re
from dataclasses import dataclass

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.urls import reverse
from django.utils.html import strip_tags
from django.utils.translation import override
from wagtail.rich_text import expand_db_html

from ponte.newsletter import links
from ponte.newsletter.models import Issue
from ponte.notifications.digests import stop_headers
from ponte.notifications.mail import render

# Stand in the text until a recipient is known: no editor types these.
LEAVE, PREFERENCES = "https://leave.invalid/", "https://preferences.invalid/"


@dataclass(frozen=True)
class Letter:
    """Subject, plain text and HTML of an issue."""

    subject: str
    text: str
    html: str

    def to(self, address: str, *, token: str, headers: dict[str, str]) -> EmailMultiAlternatives:
        """The mail for one recipient, who holds `token`."""
        own = {
            LEAVE: settings.SITE_URL + reverse("newsletter:leave", args=[token]),
            PREFERENCES: settings.SITE_URL + reverse("newsletter:preferences", args=[token]),
        }
        mail = EmailMultiAlternatives(
            self.subject,
            replace(self.text, own),
            to=[address],
            headers={**stop_headers(own[LEAVE]), **headers},
        )
        mail.attach_alternative(replace(self.html, own), "text/html")
        return mail


def write(issue: Issue) -> Letter:
    """The letter of an issue as it stands, in its language."""
    with override(issue.language):
        context = {
            "issue": issue,
            "introduction": absolute(issue.introduction),
            "introduction_text": plain(issue.introduction),
            "sections": [
                {
                    "heading": section.heading,
                    "html": absolute(section.text),
                    "text": plain(section.text),
                    "picked": section.picked,
                }
                for section in issue.sections.all()
            ],
            "browser_url": settings.SITE_URL + issue.get_absolute_url(),
            "leave_url": LEAVE,
            "preferences_url": PREFERENCES,
        }
        return Letter(*render("newsletter", context))


def replace(text: str, own: dict[str, str]) -> str:
    for stand_in, link in own.items():
        text = text.replace(stand_in, link)
    return text


def absolute(rich: str) -> str:
    """Rich text as HTML whose links lead to this site from anywhere."""
    return expand_db_html(rich).replace('href="/', f'href="{settings.SITE_URL}/')


def plain(rich: str) -> str:
    """Rich text as plain text: links in brackets, entries of lists after a star."""
    text = re.sub(r'<a [^>]*href="([^"]*)"[^>]*>(.*?)</a>', r"\2 (\1)", absolute(rich))
    text = re.sub(r"<li[^>]*>", "* ", text)
    text = re.sub(r"</li>|<br\s*/?>", "\n", text)
    text = re.sub(r"</p>|</ul>|</ol>", "\n\n", text)
    return html.unescape(strip_tags(text)).strip()


def headers_of(delivery_id: int) -> dict[str, str]:
    return {"Message-ID": links.message_id(delivery_id)}
