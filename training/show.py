"""Contact sheet of training samples, to be looked at: `python -m training.show --data ../shared/data --out sheet.png`.

Each cell, left to right: the picture, its mask, where the quantised coefficients are zero (black = zero), and the picture with the mask's outline.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import torch
from PIL import Image, ImageDraw

from .synthesis.filters import dilate
from .synthesis.sample import SynthesisConfig, make_batch
from .synthesis.sources import DOMAINS, load_sources


def cell(rgb: torch.Tensor, dct: torch.Tensor, mask: torch.Tensor, label: str) -> Image.Image:
    """rgb uint8 [3,S,S], dct uint8 [S,S], mask [S,S] -> one labelled row of four panes."""
    side = mask.shape[-1]
    outlined = rgb.clone()
    edge = (dilate(mask, 1) - mask) > 0.5
    outlined[:, edge] = torch.tensor([255, 0, 255], dtype=torch.uint8)[:, None]
    grey = lambda plane: (plane * 255).to(torch.uint8)[None].expand(3, -1, -1)  # noqa: E731
    panes = torch.cat((rgb, grey(mask), grey((dct > 0).float()), outlined), 2)
    out = Image.new("RGB", (4 * side, side + 12), (32, 32, 32))
    out.paste(Image.fromarray(panes.permute(1, 2, 0).numpy().astype(np.uint8)), (0, 12))
    ImageDraw.Draw(out).text((2, 0), label, fill=(230, 230, 230))
    return out


def contact_sheet(batch: dict, columns: int) -> Image.Image:
    cells = []
    for index in range(len(batch["operation"])):
        qt = batch["qt"][index]
        label = f"{DOMAINS[int(batch['domain'][index])]} · {batch['operation'][index]} · q0={int(qt[0])} · grid {int(batch['grid_valid'][index])}"
        cells.append(cell(batch["rgb"][index], batch["dct"][index, 0], batch["mask"][index], label))
    width, height = cells[0].size
    rows = -(-len(cells) // columns)
    sheet = Image.new("RGB", (columns * width, rows * height))
    for index, picture in enumerate(cells):
        sheet.paste(picture, (index % columns * width, index // columns * height))
    return sheet


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder with train/ and dev/")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--size", type=int, default=192)
    parser.add_argument("--count", type=int, default=32)
    parser.add_argument("--columns", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--domain", choices=DOMAINS)
    parser.add_argument("--split", choices=("train", "validation"), default="train")
    parser.add_argument("--plain", type=float, default=0.0, help="share of chunks with the simplest edits")
    parser.add_argument("--forger", type=float, default=0.0, help="share of documents, signs and portraits altered as forgers do")
    parser.add_argument("--screens", type=Path, help="folder of screenshots as PNG: samples of these alone")
    parser.add_argument("--limit", type=int, help="load only about this many pictures")
    options = parser.parse_args()
    store = load_sources(options.data, options.split, options.limit, screens=options.screens)
    batch = make_batch(store, SynthesisConfig(plain=options.plain, forger=options.forger, screens=1.0 if options.screens else 0.0), options.seed, 0, options.count, options.size, options.domain)
    contact_sheet(batch, options.columns).save(options.out)


if __name__ == "__main__":
    main()
