"""An LMTP client of a few lines (RFC 2033), since the standard library's hides the replies."""

import asyncio


async def deliver_by_lmtp(port: int, sender: str, recipients: list[str], raw: bytes) -> list[str]:
    """Deliver one mail. Returns the reply for each recipient, in order."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)

    async def reply() -> str:
        while True:
            line = (await reader.readline()).decode("ascii").rstrip("\r\n")
            if line[3:4] != "-":
                return line

    async def say(command: str) -> str:
        writer.write(command.encode() + b"\r\n")
        return await reply()

    try:
        assert (await reply()).startswith("220 ")
        assert (await say("LHLO client.example")).startswith("250 ")
        assert (await say(f"MAIL FROM:<{sender}>")).startswith("250 ")
        for recipient in recipients:
            assert (await say(f"RCPT TO:<{recipient}>")).startswith("250 ")
        assert (await say("DATA")).startswith("354 ")
        dotted = raw.replace(b"\r\n.", b"\r\n..")
        writer.write(dotted + (b"" if dotted.endswith(b"\r\n") else b"\r\n") + b".\r\n")
        replies = [await reply() for _ in recipients]
        await say("QUIT")
        return replies
    finally:
        writer.close()
        await writer.wait_closed()
