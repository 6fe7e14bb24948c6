"""Where a piece stands, in words."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Publication(models.TextChoices):
    """What readers can know of a piece. Derived from its dates, never stored."""

    DRAFT = "draft", _("draft")
    SCHEDULED = "scheduled", _("scheduled")
    LIVE = "live", _("live")
    WITHDRAWN = "withdrawn", _("withdrawn")


class Stage(models.TextChoices):
    """How far the working copy has come at the desk, apart from what readers see."""

    DRAFT = "draft", _("being written")
    IN_REVIEW = "in_review", _("waiting for review")
    APPROVED = "approved", _("approved")


class Act(models.TextChoices):
    """The editorial acts, as the record names them."""

    SAVE = "save", _("save")
    SUBMIT = "submit", _("submit for review")
    SEND_BACK = "send_back", _("send back")
    APPROVE = "approve", _("approve")
    PUBLISH = "publish", _("publish")
    SCHEDULE = "schedule", _("schedule")
    UNSCHEDULE = "unschedule", _("cancel the schedule")
    WITHDRAW = "withdraw", _("withdraw")
    REINSTATE = "reinstate", _("reinstate")
    RESTORE = "restore", _("restore a version")
    DELETE = "delete", _("delete")
