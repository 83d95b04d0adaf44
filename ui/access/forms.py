"""The fields of a form, as a browser sends them without any script."""

from urllib.parse import parse_qs

from fastapi import Request

_LONGEST = 100_000  # a question, the questions before it, and a comment, each letter written %XX


async def read_form(request: Request) -> dict[str, str] | None:
    """Return the fields of a form, the first of each name; None where it is too long to be one."""
    body = bytearray()
    async for part in request.stream():
        body.extend(part)
        if len(body) > _LONGEST:
            return None
    try:
        fields = parse_qs(body.decode("utf-8", "replace"), max_num_fields=50)
    except ValueError:
        return None
    return {name: values[0] for name, values in fields.items()}
