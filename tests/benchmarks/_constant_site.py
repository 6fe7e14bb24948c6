"""The least a WSGI application can do: the bytes of one file, again and again."""

import os
from pathlib import Path

BODY = Path(os.environ["BODY"]).read_bytes()
HEADERS = [
    ("Content-Type", "text/html; charset=utf-8"),
    ("Content-Length", str(len(BODY))),
]
ANSWER = [BODY]


def application(environ, start_response):
    start_response("200 OK", HEADERS)
    return ANSWER
