# ruff: noqa: T201
"""Reads a layer with GDAL and prints what it found as JSON.

A process of its own: GDAL would keep the live server's thread from answering.

    python client.py URL [LAYER [OPTIONS AS JSON]]
"""

import json
import sys

import pyogrio
import shapely

dataset, *rest = sys.argv[1:]
if not rest:
    print(json.dumps(pyogrio.list_layers(dataset).tolist()))
    sys.exit()
layer, options = rest[0], json.loads(rest[1])
if "bbox" in options:
    options["bbox"] = tuple(options["bbox"])
about, _ids, geometries, columns = pyogrio.raw.read(dataset, layer=layer, **options)
names = [str(name) for name in about["fields"]]
rows = [
    dict(zip(names, values, strict=True))
    for values in zip(*(column.tolist() for column in columns), strict=True)
]
for row, shape in zip(rows, shapely.from_wkb(geometries), strict=True):
    row["type"], row["bounds"] = (shape.geom_type, shape.bounds) if shape else (None, None)
about = {name: about[name] for name in ("crs", "geometry_type")}
print(json.dumps({**about, "rows": rows}, default=str))
