"""Opens a GeoJSON file as QuPath objects with qubalab, the Python package of QuPath's authors; prints the objects and, per class, the IoU of
their geometry, burnt with rasterio, with a reference mask.

Usage: read_qupath.py FILE.geojson CLASS=REFERENCE.png ...
"""
import json
import sys

import numpy as np
from PIL import Image
from qubalab.objects import ImageFeature, geojson_features_from_string
from rasterio.features import rasterize
from shapely.geometry import shape

with open(sys.argv[1], encoding="utf-8") as file:
    features = [ImageFeature.create_from_feature(one) for one in geojson_features_from_string(file.read())]
ious = {}
for argument in sys.argv[2:]:
    name, _, path = argument.rpartition("=")
    expected = np.asarray(Image.open(path).convert("L")) > 127
    shapes = [(shape(one.geometry), 1) for one in features if one.classification.names == (name,)]
    burnt = rasterize(shapes, out_shape=expected.shape, dtype="uint8").astype(bool)
    ious[name] = float((burnt & expected).sum() / (burnt | expected).sum())
print(json.dumps({
    "objects": [
        {
            "id": one.id,
            "type": None if one.object_type is None else one.object_type.name,
            "name": one.name,
            "classification": one.classification.names,
            "color": one.classification.color,
            "measurements": one.measurements,
            "metadata": one.properties.get("metadata"),
            "locked": one.properties.get("isLocked"),
            "geometry": one.geometry["type"],
        }
        for one in features
    ],
    "iou": ious,
}))
