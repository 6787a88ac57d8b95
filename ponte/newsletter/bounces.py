"""Reading what comes back: reports of delivery (RFC 3464) and of complaints (RFC 5965).

A report counts only when it has the Message-ID of one of our mails, which nobody can make up.
"""

import mailbox
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_binary_file, policy
from email.message import Message
from pathlib import Path

from ponte.newsletter import links


@dataclass(frozen=True)
class Report:
    """What came back: a complaint, or a mail that was not delivered, perhaps `for_good`."""

    delivery_id: int
    is_complaint: bool = False
    for_good: bool = False


def messages(path: Path) -> Iterator[Message]:
    """The messages of a Maildir, of a folder of files, of an mbox or of one message's file."""
    if (path / "cur").is_dir():
        yield from mailbox.Maildir(path, create=False)
    elif path.is_dir():
        for file in sorted(each for each in path.iterdir() if each.is_file()):
            yield from messages(file)
    elif is_mbox(path):
        box = mailbox.mbox(path, create=False)
        yield from box
        box.close()
    else:
        with path.open("rb") as file:
            yield message_from_binary_file(file, policy=policy.compat32)


def is_mbox(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(5) == b"From "


def read(message: Message) -> Report | None:
    """The report in `message`; None for what is none, is not about us or tells of success."""
    delivery_id = original(message)
    if delivery_id is None:
        return None
    for part in message.walk():
        kind = part.get_content_type()
        if kind == "message/feedback-report":
            return Report(delivery_id, is_complaint=True)
        if kind == "message/delivery-status":
            status = failure(part)
            return Report(delivery_id, for_good=is_for_good(status)) if status else None
    return None


def original(message: Message) -> int | None:
    """The id of the delivery whose mail is enclosed, whole or by its headers."""
    for part in message.walk():
        if part is message:
            continue
        found = part.get("Message-ID")
        if part.get_content_type() == "text/rfc822-headers":
            found = header_in(part.get_payload(decode=True))
        delivery_id = links.delivery_of(found) if found else None
        if delivery_id is not None:
            return delivery_id
    return None


def header_in(text: bytes | None) -> str:
    """The Message-ID in a part that has headers alone."""
    for line in (text or b"").decode(errors="replace").splitlines():
        name, _colon, value = line.partition(":")
        if name.lower() == "message-id":
            return value.strip()
    return ""


def failure(part: Message) -> str:
    """The status of a recipient that was not reached, such as "5.1.1"; "" where none failed."""
    payload = part.get_payload()
    for fields in payload if isinstance(payload, list) else []:
        if str(fields.get("Action", "")).strip().lower() == "failed":
            return str(fields.get("Status", "5.0.0")).split()[0]
    return ""


def is_for_good(status: str) -> bool:
    """Whether there is no such mailbox or domain (RFC 3463: 5.1.x); a full one may empty."""
    return status.startswith("5.1.")
