"""Uploads while they arrive: of a file that is too large nothing piles up."""

from io import BytesIO

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler


class CappedUpload(FileUploadHandler):
    """Stands before Django's handlers and keeps from them what is past settings.IMAGE_MAX_BYTES.

    The request is still read to its end, so that the other fields are there and the answer can
    be words; what the form gets is an empty file that knows its true size.
    """

    received = 0

    def new_file(self, *args, **kwargs) -> None:
        """Count anew."""
        super().new_file(*args, **kwargs)
        self.received = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        """Hand on what is within the limit."""
        self.received += len(raw_data)
        return raw_data if self.received <= settings.IMAGE_MAX_BYTES else None

    def file_complete(self, file_size: int) -> UploadedFile | None:
        """Leave files within the limit to the next handler."""
        if self.received <= settings.IMAGE_MAX_BYTES:
            return None
        for other in self.request.upload_handlers:
            # They are not asked for their file any more, so they would keep its beginning open.
            other.upload_interrupted()
        return UploadedFile(BytesIO(), self.file_name, self.content_type, self.received)
