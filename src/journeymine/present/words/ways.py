"""The words of the pictures of paths, trees, step matrices and graphs, in each language."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class WayPhrases:
    """All texts of these pictures; braces are places for values, the same in every language."""

    arrived: str
    began: str
    earlier: str
    here: str
    steps_before: str
    steps_after: str
    everybody: str
    paths_title: str
    paths_question: str
    paths_next: str
    paths_before: str
    paths_caption: str
    paths_empty: str
    paths_line: str
    tree_title: str
    tree_question: str
    tree_caption: str
    tree_empty: str
    tree_line: str
    steps_title: str
    steps_question: str
    steps_caption: str
    steps_empty: str
    steps_axis: str
    steps_line: str
    most_nodes: str
    follows_title: str
    follows_caption: str
    follows_empty: str
    follows_from: str
    follows_to: str
    follows_line: str
    graph_title: str
    graph_caption: str
    graph_empty: str
    graph_line: str
    difference_title: str
    difference_none: str
    difference_caption: str
    difference_empty: str
    difference_axis: str
    difference_rates: str
    difference_line: str


ENGLISH = WayPhrases(
    arrived="Arrived",
    began="Began here",
    earlier="Came from before",
    here="Here",
    steps_before="{step} before",
    steps_after="{step} after",
    everybody="All",
    paths_title="{rate} drop off within the steps shown",
    paths_question="How do these paths run?",
    paths_next="{rate} go from {start} to {end} first",
    paths_before="{rate} come to {end} right from {start}",
    paths_caption=(
        "The height is how many take a link. Groups of fewer than {min_cell} customers are folded into "
        "“Other”."
    ),
    paths_empty="Too few customers take these paths to show them.",
    paths_line="{place}: {start} → {end}: {count}",
    tree_title="The commonest beginning is {path}: {rate}",
    tree_question="How do paths branch?",
    tree_caption=(
        "Each part is divided by the step that comes next; a part of fewer than {min_cell} customers is "
        "put together with others."
    ),
    tree_empty="Too few customers take these paths to show a tree.",
    tree_line="{path}: {count} ({rate})",
    steps_title="{rate} have ended before the last step shown",
    steps_question="Where are they at each step?",
    steps_caption=(
        "Share of all at each step; every column adds up to 100 %. Cells of fewer than {min_cell} "
        "customers are left out."
    ),
    steps_empty="Too few customers take these steps to show them.",
    steps_axis="Step",
    steps_line="Step {step}, {node}: {rate} ({count})",
    most_nodes="The {shown} commonest of {all} places are shown.",
    follows_title="Of those at {start}, {rate} come to {end} later",
    follows_caption=(
        "Of those at the row's place, the share that come to the column's at any later step. Cells of "
        "fewer than {min_cell} customers are left out."
    ),
    follows_empty="Too few customers go from place to place to show what follows what.",
    follows_from="From",
    follows_to="Later at",
    follows_line="{start} … {end}: {count} ({rate})",
    graph_title="The commonest passage leads from {start} to {end}: {count}",
    graph_caption=(
        "Lines are as wide as their passages are many, with the count beside them. Not shown: {hidden} of"
        " all passages, and what fewer than {min_cell} customers pass."
    ),
    graph_empty="Too few customers pass between places to draw a graph.",
    graph_line="{start} → {end}: {count} ({rate}), {time}",
    difference_title="Passages that differ beyond chance: {count} of {all}",
    difference_none="No passage differs beyond chance",
    difference_caption=(
        "Rate in the first group less rate in the second, with its 95 % interval; found at a false-"
        "discovery rate of 5 %. Grey: may be chance. Shown: the {shown} most certain of {all}."
    ),
    difference_empty="There is no passage that both groups could be compared by.",
    difference_axis="Difference of rates (percentage points)",
    difference_rates="{one} against {other}",
    difference_line="{start} → {end}: {one} against {other}, difference {low} to {high}",
)

POLISH = WayPhrases(
    arrived="Dotarło",
    began="Początek",
    earlier="Wcześniejsze kroki",
    here="Tutaj",
    steps_before="{step} przed",
    steps_after="{step} po",
    everybody="Wszystkie",
    paths_title="{rate} odchodzi w pokazanych krokach",
    paths_question="Jak przebiegają te ścieżki?",
    paths_next="Najpierw z {start} do {end}: {rate}",
    paths_before="Do {end} prosto z {start}: {rate}",
    paths_caption="Wysokość to liczba przejść. Grupy mniejsze niż {min_cell} klientów są w pozycji „Inne”.",
    paths_empty="Tymi ścieżkami idzie zbyt mało klientów, by je pokazać.",
    paths_line="{place}: {start} → {end}: {count}",
    tree_title="Najczęstszy początek to {path}: {rate}",
    tree_question="Jak rozgałęziają się ścieżki?",
    tree_caption=(
        "Każda część dzieli się według następnego kroku; część mniejsza niż {min_cell} klientów jest "
        "połączona z innymi."
    ),
    tree_empty="Tymi ścieżkami idzie zbyt mało klientów, by pokazać drzewo.",
    tree_line="{path}: {count} ({rate})",
    steps_title="{rate} kończy się przed ostatnim pokazanym krokiem",
    steps_question="Gdzie są w każdym kroku?",
    steps_caption=(
        "Udział w każdym kroku; każda kolumna daje 100%. Pola mniejsze niż {min_cell} klientów są pominięte."
    ),
    steps_empty="Te kroki robi zbyt mało klientów, by je pokazać.",
    steps_axis="Krok",
    steps_line="Krok {step}, {node}: {rate} ({count})",
    most_nodes="Pokazano {shown} najczęstszych miejsc z {all}.",
    follows_title="Spośród tych, które są w {start}, {rate} dociera później do {end}",
    follows_caption=(
        "Udział tych z wiersza, które w dowolnym późniejszym kroku docierają do kolumny. Pola mniejsze "
        "niż {min_cell} klientów są pominięte."
    ),
    follows_empty="Między miejscami przechodzi zbyt mało klientów, by pokazać, co po czym następuje.",
    follows_from="Skąd",
    follows_to="Później w",
    follows_line="{start} … {end}: {count} ({rate})",
    graph_title="Najczęstsze przejście: {start} → {end}: {count}",
    graph_caption=(
        "Linie są tak szerokie, jak liczne są przejścia; liczba stoi obok. Nie pokazano: {hidden} "
        "wszystkich przejść oraz tych, którymi idzie mniej niż {min_cell} klientów."
    ),
    graph_empty="Między miejscami przechodzi zbyt mało klientów, by narysować graf.",
    graph_line="{start} → {end}: {count} ({rate}), {time}",
    difference_title="Przejścia, które różnią się bardziej niż przypadkiem: {count} z {all}",
    difference_none="Żadne przejście nie różni się bardziej niż przypadkiem",
    difference_caption=(
        "Odsetek w pierwszej grupie minus odsetek w drugiej z 95-procentowym przedziałem; odsetek "
        "fałszywych odkryć 5%. Szare: może być przypadkiem. Pokazano {shown} najpewniejszych z {all}."
    ),
    difference_empty="Nie ma przejścia, którym można by porównać obie grupy.",
    difference_axis="Różnica odsetków (punkty procentowe)",
    difference_rates="{one} wobec {other}",
    difference_line="{start} → {end}: {one} wobec {other}, różnica od {low} do {high}",
)

ARABIC = WayPhrases(
    arrived="وصلت",
    began="بدأت هنا",
    earlier="أتت من قبل",
    here="هنا",
    steps_before="قبل {step}",
    steps_after="بعد {step}",
    everybody="الكل",
    paths_title="يُفقد {rate} خلال الخطوات المعروضة",
    paths_question="كيف تسير هذه المسارات؟",
    paths_next="ينتقل {rate} أولًا من {start} إلى {end}",
    paths_before="يصل {rate} إلى {end} مباشرة من {start}",
    paths_caption=(
        "الارتفاع هو عدد من يسلك الوصلة. المجموعات الأقل من {min_cell} من العملاء مضمومة إلى «أخرى»."
    ),
    paths_empty="العملاء في هذه المسارات أقل من أن تُعرض.",
    paths_line="{place}: {start} ← {end}: {count}",
    tree_title="أكثر البدايات شيوعًا {path}: {rate}",
    tree_question="كيف تتفرع المسارات؟",
    tree_caption="كل جزء مقسوم بحسب الخطوة التالية؛ الجزء الأقل من {min_cell} من العملاء مضموم إلى غيره.",
    tree_empty="العملاء في هذه المسارات أقل من أن تُعرض شجرة.",
    tree_line="{path}: {count} ({rate})",
    steps_title="ينتهي {rate} قبل آخر خطوة معروضة",
    steps_question="أين هي في كل خطوة؟",
    steps_caption=(
        "الحصة من الكل في كل خطوة؛ كل عمود مجموعه 100%. الخانات الأقل من {min_cell} من العملاء متروكة."
    ),
    steps_empty="العملاء في هذه الخطوات أقل من أن تُعرض.",
    steps_axis="الخطوة",
    steps_line="الخطوة {step}، {node}: {rate} ({count})",
    most_nodes="المعروض أكثر {shown} مكانًا شيوعًا من {all}.",
    follows_title="ممن كان في {start} يصل {rate} لاحقًا إلى {end}",
    follows_caption=(
        "حصة من كان في الصف ثم وصل في أي خطوة لاحقة إلى العمود. الخانات الأقل من {min_cell} من العملاء "
        "متروكة."
    ),
    follows_empty="العملاء المنتقلون بين الأماكن أقل من أن يُعرض ما يتبع ماذا.",
    follows_from="من",
    follows_to="لاحقًا في",
    follows_line="{start} … {end}: {count} ({rate} من الكل)",
    graph_title="أكثر الانتقالات شيوعًا من {start} إلى {end}: {count}",
    graph_caption=(
        "عرض الخط بقدر عدد الانتقالات، والعدد بجانبه. غير معروض: {hidden} من كل الانتقالات، وما يسلكه أقل"
        " من {min_cell} من العملاء."
    ),
    graph_empty="العملاء المنتقلون بين الأماكن أقل من أن يُرسم مخطط.",
    graph_line="{start} ← {end}: {count} ({rate})، {time}",
    difference_title="انتقالات تختلف بأكثر من الصدفة: {count} من {all}",
    difference_none="لا انتقال يختلف بأكثر من الصدفة",
    difference_caption=(
        "معدل المجموعة الأولى ناقص معدل الثانية مع مجال ثقة 95%؛ معدل الاكتشافات الخاطئة 5%. الرمادي: قد "
        "يكون صدفة. المعروض {shown} الأكثر يقينًا من {all}."
    ),
    difference_empty="لا انتقال يمكن مقارنة المجموعتين به.",
    difference_axis="فرق المعدلات (نقاط مئوية)",
    difference_rates="{one} مقابل {other}",
    difference_line="{start} ← {end}: {one} مقابل {other}، الفرق من {low} إلى {high}",
)

_BY_LANGUAGE = {"en": ENGLISH, "pl": POLISH, "ar": ARABIC}


def ways(language: str) -> WayPhrases:
    """The words of a language."""
    return _BY_LANGUAGE[language]
