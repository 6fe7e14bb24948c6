"""What is stored, one noun a file.

Imports go one way: status, slugged -> sections, authors, tags, images -> articles
-> snapshots -> revisions, activity, notes, redirects, pages, search -> previews. Models know
nothing of views, acts, caching or the abilities.
"""

from articles.models.activity import Activity
from articles.models.articles import Article, ArticleQuerySet, Byline, RelatedPick
from articles.models.authors import Author
from articles.models.images import Image
from articles.models.letters import Letter
from articles.models.notes import Note
from articles.models.pages import StandingPage
from articles.models.previews import PreviewLink
from articles.models.redirects import Redirect
from articles.models.revisions import Revision, working_snapshot
from articles.models.search import SearchEntry, SearchMiss, SearchPick, SearchWord
from articles.models.sections import Section
from articles.models.snapshots import snapshot_of
from articles.models.status import Act, Publication, Stage
from articles.models.tags import FormerName, Tag, Tagging

__all__ = [
    "Act",
    "Activity",
    "Article",
    "ArticleQuerySet",
    "Author",
    "Byline",
    "FormerName",
    "Image",
    "Letter",
    "Note",
    "PreviewLink",
    "Publication",
    "Redirect",
    "RelatedPick",
    "Revision",
    "SearchEntry",
    "SearchMiss",
    "SearchPick",
    "SearchWord",
    "Section",
    "Stage",
    "StandingPage",
    "Tag",
    "Tagging",
    "snapshot_of",
    "working_snapshot",
]
