from ponte.core.lines import LinesField


def test_lines_become_a_list_without_empty_and_repeated_ones():
    assert LinesField().clean(" one\r\n\r\ntwo \none") == ["one", "two"]


def test_nothing_is_an_empty_list():
    assert LinesField(required=False).clean("") == []


def test_a_list_is_shown_one_per_line():
    assert LinesField().widget.format_value(["one", "two"]) == "one\ntwo"


def test_only_another_list_is_a_change():
    field = LinesField()

    assert not field.has_changed(["one"], "one\n")
    assert not field.has_changed(None, "")
    assert field.has_changed(["one"], "one\ntwo")
