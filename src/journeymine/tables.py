"""What each table promises: columns, types, key, units and one sentence each.

Read by the audit before a publication, by the reference page docs/tables.md and by the tests.
Times are TIMESTAMPTZ in UTC. `_seconds`, `_count`, `_rate` (0 to 1), `_share` (parts of a whole) and `is_`
say the unit; NULL means unknown.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Column:
    """One column of a table.

    Attributes:
        name: its name.
        type: its DuckDB type.
        meaning: one sentence.
        nullable: whether NULL (unknown) is allowed.
        allowed: the values allowed, where they are few.
    """

    name: str
    type: str
    meaning: str
    nullable: bool = True
    allowed: tuple[str, ...] = ()


@dataclass(frozen=True)
class TableSpec:
    """A published table.

    Attributes:
        name: its name.
        grain: what one row stands for.
        key: the columns that name a row.
        columns: its columns in order.
        is_view: whether it is put together from other published tables when it is read (sql/views/).
        order: the columns by which its rows lie; its key where none are given.
        is_laid: whether its rows are made in that order, so that they need no sorting.
    """

    name: str
    grain: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    is_view: bool = False
    order: tuple[str, ...] = ()
    is_laid: bool = False

    @property
    def is_laid_by_key(self) -> bool:
        """Whether its rows are made in the order of a key of one column."""
        return self.is_laid and self.order == self.key and len(self.key) == 1

    def column_names(self) -> tuple[str, ...]:
        """Names of the columns in order."""
        return tuple(column.name for column in self.columns)


def _columns(text: str) -> tuple[Column, ...]:
    """Read columns from lines `name | TYPE[!] | meaning [| a, b, c]`; `!` means never NULL."""
    rows = [[cell.strip() for cell in line.split("|")] for line in text.strip().splitlines()]
    return tuple(
        Column(
            name=row[0],
            type=row[1].rstrip("!"),
            meaning=row[2],
            nullable=not row[1].endswith("!"),
            allowed=tuple(value.strip() for value in row[3].split(",")) if len(row) > 3 else (),
        )
        for row in rows
    )


def _table(  # noqa: PLR0913
    name: str, grain: str, key: str, columns: str, *, is_view: bool = False, laid_by: str = ""
) -> TableSpec:
    """A table; `laid_by` names the columns in whose order its rows are made."""
    parts = (tuple(key.split()), _columns(columns))
    return TableSpec(
        name, grain, *parts, is_view=is_view, order=tuple(laid_by.split()), is_laid=bool(laid_by)
    )


STRONG_TYPES = ("user", "crm", "email", "phone")
WEAK_TYPES = ("anonymous",)
RECORD_TYPE = "record"
LEVELS = ("stage", "touchpoint", "channel", "event")
START, END = "START", "END"

STAGED: tuple[tuple[str, str], ...] = (
    ("line_number", "BIGINT"),
    ("is_event", "BOOLEAN"),
    ("skip_reason", "VARCHAR"),
    ("event_id", "VARCHAR"),
    ("occurred_at", "TIMESTAMP WITH TIME ZONE"),
    ("time_text", "VARCHAR"),
    ("sequence", "BIGINT"),
    ("event_name", "VARCHAR"),
    ("channel", "VARCHAR"),
    ("medium", "VARCHAR"),
    ("campaign", "VARCHAR"),
    ("device", "VARCHAR"),
    ("page", "VARCHAR"),
    ("value", "DOUBLE"),
    ("currency", "VARCHAR"),
    ("quantity", "DOUBLE"),
    ("score", "DOUBLE"),
    ("score_kind", "VARCHAR"),
    ("sentiment", "DOUBLE"),
    ("session_key", "VARCHAR"),
    ("touchpoint_hint", "VARCHAR"),
    ("body", "VARCHAR"),
    ("identifiers", "STRUCT(identifier_type VARCHAR, identifier_value VARCHAR)[]"),
    ("properties", "VARCHAR"),
    ("user_agent", "VARCHAR"),
    ("ip", "VARCHAR"),
    ("flag", "VARCHAR"),
)

TABLES: tuple[TableSpec, ...] = (
    _table(
        "events",
        "event",
        "source event_id",
        """
        event_id | VARCHAR! | id of the event in its source, or one made from its values
        source | VARCHAR! | name of the source in the journey file
        occurred_at | TIMESTAMP WITH TIME ZONE! | when it happened
        sequence | BIGINT! | the source's own order inside one instant
        customer_id | VARCHAR! | the customer it belongs to
        session_id | VARCHAR | its session; NULL for sources that are not sessionized
        event_name | VARCHAR! | as the source names it
        touchpoint | VARCHAR | touchpoint that the rules give it; NULL where no rule matches
        stage | VARCHAR | stage of that touchpoint
        channel | VARCHAR | channel after the channel rules
        campaign | VARCHAR | campaign
        device | VARCHAR | device category
        page | VARCHAR | URL path or page name
        value | DOUBLE | money, in currency
        currency | VARCHAR | ISO code
        score | DOUBLE | answer mapped to -1 to 1
        sentiment | DOUBLE | -1 to 1, where the source has one
        score_kind | VARCHAR | scale of the answer | nps, csat, ces, stars
        score_raw | DOUBLE | answer in its own scale
        journey_id | VARCHAR | journey of a mapped event
        friction | VARCHAR | friction that the event is a sign of
        position | BIGINT! | place in the total order of all events, from 0
        """,
        is_view=True,
    ),
    _table(
        "event_codes",
        "event",
        "position",
        """
        position | BIGINT! | place in the total order of all events, from 0
        event_id | VARCHAR! | id of the event in its source, or one made from its values
        occurred_at | TIMESTAMP WITH TIME ZONE! | when it happened
        sequence | BIGINT! | the source's own order inside one instant
        customer_no | INTEGER! | number of its customer
        session_no | INTEGER | number of its session
        journey_no | INTEGER | number of its journey
        signature_no | INTEGER! | number of what it says in words
        value | DOUBLE | money, in currency
        score | DOUBLE | answer mapped to -1 to 1
        score_raw | DOUBLE | answer in its own scale
        sentiment | DOUBLE | -1 to 1, where the source has one
        """,
        laid_by="position",
    ),
    _table(
        "event_words",
        "distinct combination of words that events have",
        "signature_no",
        """
        signature_no | INTEGER! | its number, in the order of these words
        source | VARCHAR! | name of the source in the journey file
        event_name | VARCHAR! | as the source names it
        touchpoint | VARCHAR | touchpoint that the rules give it; NULL where no rule matches
        stage | VARCHAR | stage of that touchpoint
        channel | VARCHAR | channel after the channel rules
        campaign | VARCHAR | campaign
        device | VARCHAR | device category
        page | VARCHAR | URL path or page name
        currency | VARCHAR | ISO code
        score_kind | VARCHAR | scale of the answer | nps, csat, ces, stars
        friction | VARCHAR | friction that such an event is a sign of
        checkout_step | VARCHAR | step of the checkout
        is_conversion | BOOLEAN! | at a stage with `conversion: true`
        """,
    ),
    _table(
        "customers",
        "customer",
        "customer_id",
        """
        customer_id | VARCHAR! | pseudonym of the customer
        first_seen_at | TIMESTAMP WITH TIME ZONE! | first event
        last_seen_at | TIMESTAMP WITH TIME ZONE! | last event
        event_count | BIGINT! | events
        session_count | BIGINT! | sessions
        journey_count | BIGINT! | journeys
        outcome | VARCHAR | outcome of the last journey; NULL without one | converted, dropped, open
        stage | VARCHAR | stage of the last mapped event
        persona | VARCHAR | persona by the journey file's rules
        value | DOUBLE | value of the conversions
        is_known | BOOLEAN! | true where a person's key is known, false for devices only
        customer_no | BIGINT! | place in the order of customer_id, from 0; row in the paths
        """,
        laid_by="customer_no",
    ),
    _table(
        "merges",
        "customer among the 100 whose joining moved most events",
        "customer_id",
        """
        customer_id | VARCHAR! | a person of several strong identifiers, or of one and a device
        rank | BIGINT! | 1 moved most
        identifier_count | BIGINT! | identifiers on its events; shared ones and records left out
        strong_count | BIGINT! | of them, those that name a person
        device_count | BIGINT! | devices on its events
        source_count | BIGINT! | sources of its events
        event_count | BIGINT! | events
        anonymous_event_count | BIGINT! | events whose row names no person: only the joining gave them to it
        moved_event_count | BIGINT! | events that do not carry the identifier which most of its events carry
        moved_value | DOUBLE | value of conversions among them
        """,
    ),
    _table(
        "sessions",
        "session",
        "session_id",
        """
        session_id | VARCHAR! | customer and running number, or the source's own id
        customer_id | VARCHAR! | customer
        source | VARCHAR! | source of the first event
        started_at | TIMESTAMP WITH TIME ZONE! | first event
        ended_at | TIMESTAMP WITH TIME ZONE! | last event
        event_count | BIGINT! | events
        duration_seconds | DOUBLE! | from first to last event
        channel | VARCHAR | channel of the first event that has one
        entry_page | VARCHAR | first page
        exit_page | VARCHAR | last page
        is_converted | BOOLEAN! | holds a conversion event
        device | VARCHAR | device of the first event that has one
        session_no | BIGINT! | place in the order of customers and first events, from 0; row in the paths
        """,
        laid_by="session_no",
    ),
    _table(
        "journeys",
        "journey",
        "journey_id",
        """
        journey_id | VARCHAR! | customer and running number
        customer_id | VARCHAR! | customer
        journey_index | BIGINT! | running number of the customer's journeys, from 1
        started_at | TIMESTAMP WITH TIME ZONE! | first mapped event
        ended_at | TIMESTAMP WITH TIME ZONE! | last mapped event
        outcome | VARCHAR! | converted, dropped, or open at the as-of time | converted, dropped, open
        step_count | BIGINT! | steps at level stage
        variant | VARCHAR! | stages of the path, joined by ' > '
        backward_count | BIGINT! | steps to an earlier stage
        skip_count | BIGINT! | steps more than one stage ahead
        ping_pong_count | BIGINT! | returns to the stage two steps before
        revisit_count | BIGINT! | steps at a stage already seen
        linearity | DOUBLE! | forward steps / (steps - 1); 1 for one step
        channel_switch_count | BIGINT! | changes of channel
        concurrent_channels | BIGINT! | most distinct channels within 24 hours
        value | DOUBLE | value of its conversions
        forward_count | BIGINT! | steps to the next stage
        backward_rate | DOUBLE | backward / (steps - 1); NULL for one step
        backward_depth | DOUBLE | mean fall in stage order of the backward steps
        path_efficiency | DOUBLE | length of the shortest converting path seen / steps
        event_count | BIGINT! | mapped events
        channel | VARCHAR | channel of its first event that has one
        device | VARCHAR | device of its first event that has one
        persona | VARCHAR | persona of the customer
        half | VARCHAR! | half of its last stage | buyer, owner
        journey_no | BIGINT! | place in the order of customers and first events, from 0; row in the paths
        """,
        laid_by="journey_no",
    ),
    _table(
        "stages",
        "stage",
        "stage",
        """
        stage | VARCHAR! | name in the journey file
        stage_index | BIGINT! | place in the order, from 0
        half | VARCHAR! | buyer's or owner's journey | buyer, owner
        is_conversion | BOOLEAN! | reaching it converts a journey
        label | VARCHAR! | label in the journey file's language
        """,
    ),
    _table(
        "journey_steps",
        "stay at a stage",
        "journey_id step_index",
        """
        journey_id | VARCHAR! | journey
        customer_id | VARCHAR! | customer
        step_index | BIGINT! | place in the journey, from 0
        stage | VARCHAR! | stage
        entered_at | TIMESTAMP WITH TIME ZONE! | first event of the stay
        left_at | TIMESTAMP WITH TIME ZONE! | last event of the stay
        dwell_seconds | DOUBLE! | from first to last event
        event_count | BIGINT! | events
        direction | VARCHAR | direction of the step that led here; NULL for the first | forward, skip, back
        """,
        laid_by="journey_id step_index",
    ),
    _table(
        "transitions",
        "level x edge",
        "level from_node to_node",
        """
        level | VARCHAR! | stage, touchpoint, channel or event | stage, touchpoint, channel, event
        from_node | VARCHAR! | node left, START before the first step
        to_node | VARCHAR! | node entered, END after the last step
        transition_count | BIGINT! | times
        customer_count | BIGINT! | distinct customers
        journey_count | BIGINT! | distinct journeys
        transition_rate | DOUBLE! | its count / all counts leaving the node
        median_seconds | DOUBLE | from leaving to entering; NULL at START and END
        p90_seconds | DOUBLE | nine of ten are faster
        direction | VARCHAR | at level stage, from the stage order | forward, skip, back
        """,
    ),
    _table(
        "dropoff",
        "level x node",
        "level node",
        """
        level | VARCHAR! | stage, touchpoint, channel or event | stage, touchpoint, channel, event
        node | VARCHAR! | value of the level
        entered_count | BIGINT! | journeys with a step there
        continued_count | BIGINT! | journeys with a later step at another node after the first step there
        dropped_count | BIGINT! | journeys whose last step is there and that dropped
        open_count | BIGINT! | journeys whose last step is there and that are open
        finished_count | BIGINT! | journeys whose last step is there and that converted
        dropoff_rate | DOUBLE | dropped / (entered - open)
        forward_count | BIGINT | of entrants, last left it forward (level stage)
        skip_count | BIGINT | of entrants, last left it skipping ahead (level stage)
        back_count | BIGINT | of entrants, last left it backward (level stage)
        median_next_seconds | DOUBLE | Kaplan-Meier median of the wait to move on; open journeys censored
        """,
    ),
    _table(
        "carts",
        "cart",
        "cart_id",
        """
        cart_id | VARCHAR! | customer and running number
        customer_id | VARCHAR! | customer
        opened_at | TIMESTAMP WITH TIME ZONE! | first add
        last_activity_at | TIMESTAMP WITH TIME ZONE! | last add, remove or checkout step
        closed_at | TIMESTAMP WITH TIME ZONE | purchase, emptying or last activity; NULL while open
        outcome | VARCHAR! | what became of it | converted, abandoned, recovered, emptied, open
        value | DOUBLE | price x quantity of adds less removes; NULL where prices are not known
        currency | VARCHAR | ISO code
        last_checkout_step | VARCHAR | last checkout step reached
        friction | VARCHAR[]! | frictions met while it was open
        device | VARCHAR | device of the first add
        channel | VARCHAR | channel of the first add
        recovered_at | TIMESTAMP WITH TIME ZONE | purchase that recovered it
        """,
    ),
    _table(
        "cart_friction",
        "friction",
        "friction",
        """
        friction | VARCHAR! | name in the journey file
        cart_count | BIGINT! | settled carts that met it
        abandoned_count | BIGINT! | of them, abandoned or recovered
        other_cart_count | BIGINT! | settled carts that did not meet it
        other_abandoned_count | BIGINT! | of them, abandoned or recovered
        lift | DOUBLE | P(abandon given met) / P(abandon given not met)
        lift_low | DOUBLE | lower end of its 95 % interval
        lift_high | DOUBLE | upper end of its 95 % interval
        """,
    ),
    _table(
        "movement_pairs",
        "level x pair of nodes",
        "level node_a node_b",
        """
        level | VARCHAR! | stage or touchpoint | stage, touchpoint, channel, event
        node_a | VARCHAR! | the node that comes first in stage order, else in the alphabet
        node_b | VARCHAR! | the other
        a_to_b_count | BIGINT! | transitions from a to b
        b_to_a_count | BIGINT! | transitions from b to a
        back_share | DOUBLE! | smaller count / larger count
        ping_pong_count | BIGINT! | a-b-a and b-a-b
        """,
    ),
    _table(
        "cycles",
        "level x cycle",
        "level cycle",
        """
        level | VARCHAR! | stage or touchpoint | stage, touchpoint, channel, event
        cycle | VARCHAR! | its nodes, first repeated at the end, joined by ' > '
        length | BIGINT! | distinct nodes
        journey_count | BIGINT! | journeys that hold it
        extra_seconds | DOUBLE | median time of these journeys less that of others of the same length
        conversion_difference | DOUBLE | their conversion less that of others of the same length
        conversion_low | DOUBLE | lower end of its 95 % interval
        conversion_high | DOUBLE | upper end of its 95 % interval
        score_difference | DOUBLE | their mean score less that of others of the same length
        """,
    ),
    _table(
        "movement",
        "level",
        "level",
        """
        level | VARCHAR! | stage, touchpoint, channel or event | stage, touchpoint, channel, event
        journey_count | BIGINT! | journeys
        transition_count | BIGINT! | transitions between real nodes
        back_count | BIGINT | of them backward (level stage)
        ping_pong_count | BIGINT! | returns to the node two steps before
        path_entropy_bits | DOUBLE! | entropy over variants
        top_ten_share | DOUBLE! | share of journeys on the ten commonest variants
        component_count | BIGINT! | strongly connected components with more than one node
        """,
    ),
    _table(
        "touchpoints",
        "touchpoint",
        "touchpoint",
        """
        touchpoint | VARCHAR! | name in the journey file
        stage | VARCHAR! | its stage
        channel | VARCHAR | its declared channel, else the commonest seen
        owner | VARCHAR | department that answers for it
        purpose | VARCHAR | why it exists
        event_count | BIGINT! | events
        customer_count | BIGINT! | distinct customers
        score_mean | DOUBLE | mean credited score, -1 to 1
        forward_rate | DOUBLE | share of its steps after which the journey goes forward in stage order
        effect | DOUBLE | forward rate less that of its stage's other touchpoints
        is_declared | BOOLEAN! | named in the journey file
        is_seen | BOOLEAN! | has events
        label | VARCHAR! | label in the journey file's language
        score_count | DOUBLE | answers credited to it (fractions where shared)
        effect_low | DOUBLE | lower end of the effect's 95 % interval
        effect_high | DOUBLE | upper end of the effect's 95 % interval
        dropoff_rate | DOUBLE | drop-off at level touchpoint
        """,
    ),
    _table(
        "experience",
        "scope x name x kind of score",
        "scope name score_kind",
        """
        scope | VARCHAR! | all, stage or touchpoint | all, stage, touchpoint
        name | VARCHAR! | stage or touchpoint, 'all' for all
        score_kind | VARCHAR! | scale | nps, csat, ces, stars
        answer_count | BIGINT! | answers credited to it
        mean | DOUBLE | mean in its own scale
        mean_low | DOUBLE | lower end of the 95 % interval
        mean_high | DOUBLE | upper end of the 95 % interval
        nps | DOUBLE | % of 9-10 less % of 0-6, -100 to 100; NULL below min_cell answers
        nps_low | DOUBLE | lower end of its 95 % interval
        nps_high | DOUBLE | upper end of its 95 % interval
        """,
    ),
    _table(
        "personas",
        "persona",
        "persona",
        """
        persona | VARCHAR! | name in the journey file, or 'everyone else'
        label | VARCHAR! | label in the journey file's language
        customer_count | BIGINT! | customers
        customer_share | DOUBLE! | of all customers with a journey
        conversion_rate | DOUBLE | converted / (converted + dropped)
        conversion_low | DOUBLE | lower end of its 95 % interval
        conversion_high | DOUBLE | upper end of its 95 % interval
        median_steps | DOUBLE | steps of a journey at level stage
        backward_rate | DOUBLE | mean backward rate
        median_days | DOUBLE | days from first to last event of a journey
        abandonment_rate | DOUBLE | of carts
        nps | DOUBLE | NULL below min_cell answers
        mean_value | DOUBLE | mean value of a customer who bought
        """,
    ),
    _table(
        "persona_stages",
        "persona x stage",
        "persona stage",
        """
        persona | VARCHAR! | persona
        stage | VARCHAR! | stage
        entered_count | BIGINT! | journeys with a step there
        dropped_count | BIGINT! | journeys that dropped there
        open_count | BIGINT! | journeys open there
        dropoff_rate | DOUBLE | dropped / (entered - open)
        back_share | DOUBLE | of its leavings, backward
        median_dwell_seconds | DOUBLE | median stay
        """,
    ),
    _table(
        "pain_points",
        "pain point",
        "pain_id",
        """
        pain_id | VARCHAR! | kind and place
        kind | VARCHAR! | what is worse than in the rest of the stage | drop, back, slow, score, friction
        touchpoint | VARCHAR! | touchpoint, or the friction's name
        stage | VARCHAR! | stage
        owner | VARCHAR | department that answers for it
        rate | DOUBLE! | its figure (rate, hours or mean score)
        baseline | DOUBLE! | the same figure of the stage's rest
        difference | DOUBLE! | rate less baseline
        difference_low | DOUBLE! | lower end of its 95 % interval
        difference_high | DOUBLE! | upper end of its 95 % interval
        q_value | DOUBLE! | false-discovery rate at which it is found
        evidence_count | BIGINT! | journeys or carts behind the figure
        customer_count | BIGINT! | customers touched
        score_mean | DOUBLE | voice: mean credited score at the same touchpoint
        score_count | DOUBLE | voice: answers behind it
        is_voiced | BOOLEAN! | behaviour and voice agree
        first_seen_at | TIMESTAMP WITH TIME ZONE | first event of the evidence
        last_seen_at | TIMESTAMP WITH TIME ZONE | last event of the evidence
        compared_with | VARCHAR! | what the baseline is | stage, carts, visits, days
        """,
    ),
    _table(
        "actions",
        "action",
        "action_id",
        """
        action_id | VARCHAR! | pain point it answers
        pain_id | VARCHAR! | pain point
        touchpoint | VARCHAR! | touchpoint
        stage | VARCHAR! | stage
        owner | VARCHAR | department
        fix | VARCHAR! | kind of fix
        customers_per_month | DOUBLE! | customers touched in 30 days
        value_at_stake | DOUBLE | customers x (stage's rate - its rate) x mean value, in a month
        value_low | DOUBLE | lower end of its interval
        value_high | DOUBLE | upper end of its interval
        currency | VARCHAR | ISO code
        effort | VARCHAR! | given, or medium | low, medium, high
        priority | DOUBLE | value at stake / effort
        rank | BIGINT! | 1 comes first
        """,
    ),
    _table(
        "forks",
        "node x onward edge",
        "level node next_node",
        """
        level | VARCHAR! | stage or touchpoint | stage, touchpoint, channel, event
        node | VARCHAR! | node with two or more onward edges of share 10 % or more
        next_node | VARCHAR! | where journeys go next, END where they stop
        journey_count | BIGINT! | journeys that go there
        transition_count | BIGINT! | times
        share | DOUBLE! | of all leavings of the node
        share_low | DOUBLE! | lower end of the 95 % interval
        share_high | DOUBLE! | upper end of the 95 % interval
        conversion_rate | DOUBLE | of settled journeys that go there
        """,
    ),
    _table(
        "changes",
        "scope x name x figure",
        "scope name figure",
        """
        scope | VARCHAR! | all, stage, touchpoint or cart | all, stage, touchpoint, cart
        name | VARCHAR! | stage, touchpoint or 'all'
        figure | VARCHAR! | conversion_rate, dropoff_rate, back_rate, abandonment_rate, score, journeys
        before | DOUBLE | in the period before
        after | DOUBLE | in the last period
        difference | DOUBLE | after less before
        difference_low | DOUBLE | lower end of its 95 % interval
        difference_high | DOUBLE | upper end of its 95 % interval
        q_value | DOUBLE | false-discovery rate at which it is a change
        is_significant | BOOLEAN! | q below 5 %
        before_count | BIGINT! | journeys, carts or answers before
        after_count | BIGINT! | journeys, carts or answers after
        before_from | TIMESTAMP WITH TIME ZONE! | start of the period before
        after_from | TIMESTAMP WITH TIME ZONE! | start of the last period
        after_to | TIMESTAMP WITH TIME ZONE! | end of the last period
        """,
    ),
    _table(
        "runs",
        "run",
        "run_id",
        """
        run_id | VARCHAR! | start time and a short hash of what was loaded
        started_at | TIMESTAMP WITH TIME ZONE! | start
        finished_at | TIMESTAMP WITH TIME ZONE | end
        status | VARCHAR! | how it ended | ok, unchanged, failed
        generation | BIGINT | generation it published
        as_of | TIMESTAMP WITH TIME ZONE | last event of the whole load, unless set
        """,
    ),
    _table(
        "files",
        "file read",
        "file_id",
        """
        file_id | VARCHAR! | source, entity and sha256
        source | VARCHAR! | source
        path | VARCHAR! | path as the journey file names it
        sha256 | VARCHAR! | of its bytes
        row_count | BIGINT! | records read
        loaded_count | BIGINT! | records that gave an event or a link
        rejected_count | BIGINT! | records refused
        duplicate_count | BIGINT! | records known already
        status | VARCHAR! | outcome | loaded, empty
        loaded_at | TIMESTAMP WITH TIME ZONE! | when
        """,
    ),
    _table(
        "rejects",
        "rejected row",
        "file_id line_number reason",
        """
        file_id | VARCHAR! | file
        source | VARCHAR! | source
        line_number | BIGINT! | line of the record in its file
        reason | VARCHAR! | reason code
        remedy | VARCHAR! | what to do about it
        """,
    ),
    _table(
        "hygiene",
        "source x flag",
        "source flag is_in_figures",
        """
        source | VARCHAR! | source
        flag | VARCHAR! | what the events are | test, internal, bot, runaway
        event_count | BIGINT! | events
        customer_count | BIGINT! | customers whose events they are
        is_in_figures | BOOLEAN! | whether the journey file keeps them in the figures
        """,
    ),
    _table(
        "ad_costs",
        "day x channel x medium x campaign x currency of paid advertising",
        "day channel medium campaign currency",
        """
        day | DATE! | day, as the advertising report has it
        channel | VARCHAR! | where it was shown, as the report says it, in small letters
        medium | VARCHAR | kind of advertising, as the report says it, in small letters
        campaign | VARCHAR | campaign
        currency | VARCHAR | ISO code
        cost | DOUBLE! | money paid, in currency
        impression_count | BIGINT | how often it was shown
        click_count | BIGINT | clicks
        """,
    ),
    _table(
        "coverage",
        "source x event",
        "source event_name",
        """
        source | VARCHAR! | source
        event_name | VARCHAR! | event
        event_count | BIGINT! | events
        mapped_count | BIGINT! | of them, with a touchpoint
        touchpoint | VARCHAR | commonest touchpoint
        stage | VARCHAR | commonest stage
        """,
    ),
)

BY_NAME: dict[str, TableSpec] = {table.name: table for table in TABLES}
