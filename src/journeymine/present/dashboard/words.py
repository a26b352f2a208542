"""The dashboard's own words, beside those of the pictures; every text in English, Polish and Arabic."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class BoardWords:
    """Texts of the frame, the filters and the notices, in one language.

    Attributes:
        name: the language's name in itself.
    """

    name: str
    language: str
    menu: str
    filters: str
    filters_set: str
    group_filtered: str
    group_whole: str
    period: str
    any_time: str
    last_days: str
    channel: str
    device: str
    persona: str
    any_value: str
    nothing_found: str
    clear: str
    remove: str
    next_month: str
    previous_month: str
    to: str
    edition: str
    published: str
    is_old: str
    extent: str
    extent_part: str
    whole_map: str
    left_out: str
    too_few: str
    rest_too_few: str
    no_journey: str
    unread: str
    not_published: str
    failed: str
    loading: str
    lead_map: str
    lead_lost: str
    all_touchpoints: str
    sort_hint: str


ENGLISH = BoardWords(
    name="English",
    language="Language",
    menu="Menu",
    filters="Filters",
    filters_set="Filters ({count})",
    group_filtered="Follow the filters",
    group_whole="About the whole map",
    period="Journeys that started",
    any_time="At any time",
    last_days="Last {days} days",
    channel="First channel",
    device="First device",
    persona="Persona",
    any_value="All",
    nothing_found="Nothing found",
    clear="Clear filters",
    remove="Clear",
    next_month="Next month",
    previous_month="Previous month",
    to="to",
    edition="Generation {generation} · as of {as_of}",
    published="published {age}",
    is_old="The numbers are older than a day: see how the last run ended with “journeymine status”.",
    extent="All {journeys} journeys that are published.",
    extent_part="{journeys} of {all_journeys} journeys, by {customers} customers.",
    whole_map="This page is about the whole map. Filters do not change it.",
    left_out=(
        "Pain points, actions and what customers say are worked out over the whole map only; they are left "
        "out here while a filter is set."
    ),
    too_few=(
        "These filters leave fewer than {min_cell} customers. To protect them, nothing is shown. "
        "Choose a longer period or more values."
    ),
    rest_too_few=(
        "These filters leave out fewer than {min_cell} customers, who could be told from the difference to "
        "the whole. Clear a filter or narrow it further."
    ),
    no_journey="No journey matches these filters. Choose a longer period or other values.",
    unread="Part of the address could not be read and was left out: {parts}.",
    not_published="Nothing can be read from the warehouse now. This page fills by itself after the next run.",
    failed=(
        "This page could not be made. Load it again; if that does not help, the server's log names the error."
    ),
    loading="Working it out …",
    lead_map="Stages in order, their touchpoints, what becomes of journeys there, and what hurts most.",
    lead_lost="How journeys run in their first steps, where they end, and where it hurts.",
    all_touchpoints="All touchpoints",
    sort_hint="Choose a column's name to sort by it.",
)

POLISH = BoardWords(
    name="Polski",
    language="Język",
    menu="Menu",
    filters="Filtry",
    filters_set="Filtry ({count})",
    group_filtered="Zależne od filtrów",
    group_whole="O całej mapie",
    period="Podróże rozpoczęte",
    any_time="Kiedykolwiek",
    last_days="Ostatnie {days} dni",
    channel="Pierwszy kanał",
    device="Pierwsze urządzenie",
    persona="Persona",
    any_value="Wszystkie",
    nothing_found="Nic nie znaleziono",
    clear="Wyczyść filtry",
    remove="Wyczyść",
    next_month="Następny miesiąc",
    previous_month="Poprzedni miesiąc",
    to="do",
    edition="Wydanie {generation} · stan na {as_of}",
    published="opublikowano {age}",
    is_old="Liczby mają ponad dobę: „journeymine status” powie, jak skończył się ostatni przebieg.",
    extent="Wszystkie opublikowane podróże: {journeys}.",
    extent_part="Podróże: {journeys} z {all_journeys}; klienci: {customers}.",
    whole_map="Ta strona dotyczy całej mapy. Filtry jej nie zmieniają.",
    left_out=(
        "Bolączki, działania i głos klientów liczymy tylko dla całej mapy; gdy ustawiono filtr, tutaj ich "
        "nie ma."
    ),
    too_few=(
        "Po tych filtrach zostaje mniej niż {min_cell} klientów. Aby ich chronić, nie pokazujemy nic. "
        "Wybierz dłuższy okres albo więcej wartości."
    ),
    rest_too_few=(
        "Te filtry pomijają mniej niż {min_cell} klientów, których zdradziłaby różnica względem całości. "
        "Usuń filtr albo zawęź go bardziej."
    ),
    no_journey="Żadna podróż nie pasuje do tych filtrów. Wybierz dłuższy okres albo inne wartości.",
    unread="Części adresu nie dało się odczytać i ją pominięto: {parts}.",
    not_published=(
        "Z magazynu nie da się teraz nic odczytać. Ta strona wypełni się sama po następnym przebiegu."
    ),
    failed=(
        "Nie udało się przygotować tej strony. Wczytaj ją ponownie; jeśli to nie pomoże, błąd nazwie log "
        "serwera."
    ),
    loading="Liczymy …",
    lead_map="Etapy po kolei, ich punkty styku, los podróży na każdym z nich i to, co boli najbardziej.",
    lead_lost="Jak podróże biegną w pierwszych krokach, gdzie się kończą i gdzie boli.",
    all_touchpoints="Wszystkie punkty styku",
    sort_hint="Wybierz nazwę kolumny, aby według niej posortować.",
)

ARABIC = BoardWords(
    name="العربية",
    language="اللغة",
    menu="القائمة",
    filters="المرشحات",
    filters_set="المرشحات ({count})",
    group_filtered="تتبع المرشحات",
    group_whole="عن الخريطة كاملة",
    period="الرحلات التي بدأت",
    any_time="في أي وقت",
    last_days="آخر {days} يومًا",
    channel="القناة الأولى",
    device="الجهاز الأول",
    persona="الشخصية",
    any_value="الكل",
    nothing_found="لا نتائج",
    clear="مسح المرشحات",
    remove="مسح",
    next_month="الشهر التالي",
    previous_month="الشهر السابق",
    to="إلى",
    edition="الإصدار {generation} · حتى {as_of}",
    published="نُشر {age}",
    is_old="عمر الأرقام أكثر من يوم: يبيّن الأمر “journeymine status” كيف انتهى آخر تشغيل.",
    extent="كل الرحلات المنشورة: {journeys}.",
    extent_part="الرحلات: {journeys} من {all_journeys}؛ العملاء: {customers}.",
    whole_map="هذه الصفحة عن الخريطة كاملة، ولا تغيّرها المرشحات.",
    left_out=(
        "نقاط الألم والإجراءات وأقوال العملاء تُحسب على الخريطة كاملة فقط، ولذلك تغيب هنا ما دام مرشح مفعّلًا."
    ),
    too_few=(
        "تُبقي هذه المرشحات أقل من {min_cell} من العملاء. حمايةً لهم لا نعرض شيئًا. اختر مدة أطول أو قيمًا أكثر."
    ),
    rest_too_few=(
        "تستبعد هذه المرشحات أقل من {min_cell} من العملاء، وقد يكشفهم الفرق عن الكل. امسح مرشحًا أو ضيّقه أكثر."
    ),
    no_journey="لا رحلة توافق هذه المرشحات. اختر مدة أطول أو قيمًا أخرى.",
    unread="تعذرت قراءة جزء من العنوان فأُهمل: {parts}.",
    not_published="لا يمكن قراءة شيء من المستودع الآن. تمتلئ هذه الصفحة تلقائيًا بعد التشغيل التالي.",
    failed="تعذر إعداد هذه الصفحة. أعد تحميلها؛ وإن لم يُجدِ ذلك فسجل الخادم يسمي الخطأ.",
    loading="جارٍ الحساب …",
    lead_map="المراحل بالترتيب، ونقاط التماس فيها، ومصير الرحلات عندها، وأشد ما يؤلم.",
    lead_lost="كيف تسير الرحلات في خطواتها الأولى، وأين تنتهي، وأين الألم.",
    all_touchpoints="كل نقاط التماس",
    sort_hint="اختر اسم عمود للفرز به.",
)

_BY_LANGUAGE = {"en": ENGLISH, "pl": POLISH, "ar": ARABIC}


def board_words(language: str) -> BoardWords:
    """The dashboard's words of a language: en, pl or ar."""
    return _BY_LANGUAGE[language]
