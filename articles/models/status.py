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
    CORRECT = "correct", _("add to the ledger")
    DOUBT = "doubt", _("label as unverified")
    VERIFY = "verify", _("clear the label")
    PIN = "pin", _("pin a related piece")
    UNPIN = "unpin", _("unpin a related piece")
    BAN = "ban", _("keep a piece away")
    UNBAN = "unban", _("let a piece back")


class Genre(models.TextChoices):
    """What kind of piece it is; readers are told where it is not news."""

    NEWS = "news", _("News")
    BACKGROUND = "background", _("Background")
    ANALYSIS = "analysis", _("Analysis")
    OPINION = "opinion", _("Opinion")
    ADVERTORIAL = "advertorial", _("Advertorial")


class Entry(models.TextChoices):
    """The kinds of entry in the ledger of corrections, by the words of the Press Council."""

    RALAT = "ralat", _("Erratum")
    KOREKSI = "koreksi", _("Correction")
    KLARIFIKASI = "klarifikasi", _("Clarification")
    HAK_JAWAB = "hak_jawab", _("Right of reply")
    PENCABUTAN = "pencabutan", _("Withdrawal")
    PEMULIHAN = "pemulihan", _("Reinstatement")
    VERIFIKASI = "verifikasi", _("Verification")


class Ground(models.TextChoices):
    """Why a piece may be withdrawn: by the guideline for online media (point 5), or by our own."""

    SARA = "sara", _("Ethnicity, religion, race or class")
    MORALS = "kesusilaan", _("Decency")
    CHILD = "anak", _("The future of a child")
    TRAUMA = "trauma", _("The traumatic experience of a victim")
    COUNCIL = "dewan_pers", _("Special consideration by the Press Council")
    WRONG = "redaksi", _("The newsroom's decision, because the piece was wrong")
