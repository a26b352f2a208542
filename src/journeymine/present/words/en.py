"""English words of the pictures, the report and the dashboard."""

from __future__ import annotations

from journeymine.present.words.phrases import Phrases

ENGLISH = Phrases(
    # Things
    stage="Stage",
    touchpoint="Touchpoint",
    channel="Channel",
    team="Team in charge",
    source="Source",
    event="Event",
    customers="Customers",
    journeys="Journeys",
    carts="Carts",
    answers="Answers",
    effort="Effort",
    voice="Voice",
    effect="Effect on going on",
    score="Score",
    conversion="Conversion",
    dropoff="Drop-off",
    abandonment="Cart abandonment",
    back_rate="Moves back",
    waiting="Waiting time",
    entered="Entered",
    everybody="Everybody",
    this_persona="This persona",
    buyer_half="Buyer's journey",
    owner_half="Owner's journey",
    # What becomes of journeys and carts
    forward="Went on",
    skip="Skipped ahead",
    back="Went back",
    aside="Stayed in the stage",
    dropped="Dropped off",
    open="Still open",
    converted="Converted",
    finished="Converted, stopped here",
    goes_on="Goes on",
    ended="Ended",
    other="Other",
    pooled="Small groups together",
    withheld="withheld",
    unknown="not known",
    no_name="Without a name",
    nothing_more="Nothing more",
    not_seen="not seen in the data",
    start="Start",
    stops="Stops",
    cart_added="Added to cart",
    cart_purchase="Purchase",
    cart_converted="Bought",
    cart_abandoned="Abandoned",
    cart_recovered="Abandoned, bought later",
    cart_emptied="Emptied",
    # Small patterns
    points="{value} pp",
    hours="{value} h",
    between="{low} to {high}",
    from_to="{before} before, {after} now",
    lost="{rate} lost",
    label_count="{label} ({count})",
    cart_dies="{rate} abandoned here",
    cart_share="{rate} of all carts",
    step_number="Step {step}",
    afterwards="After that",
    no_currency="money",
    # What every caption ends with
    basis="Window: {window}. Entry: {entry}. As of {as_of}.",
    window_never="a customer's whole history is one journey",
    window_purchase="a new journey starts after each purchase",
    window_silence="a new journey starts after {split} of silence",
    entry_first="first event that has a touchpoint",
    # Drop-off
    dropoff_title="{node} loses most: {rate} of its settled journeys end there",
    dropoff_question="Where do journeys end?",
    dropoff_axis="Share of the journeys that entered",
    dropoff_caption=(
        "Each journey that entered counts once, by its last leaving (number entered in brackets). "
        "Lost = dropped ÷ (entered − still open)."
    ),
    dropoff_empty="No journey has entered a stage yet, so there is no drop-off to show.",
    # Journey map
    map_title="The map: {stage} loses most, {rate} of its settled journeys",
    map_question="The journey map",
    map_caption=(
        "Bars: customers, against the busiest touchpoint. Effect: forward rate less that of the stage's "
        "other "
        "touchpoints, shown where its 95 % interval excludes nothing. Fewer than {min_cell} customers: "
        "withheld."
    ),
    map_empty="The map is empty: no touchpoint is declared or seen.",
    lane_fate="What became of journeys",
    lane_feeling="How customers feel",
    lane_pain="What hurts most",
    lane_touchpoints="Touchpoints",
    no_pain="No pain point found",
    next_after="Median time to the next stage: {time}",
    key_effect="Effect on going on",
    key_voice="Voice (−1 to 1)",
    key_pain="A pain point lies here",
    # First steps
    sankey_title="{rate} of journeys drop off within two steps, {all} within the steps shown",
    sankey_question="How do journeys run in their first steps?",
    sankey_caption=(
        "First steps of each journey, side by side; a return shows as the same name at a later step. "
        "Groups of fewer than {min_cell} customers are folded into “Other”."
    ),
    sankey_empty="No journey is long enough, or too few customers are left, to show first steps.",
    sankey_line="Step {step}: {start} → {end}: {count}",
    # Pain points
    pains_title="{touchpoint}: {kind}, {difference} against the rest of its stage",
    pains_caption=(
        "Difference from the stage's other touchpoints with its 95 % interval; found at a false-discovery "
        "rate of 5 %. "
        "Red: customers also score it lower."
    ),
    pains_empty="No pain point stands out from chance.",
    pains_axis_share="Difference from the rest of the stage (percentage points)",
    pains_axis_hours="Difference from the rest of the stage (hours)",
    pains_axis_score="Difference from the rest of the stage (score, −1 to 1)",
    pain_drop="more customers drop off",
    pain_back="more customers go back",
    pain_slow="it takes longer",
    pain_score="scores are lower",
    pain_friction="more customers give up",
    voice_agrees="Voice lower too: {score}",
    voice_differs="Voice: {score}",
    voice_none="No voice heard",
    # Actions
    actions_title="First: {fix} at {touchpoint}",
    actions_caption=(
        "Value at stake in 30 days = customers touched × (stage's rate − its rate) × mean value, with its "
        "interval; "
        "ranked by value ÷ effort. Values of different actions overlap: do not add them."
    ),
    actions_empty="No action to propose: no pain point stands out from chance.",
    actions_axis="Value at stake in 30 days ({currency})",
    fixes={
        "remove_obstacle": "Remove the obstacle",
        "clarify": "Make it clear",
        "shorten": "Make it faster",
        "follow_up": "Ask customers and follow up",
        "repair": "Repair it",
    },
    effort_low="low",
    effort_medium="medium",
    effort_high="high",
    # Carts
    carts_title="Carts die most at “{step}”: {rate} of those that got there",
    carts_question="How far do carts get?",
    carts_axis="Share of all carts",
    carts_caption=(
        "A cart opens at the first add. Abandoned: {abandon} without a sign of life and no purchase; "
        "bought later: a purchase "
        "within {recover} of that. Open carts are not counted as lost. As of {as_of}."
    ),
    carts_empty="There are no carts to show, or too few.",
    friction_title="“{friction}” goes with most abandoned carts: {lift} as likely",
    friction_question="Which troubles go with abandoned carts?",
    friction_axis="Times as likely to be abandoned (log scale)",
    friction_caption=(
        "P(abandoned | cart met it) ÷ P(abandoned | it did not), with its 95 % interval; settled carts only. "
        "Grey: not to be told from no difference."
    ),
    friction_empty="No friction was met by enough settled carts to compare.",
    # Back and forth
    movement_title="{rate} of moves go back, most often from {start} to {end}",
    movement_question="How do journeys move between stages?",
    movement_caption=(
        "Read a row: of all leavings of that stage, the share (and number) that went to each column. "
        "Amber: back; blue: onward; grey: the journey stops. Cells of too few customers are blank."
    ),
    movement_empty="No journey has moved between stages yet.",
    movement_from="From",
    movement_to="To",
    movement_line="{start} → {end}: {count} ({rate})",
    loops_title="The loop {loop} goes with {difference} conversion",
    loops_question="What do loops cost?",
    loops_axis="Difference in conversion (percentage points)",
    loops_caption=(
        "Conversion of journeys that hold the loop less that of journeys of the same length without it, "
        "with its 95 % "
        "interval. Grey: not to be told from nothing."
    ),
    loops_empty="No loop is held by enough journeys to tell its cost.",
    back_moves="Moves back",
    back_detail="of all moves between stages",
    # Forks
    forks_stage="What comes next after each stage",
    forks_touchpoint="What comes next after each touchpoint",
    forks_axis="Share of all leavings",
    forks_caption="Places with two or more onward ways of 10 % or more; each bar adds up to all leavings.",
    forks_empty="No place has two onward ways of 10 % or more.",
    # Changes
    changes_title="{figure} changed most: {difference}",
    changes_none="Nothing changed by more than chance",
    changes_axis="Change (percentage points)",
    changes_caption=(
        "{before_from} to {after_from} against {after_from} to {after_to}; 95 % intervals, q-values for "
        "many comparisons. "
        "Grey: not significant. Red: worse. Green: better."
    ),
    changes_empty="There are no two periods to compare yet.",
    better="better",
    worse="worse",
    not_significant="not significant",
    # Attribution
    attribution_title="{node}: {share} of conversions, by {model}",
    attribution_axis="Share of conversions",
    attribution_caption=(
        "Dots: {model}, with 95 % intervals. Grey marks: {other}. Shares add up to all conversions."
    ),
    attribution_alone="Dots: {model}, with 95 % intervals. Shares add up to all conversions.",
    attribution_empty="There is no conversion yet that could be put down to anything.",
    attribution_assists="Helped without being last: {count}",
    attribution_return="Return on spend: {ratio}",
    attribution_cost="Cost: {money}",
    no_touch="No touch before it",
    models={
        "first": "first touch",
        "last": "last touch",
        "linear": "equal parts",
        "position": "parts by position",
        "decay": "parts by age",
        "markov": "removal effect (Markov)",
        "shapley": "Shapley's value",
    },
    # Funnels
    funnel_title="{rate} come to the end; most are lost after {step}",
    funnel_none="Nobody comes to the end; most are lost after {step}",
    funnel_empty="Nobody takes the first step, or too few do to show.",
    funnel_axis="Share of those that enter",
    funnel_caption="Bars: what became of those that reached each step, out of all that entered.",
    funnel_lost="Lost here",
    funnel_by_title="{group} comes to the end most often: {rate}",
    funnel_by_axis="Share that comes to the end",
    funnel_by_caption=(
        "Dots: share of each group that comes to the end, with 95 % intervals. Grey: no different from "
        "the rest."
    ),
    funnel_times_title="Half of those that come to {step} need no more than {time}",
    funnel_times_axis="Time since the start (log scale)",
    funnel_times_caption="Dots: median; lines: from the tenth to the ninetieth percentile.",
    funnel_next_title="After {step} most often: {next}",
    funnel_next_axis="Share of those at the step",
    funnel_next_caption="Bars: what came next, and what became of those that did it.",
    funnel_drivers_on="{event} goes with getting on: odds {ratio}",
    funnel_drivers_off="{event} goes with being lost: odds {ratio}",
    funnel_drivers_none="No event goes with getting on by more than chance",
    funnel_drivers_axis="Odds ratio of getting on",
    funnel_drivers_caption=(
        "Dots: odds ratios with 95 % intervals. Grey: not significant. What goes together need not be "
        "cause and effect."
    ),
    funnel_trend_title="Share that comes to the end, by start: {rate} at the last complete date",
    funnel_trend_axis="Share that comes to the end",
    funnel_trend_caption=(
        "Each point: those that started then, with 95 % intervals. Hollow: some windows have not closed yet."
    ),
    funnel_curve_title="{rate} are through after {time}",
    funnel_curve_axis="Hours since the start",
    funnel_curve_caption=(
        "Line: share that is through by then (Kaplan–Meier), with its 95 % interval. Those still open "
        "count for as long as they are known."
    ),
    funnel_within="{median}, nine of ten within {p90}",
    funnel_of_previous="{rate} of the step before",
    funnel_both="{one} of those that got on, {other} of the lost",
    funnel_compare_caption=(
        "Dots: of those at the first step, the share that comes to each step in this funnel less that in the "
        "other, with 95 % intervals. Those who may still come are in neither. Grey: not significant."
    ),
    # Comparison
    compare_title="{figure} differs most: {difference}",
    compare_none="Nothing differs by more than chance",
    compare_axis="Difference (percentage points)",
    compare_caption=(
        "{one} less {other}; 95 % intervals, q-values for many comparisons. Grey: not significant."
    ),
    compare_empty="There are too few customers to compare.",
    one_against="{one} against {other}",
    side_rest="the rest",
    side_generation="generation {generation}",
    side_cohort="a cohort without a name",
    # Experience
    experience_title="{place} scores lowest: {score}",
    experience_question="What do customers say, and where?",
    experience_caption=(
        "A survey answer is credited to the touchpoints of that customer in the days before it, equally, "
        "unless it names one. "
        "95 % intervals; places with too few answers are left out."
    ),
    experience_empty="No survey has enough answers to show.",
    experience_axes={
        "nps": "NPS (−100 to 100)",
        "csat": "Mean satisfaction (CSAT, 1 to 5)",
        "ces": "Mean effort score (CES, 1 to 7)",
        "stars": "Mean stars (1 to 5)",
    },
    # Personas
    personas_question="Where is each persona lost, beside everybody?",
    personas_sheet_caption=(
        "Bars: journeys that entered each stage, against the persona's busiest; red: the part that "
        "dropped off there."
    ),
    personas_caption="Drop-off rate at each stage by persona (dot) and for everybody (grey mark).",
    personas_empty="No persona is defined, or none has enough customers.",
    share_of_customers="of customers",
    median_steps="Steps, median",
    median_days="Days, median",
    mean_value="Value of a buyer, mean",
    # Headline
    where="Where customers are lost",
    where_detail="{rate} of settled journeys end there ({count})",
    why="Why",
    why_detail="{kind}: {difference}",
    cost="What it costs",
    cost_detail="in 30 days at {place}; {between}",
    cost_unknown="Values are not known, so the cost cannot be told.",
    first="What to do first",
    conversion_detail="of settled journeys; open ones are not counted",
    # Report
    contents="Contents",
    skip_to_content="Skip to the content",
    read_as_text="Read the figures as text",
    how_computed="How this was computed:",
    needs_script="The pictures need JavaScript; every figure can also be read as text below its picture.",
    edition="As of {as_of} · generation {generation} · run {run}",
    section_headline="At a glance",
    section_actions="What to do first",
    section_lost="Where customers are lost",
    section_carts="Carts",
    section_movement="Back and forth",
    section_halves="Buyers and owners",
    section_personas="Personas",
    section_voice="What customers say",
    section_forks="Forks in the road",
    section_changes="What changed",
    section_method="How these numbers were got",
    lead_actions="Pain points turned into actions, the one with most value for its effort first.",
    lead_lost="The whole journey on one page, how journeys run, where they end and where it hurts.",
    lead_carts="How far carts get, where they are abandoned, and which troubles go with it.",
    lead_movement="Journeys seldom run straight: how often they turn back, and what the loops cost.",
    lead_halves=(
        "Until the purchase a customer is a buyer, after it an owner; different teams answer for the two."
    ),
    lead_personas="Customers grouped by the rules of the journey file, each with its own path.",
    lead_voice="Survey answers, credited to the stages and touchpoints that came before them.",
    lead_forks="The places where journeys part, and the shares of what comes next.",
    lead_changes="The last period against the one before it.",
    lead_method="Definitions, settings, and what became of every row that was read.",
    # Tables
    what="What",
    place="Where",
    customers_month="Customers in 30 days",
    value_month="Value at stake in 30 days",
    loop="Loop",
    extra_time="Extra time",
    conversion_difference="Difference in conversion",
    pair="Between",
    there="There",
    back_again="Back",
    ping_pong="Back and forth",
    figure="Figure",
    before="Before",
    after="Now",
    difference="Difference",
    verdict="Verdict",
    touchpoints="Touchpoints",
    pain_points="Pain points",
    value_largest="Largest action, 30 days",
    files="Files",
    rows_read="Rows read",
    rows_loaded="Loaded",
    rows_rejected="Rejected",
    rows_duplicate="Duplicates",
    adds_up="Adds up",
    yes="yes",
    no="no",
    total="Total",
    reason="Reason",
    rows="Rows",
    remedy="What to do",
    shown_of="Shown: {shown} of {all} rows.",
    events="Events",
    mapped="With a touchpoint",
    caption_loops="The loops that most journeys hold, with what goes with them",
    caption_pairs="Pairs of touchpoints between which journeys go there and back",
    caption_teams="What each team answers for",
    caption_changes="All compared figures",
    caption_sources="What became of every row: read = loaded + rejected + duplicates",
    caption_rejects="Why rows were rejected",
    caption_hygiene="No customer's doing: flagged, out of the figures unless the journey file keeps it",
    flag="Flagged as",
    flags={
        "test": "Tests",
        "internal": "The company's own people",
        "bot": "Robots",
        "runaway": "Sessions without end",
    },
    in_figures="In the figures",
    caption_coverage="Which events have a touchpoint: the largest without one come first",
    ends_here="Journeys whose last stage lies here",
    hand_over="Moves from buyer to owner (hand-over): {onward}; back: {back}.",
    loses_most="Loses most",
    definitions_title="Definitions",
    definitions=(
        ("Journey", "A customer's events that have a touchpoint, in order; {window}."),
        ("Session", "A new session starts after a pause of more than {session} minutes."),
        ("Step", "One stay at a stage: events there with none elsewhere between them."),
        (
            "Outcome",
            "Converted: reached a stage that counts as conversion. Open: not converted, last event at most "
            "{inactive} before "
            "the as-of time. Dropped off: the rest. Open journeys are never counted as lost.",
        ),
        ("Drop-off", "Dropped ÷ (entered − open), by the stage of a journey's last step."),
        (
            "Cart",
            "Abandoned after {abandon} without activity and no purchase; bought later when a purchase "
            "follows within {recover}.",
        ),
        (
            "Pain point",
            "A touchpoint that is worse than the rest of its stage, at a false-discovery rate of 5 %.",
        ),
        (
            "Small groups",
            "Figures about fewer than {min_cell} customers are withheld, with what would give them away.",
        ),
    ),
)
