"""The List-* fields of news (RFC 2369, RFC 2919).

One-click unsubscription (RFC 8058) needs an https address beside the mailto; it comes with the web.
"""

from urllib.parse import quote

from mailservice.message.header_lines import mailbox

STOP_PREFIX = "stop-"


def list_headers(
    *, list_id: str, name: str, address: str, token: str, help_word: str
) -> tuple[tuple[str, str], ...]:
    """Fields for one letter to one person, for `header_lines.structured`.

    list_id    of the list, "" where a digest gathers several
    address    of the service; answers to its +detail reach it too
    token      names this delivery; "" where there is none, then the sender's address has to do
    help_word  subject of a mail that asks for help, in the letter's language
    """
    local_part, _, domain = address.rpartition("@")
    place = f"{list_id}.{local_part}.{domain}" if list_id else f"{local_part}.{domain}"
    return (
        ("List-Id", mailbox(name, place)),
        ("List-Help", f"<mailto:{address}?subject={quote(help_word)}>"),
        ("List-Unsubscribe", unsubscribe(address, token)),
        ("List-Post", "NO"),
        ("Precedence", "bulk"),
    )


def unsubscribe(address: str, token: str) -> str:
    """The value of List-Unsubscribe for the delivery of this token: the only List-* field that is its own."""
    stop = with_detail(address, f"{STOP_PREFIX}{token}") if token else address
    return f"<mailto:{stop}?subject=STOPP>"


def with_detail(address: str, detail: str) -> str:
    """`forum+abc@example.org` of `forum@example.org` (RFC 5233)."""
    local_part, _, domain = address.rpartition("@")
    return f"{local_part}+{detail}@{domain}"
