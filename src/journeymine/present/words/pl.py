"""Polish words of the pictures, the report and the dashboard."""

from __future__ import annotations

from journeymine.present.words.phrases import Phrases

POLISH = Phrases(
    # Things
    stage="Etap",
    touchpoint="Punkt styku",
    channel="Kanał",
    team="Odpowiedzialny zespół",
    source="Źródło",
    event="Zdarzenie",
    customers="Klienci",
    journeys="Podróże",
    carts="Koszyki",
    answers="Odpowiedzi",
    effort="Nakład pracy",
    voice="Głos klientów",
    effect="Wpływ na dalszą drogę",
    score="Ocena",
    conversion="Konwersja",
    dropoff="Utrata",
    abandonment="Porzucone koszyki",
    back_rate="Powroty",
    waiting="Czas oczekiwania",
    entered="Weszło",
    everybody="Wszyscy",
    this_persona="Ta persona",
    buyer_half="Podróż kupującego",
    owner_half="Podróż posiadacza",
    # What becomes of journeys and carts
    forward="Poszły dalej",
    skip="Przeskoczyły naprzód",
    back="Cofnęły się",
    aside="Zostały na etapie",
    dropped="Utracone",
    open="Wciąż otwarte",
    converted="Z konwersją",
    finished="Konwersja i koniec",
    goes_on="Ciąg dalszy",
    ended="Zakończone",
    other="Inne",
    pooled="Małe grupy razem",
    withheld="ukryte",
    unknown="nieznane",
    no_name="Bez nazwy",
    nothing_more="Nic więcej",
    not_seen="brak w danych",
    start="Początek",
    stops="Koniec",
    cart_added="Dodano do koszyka",
    cart_purchase="Zakup",
    cart_converted="Kupione",
    cart_abandoned="Porzucone",
    cart_recovered="Porzucone, kupione później",
    cart_emptied="Opróżnione",
    # Small patterns
    points="{value} p.p.",
    hours="{value} godz.",
    between="od {low} do {high}",
    from_to="przedtem {before}, teraz {after}",
    lost="utrata {rate}",
    label_count="{label} ({count})",
    cart_dies="porzucono tu {rate}",
    cart_share="{rate} wszystkich koszyków",
    step_number="Krok {step}",
    afterwards="Potem",
    no_currency="kwota",
    # What every caption ends with
    basis="Okno: {window}. Wejście: {entry}. Stan na {as_of}.",
    window_never="cała historia klienta to jedna podróż",
    window_purchase="po każdym zakupie zaczyna się nowa podróż",
    window_silence="nowa podróż zaczyna się po ciszy dłuższej niż {split}",
    entry_first="pierwsze zdarzenie z punktem styku",
    # Drop-off
    dropoff_title="Najwięcej tracimy tu: {node}. Kończy się tam {rate} rozstrzygniętych podróży",
    dropoff_question="Gdzie kończą się podróże?",
    dropoff_axis="Udział w podróżach, które weszły",
    dropoff_caption=(
        "Każda podróż, która weszła, liczy się raz, według ostatniego wyjścia (w nawiasie liczba wejść). "
        "Utrata = utracone ÷ (weszło − wciąż otwarte)."
    ),
    dropoff_empty="Żadna podróż nie weszła jeszcze na żaden etap, więc nie ma utraty do pokazania.",
    # Journey map
    map_title="Mapa: najwięcej tracimy na etapie {stage}, {rate} rozstrzygniętych podróży",
    map_question="Mapa podróży klienta",
    map_caption=(
        "Paski: klienci względem najruchliwszego punktu styku. Wpływ: odsetek przejść naprzód minus ten "
        "sam odsetek dla "
        "reszty etapu, gdy 95-procentowy przedział nie obejmuje zera. Mniej klientów niż {min_cell}: ukryte."
    ),
    map_empty="Mapa jest pusta: żaden punkt styku nie jest opisany ani widoczny w danych.",
    lane_fate="Co się stało z podróżami",
    lane_feeling="Co czują klienci",
    lane_pain="Co boli najbardziej",
    lane_touchpoints="Punkty styku",
    no_pain="Nie znaleziono bolączki",
    next_after="Mediana czasu do następnego etapu: {time}",
    key_effect="Wpływ na dalszą drogę",
    key_voice="Głos klientów (od −1 do 1)",
    key_pain="Tu leży bolączka",
    # First steps
    sankey_title="{rate} podróży tracimy w ciągu dwóch kroków, {all} w pokazanych krokach",
    sankey_question="Jak przebiegają pierwsze kroki podróży?",
    sankey_caption=(
        "Pierwsze kroki każdej podróży obok siebie; powrót widać jako tę samą nazwę w późniejszym kroku. "
        "Grupy mniejsze niż {min_cell} klientów są w pozycji „Inne”."
    ),
    sankey_empty="Podróże są zbyt krótkie albo klientów jest za mało, by pokazać pierwsze kroki.",
    sankey_line="Krok {step}: {start} → {end}: {count}",
    # Pain points
    pains_title="{touchpoint}: {kind}, {difference} względem reszty etapu",
    pains_caption=(
        "Różnica względem pozostałych punktów styku etapu z 95-procentowym przedziałem; odsetek fałszywych "
        "odkryć 5%. "
        "Czerwone: klienci też oceniają niżej."
    ),
    pains_empty="Żadna bolączka nie odróżnia się od przypadku.",
    pains_axis_share="Różnica względem reszty etapu (punkty procentowe)",
    pains_axis_hours="Różnica względem reszty etapu (godziny)",
    pains_axis_score="Różnica względem reszty etapu (ocena od −1 do 1)",
    pain_drop="więcej klientów odchodzi",
    pain_back="więcej klientów się cofa",
    pain_slow="trwa to dłużej",
    pain_score="oceny są niższe",
    pain_friction="więcej klientów rezygnuje",
    voice_agrees="Głos też niższy: {score}",
    voice_differs="Głos: {score}",
    voice_none="Brak głosu klientów",
    # Actions
    actions_title="Najpierw: {fix}, miejsce: {touchpoint}",
    actions_caption=(
        "Wartość do odzyskania w 30 dni = klienci × (wskaźnik etapu − wskaźnik miejsca) × średnia wartość, "
        "z przedziałem; "
        "kolejność według wartości ÷ nakładu. Wartości działań nakładają się: nie należy ich sumować."
    ),
    actions_empty="Brak działań do zaproponowania: żadna bolączka nie odróżnia się od przypadku.",
    actions_axis="Wartość do odzyskania w 30 dni ({currency})",
    fixes={
        "remove_obstacle": "Usunąć przeszkodę",
        "clarify": "Wyjaśnić",
        "shorten": "Przyspieszyć",
        "follow_up": "Zapytać klientów i poprawić",
        "repair": "Naprawić",
    },
    effort_low="mały",
    effort_medium="średni",
    effort_high="duży",
    # Carts
    carts_title="Koszyki giną najczęściej na kroku „{step}”: {rate} tych, które tam dotarły",
    carts_question="Jak daleko docierają koszyki?",
    carts_axis="Udział we wszystkich koszykach",
    carts_caption=(
        "Koszyk otwiera pierwsze dodanie. Porzucony: {abandon} bez aktywności i bez zakupu; kupiony "
        "później: zakup "
        "w ciągu następnych {recover}. Otwarte koszyki nie liczą się jako utracone. Stan na {as_of}."
    ),
    carts_empty="Nie ma koszyków do pokazania albo jest ich za mało.",
    friction_title="„{friction}” najmocniej wiąże się z porzuceniem: {lift} częściej",
    friction_question="Jakie kłopoty towarzyszą porzuconym koszykom?",
    friction_axis="Ile razy częściej porzucone (skala log.)",
    friction_caption=(
        "P(porzucenie | kłopot) ÷ P(porzucenie | bez niego), z 95-procentowym przedziałem; tylko koszyki "
        "rozstrzygnięte. "
        "Szare: nie do odróżnienia od braku różnicy."
    ),
    friction_empty="Żaden kłopot nie dotyczy dość wielu rozstrzygniętych koszyków, by je porównać.",
    # Back and forth
    movement_title="{rate} przejść to powroty, najczęściej: {start} → {end}",
    movement_question="Jak podróże przechodzą między etapami?",
    movement_caption=(
        "Czytaj wierszami: jaka część (i liczba) wyjść z etapu trafiła do każdej kolumny. "
        "Bursztynowe: powrót; niebieskie: dalej; szare: koniec podróży. Pola o zbyt małej liczbie klientów "
        "są puste."
    ),
    movement_empty="Żadna podróż nie przeszła jeszcze między etapami.",
    movement_from="Z etapu",
    movement_to="Na etap",
    movement_line="{start} → {end}: {count} ({rate})",
    loops_title="Pętli {loop} towarzyszy różnica konwersji {difference}",
    loops_question="Ile kosztują pętle?",
    loops_axis="Różnica konwersji (punkty procentowe)",
    loops_caption=(
        "Konwersja podróży z pętlą minus konwersja podróży tej samej długości bez niej, z 95-procentowym "
        "przedziałem. "
        "Szare: nie do odróżnienia od zera."
    ),
    loops_empty="Żadna pętla nie występuje w dość wielu podróżach, by podać jej koszt.",
    back_moves="Powroty",
    back_detail="wśród wszystkich przejść między etapami",
    # Forks
    forks_stage="Co następuje po każdym etapie",
    forks_touchpoint="Co następuje po każdym punkcie styku",
    forks_axis="Udział we wszystkich wyjściach",
    forks_caption=(
        "Miejsca z co najmniej dwiema drogami dalej po 10% lub więcej; każdy pasek to wszystkie wyjścia."
    ),
    forks_empty="Żadne miejsce nie ma dwóch dróg dalej po 10% lub więcej.",
    # Changes
    changes_title="Najbardziej zmieniło się: {figure}, {difference}",
    changes_none="Nic nie zmieniło się bardziej, niż zmienia przypadek",
    changes_axis="Zmiana (punkty procentowe)",
    changes_caption=(
        "Od {before_from} do {after_from} wobec od {after_from} do {after_to}; przedziały 95%, wartości q "
        "dla wielu porównań. "
        "Szare: nieistotne. Czerwone: gorzej. Zielone: lepiej."
    ),
    changes_empty="Nie ma jeszcze dwóch okresów do porównania.",
    better="lepiej",
    worse="gorzej",
    not_significant="nieistotne",
    # Attribution
    attribution_title="{node}: {share} konwersji według modelu „{model}”",
    attribution_axis="Udział w konwersjach",
    attribution_caption=(
        "Kropki: {model}, z 95-procentowymi przedziałami. Szare znaki: {other}. "
        "Udziały sumują się do wszystkich konwersji."
    ),
    attribution_alone=(
        "Kropki: {model}, z 95-procentowymi przedziałami. Udziały sumują się do wszystkich konwersji."
    ),
    attribution_empty="Nie ma jeszcze konwersji, którą można by czemukolwiek przypisać.",
    attribution_assists="Pomoc bez ostatniego kontaktu: {count}",
    attribution_return="Zwrot z wydatków: {ratio}",
    attribution_cost="Koszt: {money}",
    no_touch="Bez wcześniejszego kontaktu",
    models={
        "first": "pierwszy kontakt",
        "last": "ostatni kontakt",
        "linear": "równe części",
        "position": "części według miejsca",
        "decay": "części według wieku",
        "markov": "efekt usunięcia (Markow)",
        "shapley": "wartość Shapleya",
    },
    # Funnels
    funnel_title="Do końca dochodzi {rate}; najwięcej ubywa po kroku {step}",
    funnel_none="Nikt nie dochodzi do końca; najwięcej ubywa po kroku {step}",
    funnel_empty="Nikt nie robi pierwszego kroku albo jest ich za mało, by pokazać.",
    funnel_axis="Odsetek tych, którzy weszli",
    funnel_caption="Słupki: co się stało z tymi, którzy doszli do kroku, wśród wszystkich, którzy weszli.",
    funnel_lost="Odpadli tutaj",
    funnel_by_title="Najczęściej dochodzi do końca: {group}, {rate}",
    funnel_by_axis="Odsetek dochodzących do końca",
    funnel_by_caption=(
        "Kropki: odsetek każdej grupy, który dochodzi do końca, z przedziałami 95-procentowymi. Szary: "
        "jak reszta."
    ),
    funnel_times_title="Połowa tych, którzy dochodzą do kroku {step}, potrzebuje najwyżej {time}",
    funnel_times_axis="Czas od początku (skala log.)",
    funnel_times_caption="Kropki: mediana; linie: od dziesiątego do dziewięćdziesiątego percentyla.",
    funnel_next_title="Po kroku {step} najczęściej: {next}",
    funnel_next_axis="Odsetek tych, którzy byli przy kroku",
    funnel_next_caption="Słupki: co nastąpiło potem i co się z nimi stało.",
    funnel_drivers_on="{event} idzie w parze z przejściem dalej: szanse {ratio}",
    funnel_drivers_off="{event} idzie w parze z odpadnięciem: szanse {ratio}",
    funnel_drivers_none="Żadne zdarzenie nie idzie w parze z przejściem dalej bardziej niż przypadkiem",
    funnel_drivers_axis="Iloraz szans przejścia dalej",
    funnel_drivers_caption=(
        "Kropki: ilorazy szans z przedziałami 95-procentowymi. Szary: nieistotne. Współwystępowanie nie "
        "musi być przyczyną."
    ),
    funnel_trend_title="Odsetek dochodzących do końca według początku: {rate} w ostatnim pełnym okresie",
    funnel_trend_axis="Odsetek dochodzących do końca",
    funnel_trend_caption=(
        "Każdy punkt: ci, którzy wtedy zaczęli, z przedziałami 95-procentowymi. Pusty: okna jeszcze się "
        "nie zamknęły."
    ),
    funnel_curve_title="Po {time} do końca doszło {rate}",
    funnel_curve_axis="Godziny od początku",
    funnel_curve_caption=(
        "Linia: odsetek, który do tej chwili doszedł (Kaplan–Meier), z przedziałem 95-procentowym. "
        "Otwarci liczą się tak długo, jak są znani."
    ),
    funnel_within="{median}, dziewięciu na dziesięciu w {p90}",
    funnel_of_previous="{rate} poprzedniego kroku",
    funnel_both="{one} tych, którzy przeszli dalej, {other} tych, którzy odpadli",
    funnel_compare_caption=(
        "Kropki: odsetek tych z pierwszego kroku, którzy dochodzą do danego kroku, w tym lejku minus w "
        "drugim, z przedziałami 95-procentowymi. Bez tych, którzy mogą jeszcze dojść. Szary: różnica "
        "nieistotna."
    ),
    # Comparison
    compare_title="Najbardziej różni się: {figure}, {difference}",
    compare_none="Nic nie różni się bardziej, niż sprawia przypadek",
    compare_axis="Różnica (punkty procentowe)",
    compare_caption=(
        "{one} minus {other}; przedziały 95-procentowe, wartości q dla wielu porównań. "
        "Szary: różnica nieistotna."
    ),
    compare_empty="Jest za mało klientów, by porównywać.",
    one_against="{one} wobec {other}",
    side_rest="reszta",
    side_generation="generacja {generation}",
    side_cohort="kohorta bez nazwy",
    # Experience
    experience_title="Najniższa ocena: {place}, {score}",
    experience_question="Co mówią klienci i gdzie?",
    experience_caption=(
        "Odpowiedź w ankiecie przypada po równo punktom styku tego klienta z dni przed nią, chyba że sama "
        "wskazuje miejsce. "
        "Przedziały 95%; miejsca ze zbyt małą liczbą odpowiedzi pominięto."
    ),
    experience_empty="Żadna ankieta nie ma dość odpowiedzi, by je pokazać.",
    experience_axes={
        "nps": "NPS (od −100 do 100)",
        "csat": "Średnie zadowolenie (CSAT, od 1 do 5)",
        "ces": "Średnia ocena wysiłku (CES, od 1 do 7)",
        "stars": "Średnia liczba gwiazdek (od 1 do 5)",
    },
    # Personas
    personas_question="Gdzie tracimy każdą personę na tle wszystkich?",
    personas_sheet_caption=(
        "Paski: podróże, które weszły na etap, względem najruchliwszego etapu persony; czerwone: "
        "część tam utracona."
    ),
    personas_caption="Utrata na każdym etapie: persona (kropka) i wszyscy (szary znak).",
    personas_empty="Nie opisano żadnej persony albo żadna nie ma dość klientów.",
    share_of_customers="klientów",
    median_steps="Kroki, mediana",
    median_days="Dni, mediana",
    mean_value="Wartość kupującego, średnia",
    # Headline
    where="Gdzie tracimy klientów",
    where_detail="kończy się tam {rate} rozstrzygniętych podróży ({count})",
    why="Dlaczego",
    why_detail="{kind}: {difference}",
    cost="Ile to kosztuje",
    cost_detail="w 30 dni, miejsce: {place}; {between}",
    cost_unknown="Wartości nie są znane, więc kosztu nie da się podać.",
    first="Co zrobić najpierw",
    conversion_detail="rozstrzygniętych podróży; otwartych nie liczymy",
    # Report
    contents="Spis treści",
    skip_to_content="Przejdź do treści",
    read_as_text="Przeczytaj wykres jako tekst",
    how_computed="Jak to policzono:",
    needs_script="Wykresy wymagają JavaScriptu; każdy można też przeczytać jako tekst pod nim.",
    edition="Stan na {as_of} · wydanie {generation} · przebieg {run}",
    section_headline="W skrócie",
    section_actions="Co zrobić najpierw",
    section_lost="Gdzie tracimy klientów",
    section_carts="Koszyki",
    section_movement="Tam i z powrotem",
    section_halves="Kupujący i posiadacze",
    section_personas="Persony",
    section_voice="Co mówią klienci",
    section_forks="Rozstaje",
    section_changes="Co się zmieniło",
    section_method="Skąd te liczby",
    lead_actions="Bolączki zamienione w działania; najpierw to, które daje najwięcej za swój nakład.",
    lead_lost="Cała podróż na jednej stronie: jak przebiega, gdzie się kończy i gdzie boli.",
    lead_carts="Jak daleko docierają koszyki, gdzie są porzucane i jakie kłopoty temu towarzyszą.",
    lead_movement="Podróże rzadko biegną prosto: jak często zawracają i ile kosztują pętle.",
    lead_halves="Do zakupu klient jest kupującym, potem posiadaczem; odpowiadają za to różne zespoły.",
    lead_personas="Klienci pogrupowani według reguł z pliku podróży, każda grupa z własną drogą.",
    lead_voice="Odpowiedzi z ankiet przypisane etapom i punktom styku, które je poprzedziły.",
    lead_forks="Miejsca, w których drogi się rozchodzą, i udziały tego, co następuje potem.",
    lead_changes="Ostatni okres na tle poprzedniego.",
    lead_method="Definicje, ustawienia i los każdego przeczytanego wiersza.",
    # Tables
    what="Co",
    place="Gdzie",
    customers_month="Klienci w 30 dni",
    value_month="Wartość do odzyskania w 30 dni",
    loop="Pętla",
    extra_time="Dodatkowy czas",
    conversion_difference="Różnica konwersji",
    pair="Pomiędzy",
    there="Tam",
    back_again="Z powrotem",
    ping_pong="Tam i z powrotem",
    figure="Wskaźnik",
    before="Przedtem",
    after="Teraz",
    difference="Różnica",
    verdict="Ocena zmiany",
    touchpoints="Punkty styku",
    pain_points="Bolączki",
    value_largest="Największe działanie, 30 dni",
    files="Pliki",
    rows_read="Przeczytane wiersze",
    rows_loaded="Wczytane",
    rows_rejected="Odrzucone",
    rows_duplicate="Powtórzone",
    adds_up="Zgadza się",
    yes="tak",
    no="nie",
    total="Razem",
    reason="Powód",
    rows="Wiersze",
    remedy="Co zrobić",
    shown_of="Pokazano wiersze: {shown} z {all}.",
    events="Zdarzenia",
    mapped="Z punktem styku",
    caption_loops="Najczęstsze pętle i to, co im towarzyszy",
    caption_pairs="Pary punktów styku, między którymi podróże krążą tam i z powrotem",
    caption_teams="Za co odpowiada każdy zespół",
    caption_changes="Wszystkie porównane wskaźniki",
    caption_sources="Los każdego wiersza: przeczytane = wczytane + odrzucone + powtórzone",
    caption_rejects="Dlaczego odrzucono wiersze",
    caption_hygiene="To nie działania klientów: oznaczone, poza danymi, chyba że plik mapy je zachowuje",
    flag="Oznaczone jako",
    flags={
        "test": "Testy",
        "internal": "Pracownicy firmy",
        "bot": "Roboty",
        "runaway": "Sesje bez końca",
    },
    in_figures="W danych",
    caption_coverage="Które zdarzenia mają punkt styku: najpierw największe bez niego",
    ends_here="Podróże, których ostatni etap leży tutaj",
    hand_over="Przekazanie: od kupującego do posiadacza przejść: {onward}, z powrotem: {back}.",
    loses_most="Największa utrata",
    definitions_title="Definicje",
    definitions=(
        ("Podróż", "Zdarzenia klienta z punktem styku, po kolei; {window}."),
        ("Sesja", "Nowa sesja zaczyna się po przerwie dłuższej niż {session} min."),
        ("Krok", "Jeden pobyt na etapie: zdarzenia tam, bez innych pomiędzy."),
        (
            "Wynik",
            "Z konwersją: podróż dotarła do etapu, który liczy się jako konwersja. Otwarta: bez konwersji, "
            "ostatnie zdarzenie "
            "najwyżej {inactive} przed stanem danych. Utracona: pozostałe. Otwartych nigdy nie liczymy "
            "jako utraconych.",
        ),
        ("Utrata", "Utracone ÷ (weszło − otwarte), według etapu ostatniego kroku podróży."),
        (
            "Koszyk",
            "Porzucony po {abandon} bez aktywności i zakupu; kupiony później, gdy zakup następuje w ciągu "
            "{recover}.",
        ),
        ("Bolączka", "Punkt styku gorszy od reszty etapu, przy odsetku fałszywych odkryć 5%."),
        ("Małe grupy", "Wskaźniki mniej niż {min_cell} klientów są ukryte razem z tym, co by je zdradziło."),
    ),
)
