"""What is stored, one noun a file.

Imports go one way: status, slugged -> sections, authors, tags, images -> articles
-> redirects, pages. Models know nothing of views, acts, caching or search.
"""

from articles.models.articles import Article, ArticleQuerySet, Byline, RelatedPick
from articles.models.authors import Author
from articles.models.images import Image
from articles.models.pages import StandingPage
from articles.models.redirects import Redirect
from articles.models.sections import Section
from articles.models.status import Publication
from articles.models.tags import Tag, Tagging

__all__ = [
    "Article",
    "ArticleQuerySet",
    "Author",
    "Byline",
    "Image",
    "Publication",
    "Redirect",
    "RelatedPick",
    "Section",
    "StandingPage",
    "Tag",
    "Tagging",
]
