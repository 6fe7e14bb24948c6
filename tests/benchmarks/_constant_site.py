"""The least a WSGI application can do: the bytes of one file, again and again,
under headers that are given."""

import json
import os
from pathlib import Path

BODY = Path(os.environ["BODY"]).read_bytes()
HEADERS = [tuple(header) for header in json.loads(os.environ["HEADERS"])]
ANSWER = [BODY]


def application(environ, start_response):
    start_response("200 OK", HEADERS)
    return ANSWER
