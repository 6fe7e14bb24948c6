"""The newspaper: one app, because every feature is about one aggregate, the article.

Imports point downwards only; a test reads the syntax trees and refuses anything else:

    5 doors      urls  apps  management/commands
    4 web        views  forms  admin/  middleware  context_processors  templatetags
    3 acts       workflow  signal_handlers
    2 abilities  permissions  related  references  pictures
    1 storage    models/
    0 pure       rendering  slugs
"""
