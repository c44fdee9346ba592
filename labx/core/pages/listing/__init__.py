"""Lists: a table that sorts, filters, pages and exports exactly what it shows."""

from labx.core.pages.listing.declaration import Column, Empty, Filter, Table
from labx.core.pages.listing.reading import Listing

__all__ = ["Column", "Empty", "Filter", "Listing", "Table"]
