"""What the name of a column or member says of personal data and free text: one pair of patterns, for readers
in Python and for macros of the database.

Names are judged in snake case and small letters.
"""

PERSONAL = (
    r"(^|_)e?mail(_(address|id|hash|c))?$"
    r"|phone(_(number|no|c))?$|(^|_)(mobile|fax)(_(number|c))?$"
    r"|street|address|postal|zip|latitude|longitude|birth|password|token|passport|iban|ssn|salutation|signature"
    r"|(^|_)(description|body|subject|message|notes?|comments?)(_c)?$"
    r"|name(_c)?$|^(alias|company|ip)$|_ip$|(^|_)(photo|avatar|url|uri|referr?er)$"
)
"""Names that speak of persons, free text or addresses."""

THING = (
    r"(^|_)(event|item|product|campaign|page|screen|stage|category|brand|store|shop|channel|group|plan|step|action"
    r"|field|form|device|browser|os|app|host|country|city|region|currency|language|department|team|list|promotion"
    r"|coupon|template)_?name(_c)?$"
)
"""Among them the names of things, which are not personal."""
