from ponte.regions.graticule import path


def test_graticule_has_a_line_every_ten_degrees():
    assert path().count("M") == 18
