import gzip

import pytest

from ponte.regions.figures.reading import Cell, UnreadableFigures, read

LABELLED = """\
STRUCTURE,STRUCTURE_ID,STRUCTURE_NAME,freq,Time frequency,unit,Unit of measure,geo,Geo,\
TIME_PERIOD,Time,OBS_VALUE,Observation value,OBS_FLAG,Status,CONF_STATUS,Confidentiality
dataflow,ESTAT:TGS00042(1.0),"R&D, all",A,Annual,PC_GDP,Percentage,AT11,Burgenland,2013,,0.89,,b,\
break in time series,,
dataflow,ESTAT:TGS00042(1.0),"R&D, all",A,Annual,PC_GDP,Percentage,AT11,Burgenland,2014,,:,,,,,
"""
SLIM = "freq,unit,geo,time,obs_value\nA,PPS,AL,2008,6400\n"
API = """\
DATAFLOW,LAST UPDATE,freq,geo,TIME_PERIOD,OBS_VALUE,OBS_FLAG
ESTAT:TGS00010(1.0),01/02/26 11:00:00,A,AT11,2024,3.9,e
"""
TSV = "unit,age,geo\\time\t2015 \t2014 \nTHS,Y15-24,AT1\t5.2 bu\t: \nTHS,Y15-24,EU28\t: c\t7\n"
MODERN_TSV = "freq,geo\\TIME_PERIOD\t2014 \nA,AT11\t5\n"
TIDY = "nuts_id,year,indicator,value,flag\nAT11,2012.0,patents,84.0,p\n"
SEMICOLONS = "geo;year;value\nAT11;2012;84\n"


def read_text(tmp_path, text, *, name="figures.csv", **options):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    with read(path, **options) as source:
        return source.form, source.dataset, source.dimensions, list(source.cells)


@pytest.mark.parametrize(
    ("text", "form", "dataset", "dimensions", "cells"),
    [
        (
            LABELLED,
            "sdmx",
            "tgs00042",
            ("freq", "unit"),
            [
                Cell(2, ["A", "PC_GDP"], "AT11", "2013", "0.89", "b"),
                Cell(3, ["A", "PC_GDP"], "AT11", "2014", ":", ""),
            ],
        ),
        (
            SLIM,
            "sdmx",
            "figures",
            ("freq", "unit"),
            [Cell(2, ["A", "PPS"], "AL", "2008", "6400", "")],
        ),
        (API, "sdmx", "tgs00010", ("freq",), [Cell(2, ["A"], "AT11", "2024", "3.9", "e")]),
        (
            TSV,
            "tsv",
            "figures",
            ("unit", "age"),
            [
                Cell(2, ["THS", "Y15-24"], "AT1", "2015", "5.2", "bu"),
                Cell(2, ["THS", "Y15-24"], "AT1", "2014", ":", ""),
                Cell(3, ["THS", "Y15-24"], "EU28", "2015", ":", "c"),
                Cell(3, ["THS", "Y15-24"], "EU28", "2014", "7", ""),
            ],
        ),
        (MODERN_TSV, "tsv", "figures", ("freq",), [Cell(2, ["A"], "AT11", "2014", "5", "")]),
        (
            TIDY,
            "tidy",
            "figures",
            ("indicator",),
            [Cell(2, ["patents"], "AT11", "2012.0", "84.0", "p")],
        ),
        (SEMICOLONS, "tidy", "figures", (), [Cell(2, [], "AT11", "2012", "84", "")]),
        ("﻿" + SEMICOLONS, "tidy", "figures", (), [Cell(2, [], "AT11", "2012", "84", "")]),
    ],
)
def test_each_form_gives_the_same_cells(tmp_path, text, form, dataset, dimensions, cells):
    assert read_text(tmp_path, text) == (form, dataset, dimensions, cells)


def test_a_packed_file_is_read_whatever_its_name(tmp_path):
    path = tmp_path / "une.tsv"
    path.write_bytes(gzip.compress(TSV.encode()))

    with read(path) as source:
        cells = list(source.cells)

    assert (source.dataset, len(cells)) == ("une", 4)


def test_one_of_several_columns_of_figures_is_named(tmp_path):
    table = "nuts2_id,country,year,gdp,population\nAT11,AT,2014,7,290000\n"

    _form, _dataset, dimensions, cells = read_text(tmp_path, table, value="population")

    assert dimensions == ()
    assert cells == [Cell(2, [], "AT11", "2014", "290000", "")]


def test_a_table_without_years_gets_one(tmp_path):
    _form, _dataset, _dimensions, cells = read_text(tmp_path, "geo,value\nAT11,3\n", year="2014")

    assert cells == [Cell(2, [], "AT11", "2014", "3", "")]


def test_a_short_row_ends_in_empty_cells(tmp_path):
    _form, _dataset, _dimensions, cells = read_text(tmp_path, "geo,year,value,flag\nAT11,2014\n")

    assert cells == [Cell(2, [], "AT11", "2014", "", "")]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (
            b"name,size\nA,1\n",
            "figures.csv has no columns for region, year and value. Its columns: name, size.",
        ),
        (b"", "figures.csv has no columns for region, year and value. Its columns: ."),
        (b"geo,year,value\nAT11,2014,\xff\n", "figures.csv is no text in UTF-8."),
    ],
)
def test_what_is_no_table_of_figures_is_refused(tmp_path, content, message):
    path = tmp_path / "figures.csv"
    path.write_bytes(content)

    with pytest.raises(UnreadableFigures) as refused, read(path) as source:
        list(source.cells)

    assert str(refused.value) == message


def test_a_damaged_packed_file_is_refused(tmp_path):
    path = tmp_path / "figures.csv.gz"
    path.write_bytes(gzip.compress(SLIM.encode())[:-12])

    with pytest.raises(UnreadableFigures), read(path) as source:
        list(source.cells)
