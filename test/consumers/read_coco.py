"""Decodes every annotation of a COCO file with pycocotools and prints per image the IoU of their union with a reference mask.

Usage: read_coco.py COCO.json FOLDER; FOLDER holds <image id>.png, white where the mask is set (categories 1 and 2).
"""
import contextlib
import io
import json
import os
import sys

import numpy as np
from PIL import Image
from pycocotools.coco import COCO

with contextlib.redirect_stdout(io.StringIO()):
    coco = COCO(sys.argv[1])
results = {}
for image_id in coco.getImgIds():
    union = None
    areas = True
    for annotation in coco.loadAnns(coco.getAnnIds(imgIds=[image_id], catIds=[1, 2])):
        mask = coco.annToMask(annotation).astype(bool)
        rows, columns = np.nonzero(mask)
        box = [int(columns.min()), int(rows.min()), int(np.ptp(columns)) + 1, int(np.ptp(rows)) + 1]
        areas = areas and int(mask.sum()) == annotation["area"] and box == annotation["bbox"]
        if union is not None and (union & mask).any():
            raise SystemExit("annotations overlap")
        union = mask if union is None else union | mask
    expected = np.asarray(Image.open(os.path.join(sys.argv[2], f"{image_id}.png")).convert("L")) > 127
    results[str(image_id)] = {"iou": float((union & expected).sum() / (union | expected).sum()), "areasAndBoxes": bool(areas)}
print(json.dumps(results))
