"""What is stored, one noun a file.

Imports go one way: status, slugged, listed -> sections, authors, tags, images, renditions, renewals
-> tag_keys, articles -> bylines, kin, picks -> snapshots -> revisions, activity, notes, redirects,
pages, search, unsaved -> corrections, previews. Models know nothing of views, acts, caching or
the abilities.
"""

from articles.models.activity import Activity
from articles.models.articles import Article, ArticleQuerySet
from articles.models.authors import Author
from articles.models.bylines import Byline
from articles.models.corrections import Correction
from articles.models.front import Arrangement
from articles.models.images import FormerFile, Image
from articles.models.kin import Kin, RelatedBan
from articles.models.letters import Letter
from articles.models.listed import ListedDay
from articles.models.missing import MissingAddress
from articles.models.notes import Note
from articles.models.pages import StandingPage
from articles.models.picks import RelatedPick
from articles.models.picture_uses import PictureUse
from articles.models.previews import PreviewLink
from articles.models.publisher import Publisher
from articles.models.purges import Purge
from articles.models.redirects import Redirect
from articles.models.renditions import RenditionJob
from articles.models.renewals import Renewal
from articles.models.revisions import Revision, working_snapshot
from articles.models.search import SearchEntry, SearchMiss, SearchPick, SearchWord
from articles.models.sections import Section
from articles.models.snapshots import snapshot_of
from articles.models.status import Act, Entry, Genre, Ground, Publication, Stage
from articles.models.tag_keys import Likeness, TagKey, TagPair
from articles.models.tags import FormerName, Tag, Tagging
from articles.models.unsaved import Presence, UnsavedText

__all__ = [
    "Act",
    "Activity",
    "Arrangement",
    "Article",
    "ArticleQuerySet",
    "Author",
    "Byline",
    "Correction",
    "Entry",
    "FormerFile",
    "FormerName",
    "Genre",
    "Ground",
    "Image",
    "Kin",
    "Letter",
    "Likeness",
    "ListedDay",
    "MissingAddress",
    "Note",
    "PictureUse",
    "Presence",
    "PreviewLink",
    "Publication",
    "Publisher",
    "Purge",
    "Redirect",
    "RelatedBan",
    "RelatedPick",
    "RenditionJob",
    "Renewal",
    "Revision",
    "SearchEntry",
    "SearchMiss",
    "SearchPick",
    "SearchWord",
    "Section",
    "Stage",
    "StandingPage",
    "Tag",
    "TagKey",
    "TagPair",
    "Tagging",
    "UnsavedText",
    "snapshot_of",
    "working_snapshot",
]
