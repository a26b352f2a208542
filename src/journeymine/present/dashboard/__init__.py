"""The live dashboard of the published generation, served on 127.0.0.1.

The same pictures as the report, with filters, in three languages. Dash is imported only when it is served.
"""

from journeymine.present.dashboard.serving import serve

__all__ = ["serve"]
