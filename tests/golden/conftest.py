"""Golden letters: decoded, so that a person can proofread them. `--update-golden` rewrites them."""

from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path

import pytest

FOLDER = Path(__file__).parent / "letters"
_SHOWN = ("From", "To", "Reply-To", "Subject", "Auto-Submitted", "List-Id", "List-Unsubscribe")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="rewrite tests/golden/letters")


@pytest.fixture
def same_as_golden(request: pytest.FixtureRequest) -> Callable[[str, EmailMessage], None]:
    """Compares a mail with the file of that name."""
    updating = request.config.getoption("--update-golden", default=False)

    def compare(name: str, mail: EmailMessage) -> None:
        path, shown = FOLDER / name, readable(mail)
        if updating:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(shown, encoding="utf-8")
        assert path.read_text(encoding="utf-8") == shown, "pytest tests/golden --update-golden rewrites it"

    return compare


def readable(mail: EmailMessage) -> str:
    """A mail as text: the fields that people see, then each part."""
    fields = [f"{name}: {mail[name]}" for name in _SHOWN if mail[name]]
    parts = [_part(each) for each in mail.walk() if not each.is_multipart()]
    return "\n".join(fields) + "\n\n" + "\n".join(parts)


def _part(part: EmailMessage) -> str:
    content = part.get_payload(decode=True)
    assert isinstance(content, bytes)
    if part.get_content_maintype() in {"image", "application"} and b"\0" in content:
        shown = part["Content-ID"] or part.get_filename()
        return f"--- {part.get_content_type()} ({shown}) ---\n{len(content)} bytes\n"
    text = content.decode("utf-8").replace("\r\n", "\n")
    if part.get_content_type() == "text/html":  # the frame is the same in all letters
        text = text.partition("<body>\n")[2].partition("</body>")[0]
    name = part.get_filename()
    return f"--- {part.get_content_type()}{f' ({name})' if name else ''} ---\n{text}"
