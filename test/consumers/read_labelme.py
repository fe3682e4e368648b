"""Loads a label file with labelme's own reader and fills its shapes with labelme's own code.

Usage: read_labelme.py FILE.json REFERENCE.png; the picture lies beside FILE.json, REFERENCE is white where the mask is set, as displayed.
"""
import json
import sys
import warnings

warnings.simplefilter("ignore")
import numpy as np
from labelme._label_file import read_label_file
from labelme.utils.shape import shapes_to_label
from loguru import logger
from PIL import Image

logger.remove()
loaded = read_label_file(sys.argv[1])
shapes = [one for one in loaded.shapes if one["label"] != "analyst_mask"]
expected = np.asarray(Image.open(sys.argv[2]).convert("L")) > 127
filled, _ = shapes_to_label(expected.shape, shapes, {"model_region": 1, "model_unlisted": 1})
filled = filled > 0
print(json.dumps({"iou": float((filled & expected).sum() / (filled | expected).sum()), "shapes": len(loaded.shapes)}))
