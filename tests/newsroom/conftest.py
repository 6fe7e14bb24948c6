"""What stands in front of a running site."""

import os
import shutil

import pytest


@pytest.fixture(scope="session")
def nginx_program() -> str:
    program = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
    if program is None:
        if os.environ.get("CI") == "true":
            pytest.fail("no nginx found")
        pytest.skip("no nginx found; apt-get install nginx")
    return program
