"""Sessions in the database, whose loss never costs the answer they belong to."""

import logging

from django.contrib.sessions.backends import db
from django.contrib.sessions.backends.base import UpdateError
from django.db import OperationalError

logger = logging.getLogger(__name__)


class SessionStore(db.SessionStore):
    """Django's own, but a full or locked database forgets what was to be remembered.

    Django answers 400 where a session cannot be written, for it takes it to be deleted; whoever
    has just been given their text back would lose it so.
    """

    def save(self, must_create: bool = False) -> None:
        """Write it down, if the database takes it. Raises UpdateError where it is deleted."""
        try:
            super().save(must_create)
        except UpdateError as error:
            if not isinstance(error.__context__, OperationalError):
                raise
            logger.exception("A session was not written.")
