"""Pictures whose licence has ended: the desk still sees them, readers get them at no address.

The site asks before it sends a file. A web server in front of it does not ask, so what was made of
such a picture is deleted; the picture's own file stays, and only the site itself sends that.
"""

from articles import renditions, shelving
from articles.models import Image, RenditionJob

# The state of a picture of which nothing is wanted.
NOTHING = ""


def is_withheld(name: str) -> bool:
    """Whether a file in the storage is, or was made of, a picture whose licence has ended.

    One look into an index. A replaced file leads to the new one, which is asked about then.
    """
    ended, asked = Image.objects.licence_ended(), renditions.named(name)
    return (ended.filter(pk=asked[0]) if asked else ended.filter(file=name)).exists()


def put_away() -> int:
    """Delete what was made of pictures whose licence has ended; return of how many.

    It is made anew when a licence is prolonged: saving the picture asks for it.
    """
    jobs = RenditionJob.objects.filter(image__in=Image.objects.licence_ended())
    number = 0
    for job in jobs.exclude(wanted=NOTHING).select_related("image"):
        for folder in renditions.folders(job.image):
            shelving.delete_folder(job.image.file.storage, folder)
        RenditionJob.objects.filter(pk=job.pk).update(wanted=NOTHING, made=NOTHING)
        number += 1
    return number
