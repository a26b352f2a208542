"""What customers and agents write, in English, Polish and Arabic."""

from random import Random

from data.generator.dice import pick

Phrases = dict[str, tuple[str, ...]]

PRAISE: Phrases = {
    "en": (
        "Easy from start to finish.",
        "The desk is lovely, and it came a day early.",
        "Good prices and clear pictures.",
        "Everything fitted. I will come back.",
        "Quick, friendly, no fuss.",
    ),
    "pl": (
        "Wszystko sprawnie i na czas.",
        "Świetna jakość, polecam znajomym.",
        "Krzesło wygodne, montaż zajął kwadrans.",
        "Łatwe zakupy, miła obsługa.",
        "Bardzo dobry kontakt.",
    ),
    "ar": (
        "تجربة ممتازة من البداية إلى النهاية.",
        "المكتب جميل ووصل قبل الموعد.",
        "خدمة سريعة وأسعار جيدة.",
        "كل شيء كما في الصور، شكراً.",
    ),
}
SHRUGS: Phrases = {
    "en": (
        "It was fine.",
        "Nothing special.",
        "Good, but delivery is dear.",
        "Took some time to find what I wanted.",
    ),
    "pl": ("W porządku.", "Bez zachwytu, bez problemów.", "Trochę długo szukałam.", "Dostawa droga."),
    "ar": ("لا بأس.", "جيد لكن التوصيل غالٍ.", "تجربة عادية."),
}
COMPLAINTS: Phrases = {
    "en": (
        "Too many steps to pay.",
        "The colour is not the one in the picture.",
        "I could not find the delivery cost before the end.",
        "Parts were missing.",
        "I waited far too long.",
    ),
    "pl": (
        "Za dużo kroków przy płaceniu.",
        "Kolor inny niż na zdjęciu.",
        "Brakowało śrub, instrukcja niejasna.",
        "Czekałem stanowczo za długo.",
    ),
    "ar": ("خطوات الدفع كثيرة.", "اللون مختلف عن الصورة.", "كانت بعض القطع ناقصة.", "انتظرت وقتاً طويلاً."),
}
PAYMENT_COMPLAINTS: Phrases = {
    "en": ("My card was refused again and again.", "Payment failed, I had to try three times."),
    "pl": ("Płatność kartą odrzucona kilka razy.", "Błąd przy płatności, poddałem się."),
    "ar": ("رُفضت بطاقتي عدة مرات.", "فشل الدفع ولم يساعدني أحد."),
}
SUPPORT_COMPLAINTS: Phrases = {
    "en": (
        "A week without an answer.",
        "Passed from one person to the next.",
        "Nobody told me when the parts would come.",
    ),
    "pl": (
        "Tydzień bez odpowiedzi.",
        "Odsyłano mnie od osoby do osoby.",
        "Nikt nie wiedział, kiedy będzie część.",
    ),
    "ar": ("أسبوع كامل بلا رد.", "حولوني من موظف إلى آخر.", "لم يخبرني أحد متى تصل القطع."),
}
SUPPORT_PRAISE: Phrases = {
    "en": ("Solved the same day.", "Kind and clear answer.", "Fast help, thank you."),
    "pl": ("Szybka pomoc, dziękuję.", "Problem rozwiązany w jeden dzień.", "Rzeczowa odpowiedź."),
    "ar": ("حُلّت المشكلة في اليوم نفسه.", "رد لطيف وواضح.", "مساعدة سريعة، شكراً لكم."),
}
LONG_ARABIC = (
    "طلبت المكتب يوم ١٢ مارس، ودفعت ٣٤٩ يورو.\nوصل بعد ٩ أيام، وكانت القطعة رقم ٤ ناقصة.\n"
    'اتصلت ٣ مرات، وقالوا: "غداً"، ولم يتصل أحد.\nأرجو الحل قبل ٣٠ مارس.'
)
LONG_POLISH = (
    "Zamówiłam dwa krzesła, przyszło jedno.\n"
    'Na infolinii usłyszałam: "proszę czekać", więc czekam.\nOcena: 4/10.'
)

TICKET_SUBJECTS: dict[str, Phrases] = {
    "delivery": {
        "en": ("Where is my parcel?", "Delivery day moved again"),
        "pl": ("Gdzie jest moja paczka?", "Zmiana terminu dostawy"),
        "ar": ("أين طلبي؟",),
    },
    "assembly": {
        "en": ("Part missing", "Assembly of the shelf"),
        "pl": ("Brak części", "Montaż regału"),
        "ar": ("قطعة ناقصة",),
    },
    "payment": {
        "en": ("Payment refused", "Charged twice?"),
        "pl": ("Odrzucona płatność", "Podwójne obciążenie"),
        "ar": ("رفض الدفع",),
    },
    "returns": {
        "en": ("Return of an order", "Refund"),
        "pl": ("Zwrot zamówienia", "Zwrot pieniędzy"),
        "ar": ("إرجاع طلب",),
    },
    "product": {
        "en": ("Question about size", "Is it in stock?"),
        "pl": ("Pytanie o wymiary", "Dostępność"),
        "ar": ("سؤال عن المقاسات",),
    },
}
TICKET_BODIES: Phrases = {
    "en": (
        "Hello, please help me with my order.",
        "Good morning, I need an answer soon.",
        "Hi, see the subject. Thanks.",
    ),
    "pl": (
        "Dzień dobry, proszę o pomoc z zamówieniem.",
        "Witam, bardzo proszę o szybką odpowiedź.",
        "Jak w temacie.",
    ),
    "ar": ("مرحباً، أرجو المساعدة في طلبي.", "السلام عليكم، أحتاج رداً سريعاً."),
}
AGENT_REPLIES: Phrases = {
    "en": (
        "Thank you for writing, we are looking into it.",
        "Could you send us the order number?",
        "This is settled now.",
    ),
    "pl": ("Dziękujemy, sprawdzamy sprawę.", "Prosimy o numer zamówienia.", "Sprawa załatwiona."),
    "ar": ("شكراً لرسالتك، نتابع الأمر.", "نرجو إرسال رقم الطلب."),
}
CUSTOMER_REPLIES: Phrases = {
    "en": ("Any news?", "Here is the number.", "Still waiting."),
    "pl": ("Czy są jakieś wieści?", "Podaję numer.", "Nadal czekam."),
    "ar": ("هل من جديد؟", "ما زلت أنتظر."),
}
INTERNAL_NOTES = ("Asked the warehouse.", "Passed on to a colleague.", "Customer called as well.")


def phrase(rng: Random, phrases: Phrases, language: str) -> str:
    """Draw a phrase in a language."""
    return pick(rng, phrases[language])
