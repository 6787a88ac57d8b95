"""Recordings that stay with their provider until somebody asks for them.

A page has a link and a button. Only the button loads the provider's player, in its form without
cookies: before a click nothing is asked of anybody else.
"""

import re
from dataclasses import dataclass
from urllib.parse import parse_qs, urlencode, urlsplit

YOUTUBE = "https://www.youtube-nocookie.com"
VIMEO = "https://player.vimeo.com"
ORIGINS = (YOUTUBE, VIMEO)
TIME = re.compile(r"(?:(\d{1,2}):)?(\d{1,3}):([0-5]\d)")


@dataclass(frozen=True, slots=True)
class Video:
    """A recording at a provider that we know: the page to link to, the player to load."""

    provider: str
    page: str
    player: str

    def page_at(self, seconds: int) -> str:
        """The provider's page from that second on."""
        if self.provider == "Vimeo":
            return f"{self.page}#t={seconds}s"
        return f"{self.page}&{urlencode({'t': f'{seconds}s'})}"


def video(url: str) -> Video | None:
    """The recording at `url`; None where it is not at YouTube or Vimeo."""
    parts = urlsplit(url)
    host = (parts.hostname or "").removeprefix("www.").removeprefix("m.")
    if parts.scheme != "https":
        return None
    if host in ("youtube.com", "youtube-nocookie.com", "youtu.be"):
        return youtube(host, parts)
    if host in ("vimeo.com", "player.vimeo.com"):
        found = re.search(r"/(\d+)", parts.path)
        if found:
            key = found[1]
            return Video("Vimeo", f"https://vimeo.com/{key}", f"{VIMEO}/video/{key}?dnt=1")
    return None


def youtube(host: str, parts) -> Video | None:
    if host == "youtu.be":
        key = parts.path.strip("/")
    else:
        embedded = re.match(r"/(?:embed|live|shorts)/([^/]+)", parts.path)
        key = embedded[1] if embedded else parse_qs(parts.query).get("v", [""])[0]
    if not re.fullmatch(r"[\w-]{6,20}", key):
        return None
    return Video(
        "YouTube", f"https://www.youtube.com/watch?v={key}", f"{YOUTUBE}/embed/{key}?rel=0"
    )


def seconds(time: str) -> int | None:
    """Of a time such as 12:30 or 1:05:00; None if it is none."""
    found = TIME.fullmatch(time.strip())
    if found is None:
        return None
    hours, minutes, rest = (int(part or 0) for part in found.groups())
    return hours * 3600 + minutes * 60 + rest
