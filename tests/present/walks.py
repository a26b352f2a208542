"""A made-up shop whose customers walk about by fixed odds: the paths that the fixture tables are counted
from.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

AS_OF = datetime(2025, 6, 30, 18, 0, tzinfo=UTC)
STAGES = ("awareness", "consideration", "purchase", "onboarding", "retention", "support", "advocacy")
HALVES = ("buyer", "buyer", "buyer", "owner", "owner", "owner", "owner")
STAGE_LABELS = {
    "en": ("Awareness", "Consideration", "Purchase", "Onboarding", "Retention", "Support", "Advocacy"),
    "pl": ("Odkrycie", "Rozważanie", "Zakup", "Wdrożenie", "Utrzymanie", "Wsparcie", "Polecanie"),
    "ar": ("الوعي", "المفاضلة", "الشراء", "البداية", "الاحتفاظ", "الدعم", "التوصية"),
}


@dataclass(frozen=True)
class Place:
    """A touchpoint of the made-up shop: labels in English, Polish, Arabic."""

    name: str
    stage: str
    channel: str
    owner: str
    purpose: str
    labels: tuple[str, str, str]

    def label(self, language: str) -> str:
        return self.labels[("en", "pl", "ar").index(language)]


PLACES = (
    Place(
        "search_ad",
        "awareness",
        "paid search",
        "Marketing",
        "inspire",
        ("Search ad", "Reklama w wyszukiwarce", "إعلان البحث"),
    ),
    Place(
        "social_post",
        "awareness",
        "social",
        "Marketing",
        "inspire",
        ("Social post", "Post w mediach", "منشور اجتماعي"),
    ),
    Place(
        "newsletter",
        "awareness",
        "email",
        "Marketing",
        "inform",
        ("Newsletter", "Newsletter", "النشرة البريدية"),
    ),
    Place(
        "product_page",
        "consideration",
        "web",
        "Product",
        "inform",
        ("Product page", "Strona produktu", "صفحة المنتج"),
    ),
    Place(
        "comparison",
        "consideration",
        "web",
        "Product",
        "educate",
        ("Comparison", "Porównywarka", "مقارنة المنتجات"),
    ),
    Place("reviews", "consideration", "web", "Product", "educate", ("Reviews", "Opinie", "التقييمات")),
    Place(
        "shipping_costs",
        "consideration",
        "web",
        "Logistics",
        "inform",
        ("Shipping costs", "Koszty dostawy", "تكاليف الشحن"),
    ),
    Place("cart", "purchase", "web", "Web shop", "take payment", ("Cart", "Koszyk", "السلة")),
    Place(
        "checkout", "purchase", "web", "Web shop", "take payment", ("Checkout", "Zamówienie", "إتمام الطلب")
    ),
    Place("payment", "purchase", "web", "Payments", "take payment", ("Payment", "Płatność", "الدفع")),
    Place(
        "tracking",
        "onboarding",
        "email",
        "Logistics",
        "inform",
        ("Delivery tracking", "Śledzenie dostawy", "تتبع التوصيل"),
    ),
    Place(
        "setup_guide",
        "onboarding",
        "web",
        "Product",
        "educate",
        ("Set-up guide", "Instrukcja startu", "دليل الإعداد"),
    ),
    Place(
        "welcome_email",
        "onboarding",
        "email",
        "Marketing",
        "educate",
        ("Welcome e-mail", "E-mail powitalny", "رسالة ترحيب"),
    ),
    Place("account", "retention", "web", "Web shop", "support", ("My account", "Moje konto", "حسابي")),
    Place(
        "reorder",
        "retention",
        "email",
        "Marketing",
        "inspire",
        ("Reorder reminder", "Przypomnienie o zamówieniu", "تذكير بإعادة الطلب"),
    ),
    Place(
        "loyalty",
        "retention",
        "app",
        "Marketing",
        "inspire",
        ("Loyalty points", "Punkty lojalnościowe", "نقاط الولاء"),
    ),
    Place(
        "help_centre",
        "support",
        "web",
        "Service",
        "support",
        ("Help centre", "Centrum pomocy", "مركز المساعدة"),
    ),
    Place(
        "chat",
        "support",
        "chat",
        "Service",
        "support",
        ("Chat with support", "Czat z obsługą", "محادثة الدعم"),
    ),
    Place(
        "ticket", "support", "support", "Service", "support", ("Support ticket", "Zgłoszenie", "تذكرة الدعم")
    ),
    Place("survey", "advocacy", "email", "Insight", "support", ("NPS survey", "Ankieta NPS", "استبيان NPS")),
    Place("referral", "advocacy", "app", "Marketing", "inspire", ("Referral", "Polecenie", "الإحالة")),
)
_NEXT = {
    "search_ad": "product_page 6 comparison 2 newsletter 1 end 4",
    "social_post": "product_page 4 newsletter 1 end 5",
    "newsletter": "product_page 6 comparison 2 end 3",
    "product_page": "comparison 4 reviews 3 shipping_costs 3 cart 5 search_ad 1 newsletter 1 end 3",
    "comparison": "product_page 6 reviews 2 cart 3 search_ad 1 end 2",
    "reviews": "product_page 5 cart 4 end 1",
    "shipping_costs": "cart 3 product_page 2 end 5",
    "cart": "checkout 7 product_page 3 shipping_costs 1 end 2",
    "checkout": "payment 7 cart 2 shipping_costs 1 end 2",
    "payment": "tracking 7 welcome_email 5 checkout 2 account 1 end 1",
    "tracking": "setup_guide 4 account 3 help_centre 2 ticket 1 end 1",
    "welcome_email": "setup_guide 3 account 4 end 2",
    "setup_guide": "account 4 help_centre 2 end 2",
    "account": "reorder 3 loyalty 3 help_centre 2 survey 2 end 4",
    "reorder": "product_page 3 account 2 loyalty 1 end 4",
    "loyalty": "account 3 referral 2 end 3",
    "help_centre": "chat 4 ticket 3 account 2 end 2",
    "chat": "account 4 ticket 2 survey 2 end 1",
    "ticket": "chat 3 help_centre 2 survey 1 account 1 end 4",
    "survey": "referral 2 account 2 end 3",
    "referral": "account 1 end 4",
}


@dataclass(frozen=True)
class Visit:
    """One event of a walk."""

    place: str
    at: datetime


@dataclass(frozen=True)
class Walk:
    """One customer's journey."""

    customer: str
    persona: str
    device: str
    visits: tuple[Visit, ...]

    @property
    def outcome(self) -> str:
        if any(visit.place == "payment" for visit in self.visits):
            return "converted"
        return "open" if AS_OF - self.visits[-1].at <= timedelta(days=30) else "dropped"

    def path(self, level: str) -> list[tuple[str, datetime, datetime, int]]:
        """Maximal stays at a level: node, first and last time, events."""
        stays: list[tuple[str, datetime, datetime, int]] = []
        for visit in self.visits:
            node = visit.place if level == "touchpoint" else STAGE_OF[visit.place]
            if stays and stays[-1][0] == node:
                stays[-1] = (node, stays[-1][1], visit.at, stays[-1][3] + 1)
            else:
                stays.append((node, visit.at, visit.at, 1))
        return stays


