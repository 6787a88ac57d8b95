"""Text as people and programs leave it in cells, made plain."""

import html
import re
import unicodedata

import nh3

from ponte.core.fields import normalise_newlines

# Ways to say that there is nothing.
BLANKS = {
    "-", "--", "---", "–", "—", ".", "?", "n/a", "n.a.", "n.a", "#n/a", "nan", "null", "none",
    "nil", "not applicable", "not available", "tbd", "xxx",
}  # fmt: skip

_TAGS = (
    "p|br|div|span|a|b|i|u|s|em|strong|small|sub|sup|ul|ol|li|dl|dt|dd|h[1-6]|table|thead|tbody|tr"
    "|td|th|img|font|blockquote|pre|code|hr|script|style|section|article|o:p"
)
_HTML_TAG = re.compile(rf"</?(?:{_TAGS})\b[^>]*>|<!--", re.IGNORECASE)
_OTHER_LESS_THAN = re.compile(rf"<(?!/?(?:{_TAGS})\b|!--)", re.IGNORECASE)
_ITEM = re.compile(r"<li\b[^>]*>", re.IGNORECASE)
_BREAK = re.compile(r"<br\s*/?>|</(?:li|tr|dt|dd)>|</?(?:ul|ol|table)\b[^>]*>", re.IGNORECASE)
_PARAGRAPH = re.compile(r"</(?:p|div|h[1-6]|blockquote|section|article)>", re.IGNORECASE)
_CELL = re.compile(r"</t[dh]>", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:[a-z]{2,8}|#\d{1,7}|#x[0-9a-f]{1,6});", re.IGNORECASE)
_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\u00ad]")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_SPACES = re.compile(r"[^\S\n]+")


def is_blank(text: str) -> bool:
    """Whether a whole cell says nothing: spaces of any kind, "n/a", "-" and the like."""
    return not (stripped := _INVISIBLE.sub("", text).strip()) or stripped.lower() in BLANKS


def without_html(text: str) -> str:
    """Return the words of `text`: paragraphs and breaks as lines, list items with "- ".

    "a < b" stays as it is: only tags that HTML knows count.
    """
    if _HTML_TAG.search(text):
        text = _OTHER_LESS_THAN.sub("&lt;", " ".join(text.split()))
        text = _ITEM.sub("\n- ", text)
        text = _PARAGRAPH.sub("\n\n", _BREAK.sub("\n", _CELL.sub(" ", text)))
        text = nh3.clean(text, tags=set())
        text = re.sub(r"\n\s*\n(?=- )", "\n", text)
    if _ENTITY.search(text):
        text = html.unescape(text)
    return text


def cleaned(text: str, *, single_line: bool = False) -> str:
    """Return `text` without HTML, stray spaces, and characters that nobody sees."""
    text = without_html(normalise_newlines(text))
    text = unicodedata.normalize("NFC", _INVISIBLE.sub("", text.replace("\t", " ")))
    text = _SPACES.sub(" ", _CONTROL.sub("", text))
    if single_line:
        return " ".join(text.split())
    lines = "\n".join(line.strip() for line in text.split("\n"))
    return re.sub(r"\n{3,}", "\n\n", lines).strip()


def verbatim(text: str, *, single_line: bool = False) -> str:
    """Return `text` as the database would keep it."""
    text = normalise_newlines(text).replace("\x00", "")
    return text.replace("\n", " ") if single_line else text


def split_at(text: str, limit: int) -> tuple[str, str]:
    """Return a beginning of at most `limit` characters ending in "…", and the rest.

    Cut after a sentence where that keeps at least 60 % of the room, else between words.
    """
    room = text[: limit - 2]
    sentences = [match.end() for match in re.finditer(r"[.!?;:](?=\s)|\n", room)]
    if sentences and sentences[-1] >= limit * 0.6:
        return room[: sentences[-1]].rstrip() + " …", text[sentences[-1] :].lstrip()
    word = max(room.rfind(" "), room.rfind("\n"))
    cut = word if word >= limit * 0.6 else len(room)
    return room[:cut].rstrip(" \n,;:–-") + "…", text[cut:].lstrip()
