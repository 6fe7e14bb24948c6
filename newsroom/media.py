"""Where pictures are kept, read from the environment: a folder, or an S3-compatible bucket.

Nothing here knows Django's settings: plain values in, plain values out.
"""

import importlib.util
import os
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from newsroom.environment import UnsafeStart

# What is sent with every file, for readers who get it from the bucket itself.
KEPT_FOR_A_YEAR = {"CacheControl": "public, max-age=31536000, immutable"}
DISK = {"BACKEND": "django.core.files.storage.FileSystemStorage"}


def storages(environ: Mapping[str, str] = os.environ) -> dict[str, dict[str, Any]]:
    """Return Django's STORAGES for pictures: `default`, and `disk` and `bucket` to move between.

    MEDIA_BUCKET names the bucket; MEDIA_STORAGE=disk leaves the pictures on the disk all the
    same, until they have been moved. Raises UnsafeStart where something is missing or wrong.
    """
    bucket, chosen = environ.get("MEDIA_BUCKET", "").strip(), environ.get("MEDIA_STORAGE", "")
    known = {"disk": DISK} | ({"bucket": _bucket(bucket, environ)} if bucket else {})
    chosen = chosen.strip() or ("bucket" if bucket else "disk")
    if chosen not in known:
        raise UnsafeStart(
            f"MEDIA_STORAGE is {chosen!r}; write disk, or bucket with MEDIA_BUCKET set to its name."
        )
    return {"default": known[chosen], **known}


def _bucket(name: str, environ: Mapping[str, str]) -> dict[str, Any]:
    if not all(map(importlib.util.find_spec, ("storages", "boto3"))):
        raise UnsafeStart('MEDIA_BUCKET needs more packages: pip install "django-storages[s3]".')
    options = {
        "bucket_name": name,
        "endpoint_url": address("MEDIA_S3_ENDPOINT", environ) or None,
        "region_name": environ.get("MEDIA_S3_REGION", "").strip() or None,
        "access_key": environ.get("MEDIA_S3_KEY", "").strip() or None,
        "secret_key": environ.get("MEDIA_S3_SECRET", "").strip() or None,
        "addressing_style": "path" if environ.get("MEDIA_S3_ENDPOINT", "").strip() else "auto",
        "signature_version": "s3v4",
        "file_overwrite": False,
        # Who may read the bucket is the bucket's own affair.
        "default_acl": None,
        "object_parameters": KEPT_FOR_A_YEAR,
    }
    return {"BACKEND": "articles.buckets.Bucket", "OPTIONS": options}


def address(name: str, environ: Mapping[str, str] = os.environ) -> str:
    """Return a web address of the environment without a slash at its end, or "".

    Raises UnsafeStart for anything else.
    """
    value = environ.get(name, "").strip().rstrip("/")
    parts = urlsplit(value)
    if value and (parts.scheme not in {"http", "https"} or not parts.hostname or parts.query):
        raise UnsafeStart(f"{name} is {value!r}; write an address as in https://gambar.koran.id.")
    return value


def origins(url: str) -> list[str]:
    """Return scheme and host of an address, as a content security policy names them; [] of none."""
    parts = urlsplit(url)
    return [f"{parts.scheme}://{parts.netloc}"] if url else []
