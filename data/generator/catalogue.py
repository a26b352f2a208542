"""What the shop sells: items with a price in EUR and how often each is looked at."""

from dataclasses import dataclass
from random import Random

from data.generator.dice import weighted


@dataclass(frozen=True, slots=True)
class Item:
    """A product of the shop; price in EUR, pull = how often it is looked at."""

    item_id: str
    name: str
    category: str
    price: float
    pull: float


CURRENCY = "EUR"

ITEMS: tuple[Item, ...] = (
    Item("P-101", "Oak desk 140", "desks", 349.0, 9),
    Item("P-102", "Standing desk Lift", "desks", 529.0, 7),
    Item("P-103", "Corner desk", "desks", 279.0, 4),
    Item("P-104", "Child's desk Grow", "desks", 189.0, 3),
    Item("P-111", "Office chair Arc", "chairs", 229.0, 10),
    Item("P-112", "Office chair Arc Plus", "chairs", 329.0, 6),
    Item("P-113", "Dining chair Lina", "chairs", 79.0, 8),
    Item("P-114", "Bar stool", "chairs", 69.0, 3),
    Item("P-115", "Rocking chair", "chairs", 259.0, 2),
    Item("P-121", "Sofa Alma, two seats", "sofas", 799.0, 7),
    Item("P-122", "Sofa Alma, three seats", "sofas", 999.0, 6),
    Item("P-123", "Sofa bed Nora", "sofas", 899.0, 5),
    Item("P-124", "Armchair Pil", "sofas", 399.0, 4),
    Item("P-131", "Floor lamp Arc", "lighting", 119.0, 6),
    Item("P-132", "Desk lamp Pin", "lighting", 49.9, 8),
    Item("P-133", "Pendant lamp Dome", "lighting", 89.9, 5),
    Item("P-134", "Light bulbs, set of four", "lighting", 17.9, 6),
    Item("P-201", "Bookcase Tall", "storage", 169.0, 6),
    Item("P-202", "Sideboard Ash", "storage", 449.0, 4),
    Item("P-203", "Drawer unit", "storage", 129.0, 4),
    Item("P-204", "Modular shelf Fit", "storage", 239.0, 11),
    Item("P-205", "Storage boxes, set of three", "storage", 24.9, 6),
    Item("P-211", "Bed frame 160", "bedroom", 499.0, 5),
    Item("P-212", "Mattress Calm 160", "bedroom", 599.0, 5),
    Item("P-213", "Linen bed set", "bedroom", 89.0, 5),
    Item("P-214", "Bedside table", "bedroom", 79.0, 3),
    Item("P-221", "Cutlery, 24 pieces", "kitchen", 59.9, 4),
    Item("P-222", "Pan set", "kitchen", 139.0, 4),
    Item("P-223", "Knife block", "kitchen", 99.0, 2),
    Item("P-231", "Garden table Teak", "garden", 389.0, 4),
    Item("P-232", "Garden chair Teak", "garden", 119.0, 4),
    Item("P-233", "Parasol 3 m", "garden", 149.0, 3),
    Item("P-301", "Easter table linen", "easter", 39.9, 3),
    Item("P-302", "Porcelain set, 12 pieces", "easter", 159.0, 3),
    Item("P-303", "Folding guest table", "easter", 119.0, 3),
    Item("P-304", "Stacking guest chair", "easter", 49.9, 3),
)
BY_ID: dict[str, Item] = {item.item_id: item for item in ITEMS}
CATEGORIES: tuple[str, ...] = tuple(dict.fromkeys(item.category for item in ITEMS))
SHELF = BY_ID["P-204"]
EASTER_PULL = 5.0

SEARCHES: tuple[tuple[str, float], ...] = (
    ("desk", 9),
    ("office chair", 8),
    ("sofa bed", 7),
    ("lamp", 6),
    ("bookcase", 5),
    ("mattress 160", 4),
    ("garden table", 4),
    ("biurko", 5),
    ("krzesło", 4),
    ("regał", 3),
    ("أريكة", 2),
    ("مكتب", 2),
)
EMPTY_SEARCHES: tuple[tuple[str, float], ...] = (
    ("hammock", 4),
    ("bean bag", 4),
    ("dsek", 3),
    ("gift card", 3),
    ("hamak", 2),
    ("أرجوحة", 2),
)


def draw_item(rng: Random, *, category: str = "", is_easter_near: bool = False) -> Item:
    """Draw an item, of one category if named; things for the holiday pull more before it."""
    lift = EASTER_PULL if is_easter_near else 1.0
    options = [
        (item, item.pull * (lift if item.category == "easter" else 1.0))
        for item in ITEMS
        if category in ("", item.category)
    ]
    return weighted(rng, options)


def draw_category(rng: Random, *, is_easter_near: bool) -> str:
    """Draw a category by the pull of its items."""
    return draw_item(rng, is_easter_near=is_easter_near).category
