"""What screening says of a mail."""

from dataclasses import dataclass

from mailservice.domain.readings import Complaint, Machine, Report


@dataclass(frozen=True, slots=True)
class Verdict:
    """May we believe this mail, and may we answer it?

    vouched   our own border MTA says that the address in From is real (aligned pass, RFC 8601)
    stopped   the reading of a mail that no person wrote to us; None for one that goes on
    """

    vouched: bool = False
    stopped: Machine | Report | Complaint | None = None
