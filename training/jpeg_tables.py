"""Quantisation tables to save training pictures with: the standard's, real ones, and variations of both. All tables in natural (row-major) order.

The real tables of data/tables.json are the numbers found in the headers of photographs; `python -m training.jpeg_tables DIR OUT.json` collects
them. Tables of real cameras and editors differ from libjpeg's scaled pair, and a network that reads tables must see that variety
(model.md 0.2, 2.4).
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from functools import lru_cache
from pathlib import Path

import torch
from PIL import Image

BANK_FILE = Path(__file__).parent / "data" / "tables.json"

DEFAULT_KIND_WEIGHTS = {"standard": 0.45, "bank": 0.3, "scaled": 0.1, "mixture": 0.15}
"""standard: libjpeg's scaled tables; bank: real tables as found; scaled: a real table rescaled to another quality; mixture: each entry from
one of two standard tables at most 5 quality steps apart, the same choice of qualities for luma and chroma."""

# ITU-T T.81 Annex K, tables K.1 and K.2.
_STANDARD_LUMA = torch.tensor(
    [
        [16, 11, 10, 16, 24, 40, 51, 61],
        [12, 12, 14, 19, 26, 58, 60, 55],
        [14, 13, 16, 24, 40, 57, 69, 56],
        [14, 17, 22, 29, 51, 87, 80, 62],
        [18, 22, 37, 56, 68, 109, 103, 77],
        [24, 35, 55, 64, 81, 104, 113, 92],
        [49, 64, 78, 87, 103, 121, 120, 101],
        [72, 92, 95, 98, 112, 100, 103, 99],
    ]
).flatten()
_STANDARD_CHROMA = torch.full((8, 8), 99)
_STANDARD_CHROMA[:4, :4] = torch.tensor([[17, 18, 24, 47], [18, 21, 26, 66], [24, 26, 56, 99], [47, 66, 99, 99]])
_STANDARD_CHROMA = _STANDARD_CHROMA.flatten()


def standard_tables(quality: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """libjpeg's tables for integer qualities 1..100 of shape [B]; returns luma and chroma int32 [B,64], entries 1..255 (baseline)."""
    quality = quality.to(torch.int64)
    scale = torch.where(quality < 50, 5000 // quality.clamp(min=1), 200 - 2 * quality)[:, None]
    pair = []
    for base in (_STANDARD_LUMA, _STANDARD_CHROMA):
        pair.append(((base.to(quality.device)[None] * scale + 50) // 100).clamp_(1, 255).to(torch.int32))
    return pair[0], pair[1]


def equivalent_quality(table_y: torch.Tensor) -> torch.Tensor:
    """The libjpeg quality 1..100 whose luma table is nearest in mean |log ratio|; table_y integer [B,64], returns int64 [B]."""
    reference = standard_tables(torch.arange(1, 101))[0].to(torch.float32).log()
    distance = (table_y.to("cpu", torch.float32).log()[:, None] - reference[None]).abs().mean(-1)
    # Ties (the all-ones region near 100) go to the higher quality.
    return (100 - distance.flip(1).argmin(1)).to(table_y.device)


@lru_cache(maxsize=1)
def table_bank() -> tuple[torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor]:
    """The real tables: luma int32 [N,64], chroma int32 [N,64], equivalent quality int64 [N], pictures that used the pair int64 [N]."""
    pairs = json.loads(BANK_FILE.read_text())["pairs"]
    luma = torch.tensor([pair["luma"] for pair in pairs], dtype=torch.int32)
    chroma = torch.tensor([pair["chroma"] for pair in pairs], dtype=torch.int32)
    return luma, chroma, equivalent_quality(luma), torch.tensor([pair["count"] for pair in pairs])


def sample_tables(
    generator: torch.Generator, batch: int, quality_low: int = 60, quality_high: int = 100, kind_weights: dict[str, float] | None = None
) -> tuple[torch.Tensor, torch.Tensor]:
    """Draw one (luma, chroma) pair a sample: int32 [B,64] each, entries 1..255, on the generator's device.

    quality_low, quality_high: inclusive libjpeg qualities 1..100; real tables are drawn by their equivalent quality (the nearest one where none
    lies inside). kind_weights: relative weight by kind, see DEFAULT_KIND_WEIGHTS; a missing kind has weight 0.
    """
    if not 1 <= quality_low <= quality_high <= 100:
        raise ValueError(f"sample_tables needs 1 <= quality_low <= quality_high <= 100, got {quality_low}..{quality_high}")
    weights = DEFAULT_KIND_WEIGHTS if kind_weights is None else kind_weights
    if unknown := set(weights) - set(DEFAULT_KIND_WEIGHTS):
        raise ValueError(f"unknown table kinds {sorted(unknown)}; known: {sorted(DEFAULT_KIND_WEIGHTS)}")
    device = generator.device
    kinds = list(DEFAULT_KIND_WEIGHTS)
    kind = torch.multinomial(torch.tensor([weights.get(name, 0.0) for name in kinds], device=device), batch, True, generator=generator)[:, None]

    quality = torch.randint(quality_low, quality_high + 1, (batch,), generator=generator, device=device)
    standard = standard_tables(quality)

    neighbour = (quality + torch.randint(-5, 6, (batch,), generator=generator, device=device)).clamp_(quality_low, quality_high)
    other = standard_tables(neighbour)
    pick = torch.rand(2, batch, 64, generator=generator, device=device) < 0.5

    bank_luma, bank_chroma, bank_quality, _ = (part.to(device) for part in table_bank())
    outside = (quality_low - bank_quality).clamp(min=0) + (bank_quality - quality_high).clamp(min=0)
    allowed = (outside == outside.min()).to(torch.float32)
    bank_index = torch.multinomial(allowed, batch, True, generator=generator)
    bank = (bank_luma[bank_index], bank_chroma[bank_index])

    # The step size of the wanted quality against that of the found table, both as the mean log of the standard luma table.
    levels = standard_tables(torch.arange(1, 101, device=device))[0].to(torch.float32).log().mean(1)
    source_index = torch.randint(0, len(bank_luma), (batch,), generator=generator, device=device)
    factor = (levels[quality - 1] - bank_luma[source_index].to(torch.float32).log().mean(1)).exp()[:, None]

    drawn = []
    for plane in range(2):
        scaled = ((bank_luma, bank_chroma)[plane][source_index] * factor).round_().clamp_(1, 255).to(torch.int32)
        mixture = torch.where(pick[plane], standard[plane], other[plane])
        choices = {"standard": standard[plane], "bank": bank[plane], "scaled": scaled, "mixture": mixture}
        result = standard[plane]
        for index, name in enumerate(kinds):
            result = torch.where(kind == index, choices[name], result)
        drawn.append(result)
    return drawn[0], drawn[1]


def collect_tables(folder: Path) -> list[dict[str, object]]:
    """Distinct non-standard (luma, chroma) pairs of the colour JPEG files below a folder, most frequent first.

    Pillow >= 8.3 gives tables in natural order. Pairs equal to libjpeg's scaled tables are left out: `standard` draws them.
    """
    luma, chroma = standard_tables(torch.arange(1, 101))
    standard = {(tuple(y), tuple(c)) for y, c in zip(luma.tolist(), chroma.tolist())}
    counts: Counter[tuple[tuple[int, ...], tuple[int, ...]]] = Counter()
    for path in sorted(folder.rglob("*")):
        if path.suffix.lower() not in (".jpg", ".jpeg"):
            continue
        with Image.open(path) as image:
            if image.format != "JPEG" or image.mode != "RGB":
                continue
            # The component's own table number decides; a file with one table uses it for all.
            numbers = [component[3] for component in image.layer]
            pair = (tuple(image.quantization[numbers[0]]), tuple(image.quantization[numbers[1]]))
        if pair not in standard and max(max(pair[0]), max(pair[1])) <= 255:
            counts[pair] += 1
    return [{"luma": list(pair[0]), "chroma": list(pair[1]), "count": count} for pair, count in counts.most_common()]


def main() -> None:
    parser = argparse.ArgumentParser(description="Collect the distinct quantisation tables of a folder of JPEG photographs.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("out", type=Path)
    arguments = parser.parse_args()
    pairs = collect_tables(arguments.folder)
    lines = ",\n".join(json.dumps(pair, separators=(",", ":")) for pair in pairs)
    arguments.out.write_text('{"order":"natural","pairs":[\n' + lines + "\n]}\n")
    print(f"{len(pairs)} pairs from {sum(int(str(pair['count'])) for pair in pairs)} pictures -> {arguments.out}")


if __name__ == "__main__":
    main()
