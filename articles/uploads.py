"""Uploads while they arrive: nothing piles up of what is too large, a full disk is survived."""

from contextlib import suppress
from io import BytesIO
from pathlib import Path

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, TemporaryFileUploadHandler


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


class DiskUpload(TemporaryFileUploadHandler):
    """Django's handler for large files, which a full disk does not bring to fall.

    The form then gets an empty file with `no_room` set, and the other fields are there.
    """

    no_room = False

    def new_file(self, *args, **kwargs) -> None:
        """Begin a file, if there is room for any."""
        self.no_room, self.file = False, None
        try:
            super().new_file(*args, **kwargs)
        except OSError:
            self._give_up()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Write down what arrived."""
        if self.no_room:
            return
        try:
            super().receive_data_chunk(raw_data, start)
        except OSError:
            self._give_up()

    def file_complete(self, file_size: int) -> UploadedFile:
        """Return the file, or what stands for the one that found no room."""
        if not self.no_room:
            try:
                return super().file_complete(file_size)
            except OSError:  # the last of it was still on its way to the disk
                self._give_up()
        upload = UploadedFile(BytesIO(), self.file_name, self.content_type, 0)
        upload.no_room = True
        return upload

    def upload_interrupted(self) -> None:
        """Drop what was written, if anything was."""
        if self.file is not None:
            super().upload_interrupted()

    def _give_up(self) -> None:
        self.no_room = True
        if self.file is not None:
            # Closing writes what is left, and fails once more; the file is gone all the same.
            with suppress(OSError):
                self.file.close()
            Path(self.file.temporary_file_path()).unlink(missing_ok=True)
