"""How much one client, and all of them together, may ask of the listener."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Every bound of a conversation. What goes beyond is refused, most of it for now only (4xx).

    message_size_bytes    largest content, announced as SIZE (RFC 1870)
    command_line_bytes    longest command; lines of the content have no limit but the message's
    recipients            accepted RCPTs of one mail (RFC 5321 section 4.5.3.1.8 asks for 100)
    connections           open at a time, in all
    connections_per_ip    open at a time from one address; generous, for a border MTA is one address
    gives_way_after_s     at a full house, a client quiet for so long makes room for a new one
    commands              between two accepted mails
    unknown_commands      in one session
    idle_s                without a command, or without enough of the content
    session_s             from the first to the last byte
    data_min_rate         bytes a second of content, averaged over idle_s
    farewell_s            how long a closing connection may take to fetch its last reply
    """

    message_size_bytes: int = 25 * 2**20
    command_line_bytes: int = 2048
    recipients: int = 100
    connections: int = 400
    connections_per_ip: int = 200
    gives_way_after_s: float = 5.0
    commands: int = 1000
    unknown_commands: int = 10
    idle_s: float = 60.0
    session_s: float = 900.0
    data_min_rate: float = 64.0
    farewell_s: float = 5.0
