"""What goes along with letters."""

from mailservice.domain.publications import PublicationFile
from mailservice.rendering.enclosed import enclosures, pictures

PDF = PublicationFile("attachment", "a.pdf", "application/pdf", b"pdf")
PNG = PublicationFile("picture", "a.png", "image/png", b"png")


def test_files_of_a_publication_and_the_mail_itself() -> None:
    found = enclosures({}, "sv", original=b"Subject: x\r\n\r\n", files=(PDF, PNG))
    assert [each.filename for each in found] == ["a.pdf", "original.eml"]
    assert [each.content_id for each in pictures((PDF, PNG, PNG), domain="forum.example")] == [
        "a.png@forum.example"
    ]


def test_the_recipients_as_a_table_in_which_nothing_is_a_formula() -> None:
    rows = [["=x@y.se", "sent", "2027-05-10T06:30:00+00:00"], ["a@y.se", "unknown", ""]]
    [swedish] = enclosures({"deliveries": rows}, "sv", original=None, files=())
    [english] = enclosures({"deliveries": rows}, "en", original=None, files=())
    assert swedish.content.decode("utf-8-sig").splitlines() == [
        "Adress;Utfall;Tid (UTC)",
        "'=x@y.se;skickat;2027-05-10T06:30:00+00:00",
        "a@y.se;okänt;",
    ]
    assert (english.filename, english.content.count(b"unknown")) == ("recipients.csv", 1)