STAGE_OF = {place.name: place.stage for place in PLACES}


def walks(count: int = 900) -> list[Walk]:
    """Made-up journeys, the same on every call."""
    dice = random.Random(11)
    return [_walk(dice, number) for number in range(count)]


def _walk(dice: random.Random, number: int) -> Walk:
    persona = dice.choices(("quick", "comparer", "everyone else"), (3, 4, 6))[0]
    at = AS_OF - timedelta(days=dice.uniform(5, 170))
    place = dice.choices(("search_ad", "social_post", "newsletter", "product_page"), (5, 3, 2, 3))[0]
    visits: list[Visit] = []
    while place != "end" and len(visits) < 40 and at <= AS_OF:
        visits.append(Visit(place, at))
        at += timedelta(hours=dice.expovariate(1 / (4 if persona == "quick" else 30)))
        place = _step(dice, place, persona)
    return Walk(f"c{number:04d}", persona, dice.choice(("desktop", "mobile")), tuple(visits))


def _step(dice: random.Random, place: str, persona: str) -> str:
    words = _NEXT[place].split()
    odds = {node: float(weight) for node, weight in zip(words[::2], words[1::2], strict=True)}
    if persona == "comparer":
        odds = {
            node: weight * (2.5 if node in ("comparison", "reviews") else 1) for node, weight in odds.items()
        }
    return dice.choices(list(odds), list(odds.values()))[0]
