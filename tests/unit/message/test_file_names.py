"""Names of files in header fields."""

import email
from email.message import EmailMessage
from email.policy import SMTP

import pytest

from mailservice.message.file_names import named_file


@pytest.mark.parametrize(
    "name",
    ["a.pdf", "Underlag kompetensförsörjning.pdf", 'a"b\\c.pdf', "x" * 119, "å" * 119, "möte 中文 😀.docx"],
)
def test_another_reader_finds_the_name(name: str) -> None:
    field = f"Content-Disposition: attachment;{named_file('filename', name)}\r\n\r\n"
    assert max(map(len, field.split("\r\n"))) <= 78
    assert field.isascii()
    read = email.message_from_string(field, policy=SMTP)
    assert isinstance(read, EmailMessage)
    assert read.get_filename() == name


def test_a_name_ends_no_line() -> None:
    assert "\r\nBcc" not in f"{named_file('filename', 'a' + chr(13) + chr(10) + 'Bcc: x')}"
