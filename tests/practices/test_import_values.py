import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from ponte.core.importing import texts, values
from ponte.core.importing.report import BadCell

BRUSSELS = ZoneInfo("Europe/Brussels")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2020", (2020, None)),
        ("2021.0", (2021, None)),
        ("2021,00", (2021, None)),
        ("03/2019", (2019, 3)),
        ("3.2019", (2019, 3)),
        ("2019-03", (2019, 3)),
        ("2019/3", (2019, 3)),
        ("15.03.2019", (2019, 3)),
        ("15/3/2019", (2019, 3)),
        ("15. 3. 2019", (2019, 3)),
        ("03/15/2019", (2019, 3)),
        ("2019-03-15", (2019, 3)),
        ("2019-03-15 00:00:00", (2019, 3)),
        ("2019-03-15T10:00:00Z", (2019, 3)),
        ("March 2019", (2019, 3)),
        ("Mar. 2019", (2019, 3)),
        ("15 March 2019", (2019, 3)),
        ("March 15, 2019", (2019, 3)),
        ("1st of march 2019", (2019, 3)),
        ("märz 2019", (2019, 3)),
        ("15. marca 2019", (2019, 3)),
        ("15 de marzo de 2019", (2019, 3)),
        ("březen 2019", (2019, 3)),
        ("Μάρτιος 2019", (2019, 3)),
        ("31/3/19", (2019, 3)),
        ("31. Mar 19", (2019, 3)),
        ("31-Mar-2019", (2019, 3)),
        ("Friday, March 15, 2019", (2019, 3)),
        ("Q1 2019", (2019, 1)),
        ("Q 3, 2019", (2019, 7)),
        ("43539", (2019, 3)),
        ("43539.0", (2019, 3)),
        (datetime.date(2019, 3, 15), (2019, 3)),
        (datetime.datetime(2019, 3, 15, 9, tzinfo=BRUSSELS), (2019, 3)),
    ],
)
def test_months(value, expected):
    assert values.parse_month(value) == expected


def test_a_quarter_ends_with_its_last_month():
    assert values.parse_month("Quarter 4 2008", end=True) == (2008, 12)


def test_months_before_days_where_the_mapping_says_so():
    assert values.parse_day("04/03/2019") == (2019, 3, 4)
    assert values.parse_day("04/03/2019", month_first=True) == (2019, 4, 3)


NO_DATE = "This is not a date such as 2020, 2020-03, 15.03.2020 or March 2020."


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ("soon", NO_DATE),
        ("19-03-15", NO_DATE),
        ("Mar 19", NO_DATE),
        ("99999", NO_DATE),
        ("March", NO_DATE),
        ("2019-13", "There is no such day."),
        ("31.02.2019", "There is no such day."),
    ],
)
def test_what_is_no_date(value, reason):
    with pytest.raises(BadCell) as caught:
        values.parse_month(value)

    assert str(caught.value) == reason


def test_a_date_needs_its_day():
    assert values.parse_date("15.03.2019") == datetime.date(2019, 3, 15)
    with pytest.raises(BadCell) as caught:
        values.parse_date("2019")
    assert str(caught.value) == "The day is missing."


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (
            "2019-03-15T10:00:00.123456+02:00",
            datetime.datetime(2019, 3, 15, 8, 0, 0, 123456, tzinfo=datetime.UTC),
        ),
        ("2019-03-15", datetime.datetime(2019, 3, 15, tzinfo=BRUSSELS)),
        ("2019", datetime.datetime(2019, 1, 1, tzinfo=BRUSSELS)),
        (datetime.date(2019, 3, 15), datetime.datetime(2019, 3, 15, tzinfo=BRUSSELS)),
    ],
)
def test_moments(value, expected):
    assert values.parse_moment(value) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("52.37", "52.37"),
        ("52,37", "52.37"),
        ("-3,70379", "-3.70379"),
        ("1.234,56", "1234.56"),
        ("1,234.56", "1234.56"),
        ("1 234,56", "1234.56"),
        ("1\xa0234,56", "1234.56"),
        ("1'234.56", "1234.56"),
        ("1.234.567", "1234567"),
        ("€544,310.5", "544310.5"),
        (12.5, "12.5"),
    ],
)
def test_numbers(text, expected):
    assert values.parse_number(text) == Decimal(expected)


