"""All worked examples, by section."""

from __future__ import annotations

from tests.spec.cases_carts import CARTS
from tests.spec.cases_customers import CUSTOMERS
from tests.spec.cases_funnel import FUNNEL_ORDER
from tests.spec.cases_funnel_attempts import FUNNEL_ATTEMPTS
from tests.spec.cases_funnel_options import FUNNEL_OPTIONS
from tests.spec.cases_graph import GRAPH
from tests.spec.cases_journeys import JOURNEYS
from tests.spec.cases_movement import MOVEMENT
from tests.spec.cases_sessions import SESSIONS
from tests.spec.questions import SpecCase

CASES: tuple[SpecCase, ...] = (
    *CUSTOMERS,
    *SESSIONS,
    *JOURNEYS,
    *GRAPH,
    *FUNNEL_ORDER,
    *FUNNEL_OPTIONS,
    *FUNNEL_ATTEMPTS,
    *CARTS,
    *MOVEMENT,
)
