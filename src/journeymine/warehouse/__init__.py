"""The warehouse: its folders, lock, landing, ledger, vault, and the generations that readers open.

`Warehouse` is what a run holds; `open_current` is for everybody else.
"""

from journeymine.warehouse.current import Generation, open_current
from journeymine.warehouse.landing import Landed
from journeymine.warehouse.publish import Audit, Published
from journeymine.warehouse.writer import Warehouse

__all__ = ["Audit", "Generation", "Landed", "Published", "Warehouse", "open_current"]
