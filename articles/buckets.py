"""Pictures in an S3-compatible bucket: the optional extra "s3", switched on by MEDIA_BUCKET.

Addresses are the site's own whatever the storage, so moving from one to the other changes no page.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from botocore.exceptions import BotoCoreError, ClientError
from django.core.files.base import File
from django.urls import reverse
from storages.backends.s3 import S3Storage


@contextmanager
def _as_disks_say_it() -> Iterator[None]:
    """Whatever a bucket refuses is an OSError, as with a disk; a missing file is a missing file."""
    try:
        yield
    except ClientError as error:
        missing = error.response.get("Error", {}).get("Code") in {"404", "NoSuchKey", "NotFound"}
        raise (FileNotFoundError if missing else OSError)(str(error)) from error
    except BotoCoreError as error:
        raise OSError(str(error)) from error


class Bucket(S3Storage):
    """A bucket that behaves as a folder does."""

    def _open(self, name: str, mode: str = "rb") -> File:
        with _as_disks_say_it():
            file = super()._open(name, mode)
            # Read at once: no error is left for when the answer has begun.
            _ = file.file
            return file

    def _save(self, name: str, content: File) -> str:
        with _as_disks_say_it():
            return super()._save(name, content)

    def exists(self, name: str) -> bool:
        """Whether a file is there. Raises OSError where the bucket does not say."""
        with _as_disks_say_it():
            return super().exists(name)

    def delete(self, name: str) -> None:
        """Delete a file; one that is not there is no error."""
        with _as_disks_say_it():
            super().delete(name)

    def size(self, name: str) -> int:
        """Its bytes."""
        with _as_disks_say_it():
            return super().size(name)

    def get_modified_time(self, name: str) -> datetime:
        """When it was written."""
        with _as_disks_say_it():
            return super().get_modified_time(name)

    def listdir(self, name: str) -> tuple[list[str], list[str]]:
        """Folders and files below a folder."""
        with _as_disks_say_it():
            return super().listdir(name)

    def url(self, name: str, parameters=None, expire=None, http_method=None) -> str:
        """Its address on this site."""
        return reverse("media", args=[name])
