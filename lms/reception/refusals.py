"""What is said to those whose request nobody will read."""

RETRY = "Retry-After: 5\r\n"
REASONS = {
    408: ("Request Timeout", "timeout", "The request did not arrive in time."),
    411: ("Length Required", "no_length", "Say the length of the body beforehand."),
    431: (
        "Request Header Fields Too Large",
        "large_head",
        "The head of the request is too large.",
    ),
    503: ("Service Unavailable", "out_of_order", "Try again in a moment."),
}


def refusal(status: int) -> bytes:
    """The whole answer with this status, the last one on its connection."""
    reason, code, message = REASONS[status]
    body = f'{{"error":{{"code":"{code}","message":"{message}"}}}}\n'
    return (
        f"HTTP/1.1 {status} {reason}\r\nConnection: close\r\n{RETRY}"
        "Content-Type: application/json\r\n"
        f"Content-Length: {len(body)}\r\n\r\n{body}"
    ).encode()