@pytest.mark.parametrize("text", ["", "many", "1.2.3,4,5", "NaN", "inf", "52° 22'"])
def test_what_is_no_number(text):
    with pytest.raises(BadCell):
        values.parse_number(text)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("yes", True), ("Ja", True), ("SÍ", True), ("1", True), ("1.0", True), (True, True),
        ("ναι", True), ("x", True), ("No", False), ("nein", False), ("0", False), (False, False),
    ],
)  # fmt: skip
def test_answers(value, expected):
    assert values.parse_answer(value) is expected


def test_what_is_no_answer():
    with pytest.raises(BadCell) as caught:
        values.parse_answer("perhaps")

    assert str(caught.value) == "This is neither yes nor no."


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("https://a.eu/x?y=1", ("https://a.eu/x?y=1", 0)),
        ("www.kela.fi/families", ("https://www.kela.fi/families", 0)),
        ("trec.example.net", ("https://trec.example.net", 0)),
        ("<https://a.eu>", ("https://a.eu", 0)),
        ("https://a.eu, \nhttps://b.eu", ("https://a.eu", 1)),
        ("https://a.eu en https://b.eu; https://c.eu", ("https://a.eu", 2)),
    ],
)
def test_addresses(text, expected):
    assert values.parse_address(text) == expected


@pytest.mark.parametrize("text", ["internal page", "https://a.eu/Proof of", "see https://a.eu"])
def test_what_is_no_address(text):
    with pytest.raises(BadCell) as caught:
        values.parse_address(text)

    assert str(caught.value) == "This is not a web address."


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<p>One &amp; two</p><p>Three</p>", "One & two\n\nThree"),
        ("A<br>B<br/>C", "A\nB\nC"),
        ("<b>Steps</b><ul>\n<li>first</li>\n<li>second</li></ul>After",
         "Steps\n- first\n- second\n\nAfter"),
        ("<script>alert(1)</script><p>Text</p>", "Text"),
        ("for n<k and <name of the city>", "for n<k and <name of the city>"),
        ("<p>a < b</p>", "a < b"),
        ("Tom &amp; Jerry&nbsp;&#8211; x", "Tom & Jerry – x"),
        ("AT&T", "AT&T"),
        ("two\xa0 \u200bspaces\r\nline \t end ", "two spaces\nline end"),
        ("a\n\n\n\nb", "a\n\nb"),
        ("e\u0301\x07", "é"),
    ],
)  # fmt: skip
def test_text_is_made_plain(text, expected):
    assert texts.cleaned(text) == expected


def test_a_single_line_has_no_breaks():
    assert texts.cleaned("<p>One</p>\n two", single_line=True) == "One two"


@pytest.mark.parametrize("text", ["", "\xa0", " n/a ", "-", "N.A.", "\u200b", "—", "NULL"])
def test_cells_that_say_nothing(text):
    assert texts.is_blank(text)


def test_a_word_is_no_blank():
    assert not texts.is_blank("Na")


@pytest.mark.parametrize(
    ("text", "limit", "expected"),
    [
        ("One sentence here. Another one follows.", 30,
         ("One sentence here. …", "Another one follows.")),
        ("A first. Then a very long sentence without end", 30,
         ("A first. Then a very long…", "sentence without end")),
        ("x" * 20, 10, ("xxxxxxxx…", "x" * 12)),
    ],
)  # fmt: skip
def test_a_long_text_is_cut_at_a_boundary(text, limit, expected):
    assert texts.split_at(text, limit) == expected
    assert len(texts.split_at(text, limit)[0]) <= limit
