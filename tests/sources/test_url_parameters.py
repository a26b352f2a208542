"""A query parameter of a URL, against what the standard library reads from the same URL."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest

from tests.engines import temporary_engine

SQL = "select url_parameter($url::varchar, $name) as found"


def parameter(url: str | None, name: str = "utm_source") -> str | None:
    """What the macro gives."""
    return temporary_engine().query(SQL, {"url": url, "name": name})["found"][0].as_py()


@pytest.mark.parametrize(
    "url",
    [
        "https://shop.example/p?utm_source=news",
        "https://shop.example/p?a=1&utm_source=news&utm_source=second",
        "https://shop.example/p?my_utm_source=other&utm_source=own",
        "https://shop.example/p?my_utm_source=other",
        "https://shop.example/p?utm_source=&utm_medium=email",
        "https://shop.example/p?utm_source=two+words%20and%20a%26b&x=1#utm_source=no",
        "https://shop.example/p?x=%D9%85%D8%AA%D8%AC%D8%B1&utm_source=%D9%85%D8%AA%D8%AC%D8%B1",
        "https://shop.example/utm_source=path?x=1",
        "https://shop.example/p#?utm_source=fragment",
        "https://shop.example/p?note=%zz&utm_source=100%zz",
        "?utm_source=bare",
        "/p?utm_source=path%2Fto",
    ],
)
def test_as_the_standard_library_reads_it(url: str) -> None:
    assert parameter(url) == parse_qs(urlsplit(url).query).get("utm_source", [None])[0]


def test_what_cannot_be_decoded_stays_and_control_characters_go() -> None:
    assert parameter("https://shop.example/?utm_source=%FFads") == "%FFads"
    assert parameter("https://shop.example/?utm_source=a%00d%0As") == "ads"
    assert parameter(None) is None


def test_a_name_is_no_pattern() -> None:
    assert parameter("https://shop.example/?utm.source=a&utmxsource=b", "utm.source") == "a"
    assert parameter("https://shop.example/?utmxsource=b", "utm.source") is None
