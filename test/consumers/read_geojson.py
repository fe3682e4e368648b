"""Reads a GeoJSON file of masks with shapely, burns it with rasterio and prints validity and the IoU with a reference mask.

Usage: read_geojson.py FILE.geojson REFERENCE.png
"""
import json
import sys

import numpy as np
from PIL import Image
from rasterio.features import rasterize
from shapely.geometry import shape
from shapely.validation import explain_validity

with open(sys.argv[1], encoding="utf-8") as file:
    features = [one for one in json.load(file)["features"] if one["properties"]["source"] == "model"]
expected = np.asarray(Image.open(sys.argv[2]).convert("L")) > 127
shapes = [shape(one["geometry"]) for one in features]
burnt = rasterize([(one, 1) for one in shapes], out_shape=expected.shape, dtype="uint8").astype(bool)
print(json.dumps({
    "iou": float((burnt & expected).sum() / (burnt | expected).sum()),
    "invalid": [explain_validity(one) for one in shapes if not one.is_valid],
    "areas": all(one.area == feature["properties"]["area"] for one, feature in zip(shapes, features)),
}))
