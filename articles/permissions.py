"""Who may do what to a piece, and why not."""

from enum import StrEnum

from django.contrib.auth.models import AbstractBaseUser
from django.utils.translation import gettext_lazy as _

from articles.models import Article, Publication


class Act(StrEnum):
    """The editorial acts."""

    SAVE = "save"
    PUBLISH = "publish"
    UNSCHEDULE = "unschedule"
    WITHDRAW = "withdraw"
    REINSTATE = "reinstate"


# Groups made by migration; Django's own permissions carry the rights.
WRITERS, EDITORS, CHIEFS = "Penulis", "Redaktur", "Pemimpin redaksi"


def why_not(act: Act, article: Article, user: AbstractBaseUser):
    """Return why `user` may not do `act` to `article`, in words, or None if they may."""
    if not (user.is_active and user.is_staff):
        return _("Only the newsroom's staff can do this. Sign in with a staff account.")
    return _no_right(act, article, user) or _wrong_state(act, article)


def _no_right(act: Act, article: Article, user: AbstractBaseUser):
    if act is Act.SAVE:
        needed = "articles.add_article" if article.pk is None else "articles.change_article"
        if not user.has_perm(needed):
            return _("Your account may not write here. Ask the editor-in-chief for the right.")
    elif not user.has_perm("articles.publish_article"):
        return _("Your account may not publish. Ask an editor to do it.")
    return None


def _wrong_state(act: Act, article: Article):
    state = article.publication
    if act is Act.PUBLISH and state is Publication.WITHDRAWN:
        return _("The piece is withdrawn. Reinstate it first.")
    if act is Act.UNSCHEDULE and state is not Publication.SCHEDULED:
        return _("The piece is not scheduled.")
    if act is Act.WITHDRAW and state is not Publication.LIVE:
        return _("Only a live piece can be withdrawn.")
    if act is Act.REINSTATE and state is not Publication.WITHDRAWN:
        return _("The piece is not withdrawn.")
    return None
