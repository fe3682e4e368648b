"""Makes the corpus of the JPEG reader's golden tests: `corpus/*.jpg` and `golden.json`.

The pictures are drawn here. Files come from Pillow, from libjpeg-turbo's `cjpeg` and `jpegtran`, from rearranging bytes of
such files, and from `write_jpeg.py`. The expected coefficients come from jpeglib (libjpeg's jpeg_read_coefficients), which
shares no code with our reader; where libjpeg refuses a legal file, from the coefficients that were written.

    python3 test/golden/jpeg/make_corpus.py     needs Pillow, numpy, jpeglib, cjpeg and jpegtran
"""

import hashlib
import io
import json
import struct
import subprocess
import tempfile
from pathlib import Path

import jpeglib
import numpy as np
from PIL import Image, ImageDraw

from write_jpeg import segment, write_jpeg

HERE = Path(__file__).parent
CORPUS = HERE / "corpus"
COLOURS = {"JCS_GRAYSCALE": "grey", "JCS_RGB": "rgb", "JCS_YCbCr": "ycc", "JCS_CMYK": "cmyk"}


def draw(width: int, height: int, seed: int = 1, mode: str = "RGB") -> Image.Image:
    """Shading, shapes, letters and noise: every kind of block from flat to busy."""
    random = np.random.default_rng(seed)
    y, x = np.mgrid[0:height, 0:width]
    channels = [128 + 70 * np.sin(x / (11 + 5 * n) + n) + 50 * np.cos(y / (17 - 3 * n)) for n in range(len(Image.new(mode, (1, 1)).getbands()))]
    values = np.stack(channels, -1)
    values += random.normal(0, 1, values.shape) * np.where(x > width // 2, 12, 0)[..., None]
    pixels = np.clip(values, 0, 255).astype(np.uint8)
    picture = Image.fromarray(pixels[..., 0] if mode == "L" else pixels, mode)
    pen = ImageDraw.Draw(picture)
    for n in range(6):
        left, top = int(random.integers(width)), int(random.integers(height))
        ink = tuple(int(v) for v in random.integers(0, 256, values.shape[-1]))
        pen.rectangle([left, top, left + width // 5, top + height // 6], fill=ink if mode != "L" else ink[0])
        pen.text((top % width, left % height), "Total 48.10", fill=0 if mode == "L" else (0,) * values.shape[-1])
    return picture


def pillow(picture: Image.Image, **options) -> bytes:
    out = io.BytesIO()
    picture.save(out, "JPEG", **options)
    return out.getvalue()


def cjpeg(picture: Image.Image, *options: str, script: str | None = None, tables: str | None = None) -> bytes:
    out = io.BytesIO()
    picture.save(out, "PPM")
    return _tool("cjpeg", out.getvalue(), options, {"-scans": script, "-qtables": tables})


def jpegtran(data: bytes, *options: str, script: str | None = None) -> bytes:
    return _tool("jpegtran", data, ("-copy", "all", *options), {"-scans": script})


def _tool(name: str, data: bytes, options, texts) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        extra = []
        for switch, text in texts.items():
            if text is not None:
                path = Path(folder, switch[1:])
                path.write_text(text)
                extra += [switch, str(path)]
        return subprocess.run([name, *options, *extra], input=data, capture_output=True, check=True).stdout


def segments(data: bytes) -> list[bytes]:
    """The file's parts up to its first scan, each marker segment apart; the rest is the last part."""
    parts, at = [data[:2]], 2
    while data[at : at + 2] != b"\xff\xda":
        if data[at] != 0xFF or data[at + 1] in (0x00, 0xFF):
            at += 1  # garbage and fill bytes
            continue
        length = 2 + struct.unpack(">H", data[at + 2 : at + 4])[0]
        parts.append(data[at : at + length])
        at += length
    return [*parts, data[at:]]


def without(data: bytes, code: int) -> bytes:
    return b"".join(part for part in segments(data) if part[1] != code)


def set_adobe(data: bytes, transform: int) -> bytes:
    at = data.index(b"Adobe") + 11
    return data[:at] + bytes([transform]) + data[at + 1 :]


def insert_after_start(data: bytes, extra: bytes) -> bytes:
    return data[:2] + extra + data[2:]


def fill_before_restarts(data: bytes) -> bytes:
    for n in range(8):
        data = data.replace(bytes([0xFF, 0xD0 + n]), bytes([0xFF, 0xFF, 0xFF, 0xD0 + n]))
    return data


def synthetic(width: int, height: int, factors, seed: int, limit: int) -> list[np.ndarray]:
    """Random coefficients (sparse, now and then as large as allowed) for every used block of every component."""
    random = np.random.default_rng(seed)
    widest, highest = max(h for h, _ in factors), max(v for _, v in factors)
    planes = []
    for h, v in factors:
        rows = -(-(-(-height * v // highest)) // 8)
        columns = -(-(-(-width * h // widest)) // 8)
        plane = (random.laplace(0, 3, (rows, columns, 8, 8)) * (random.random((rows, columns, 8, 8)) < 0.15)).astype(int)
        plane[..., 0, 0] = random.integers(-limit // 2, limit // 2, (rows, columns))
        plane[0, 0, 7, 7] = limit - 1
        plane[-1, -1, 0, 1] = 1 - limit
        planes.append(plane)
    return planes


def flat_tables(count: int, highest: int = 255) -> list[np.ndarray]:
    return [np.clip(np.arange(64).reshape(8, 8) * (n + 1) * highest // 255 + n + 1, 1, highest) for n in range(count)]


DEEP = "0,1,2: 0-0, 0, 3;\n0: 1-2, 0, 3;\n1: 1-63, 0, 2;\n2: 1-63, 0, 2;\n0: 3-9, 0, 3;\n0: 10-63, 0, 3;\n" + "".join(
    f"0,1,2: 0-0, {high}, {high - 1};\n0: 1-63, {high}, {high - 1};\n" + (f"1: 1-63, {high}, {high - 1};\n2: 1-63, {high}, {high - 1};\n" if high < 3 else "")
    for high in (3, 2, 1)
)
SPECTRAL = "0: 0-0, 0, 0;\n2: 0-0, 0, 0;\n1: 0-0, 0, 0;\n2: 1-63, 0, 0;\n0: 1-1, 0, 0;\n0: 2-5, 0, 0;\n0: 6-62, 0, 0;\n0: 63-63, 0, 0;\n1: 1-63, 0, 0;\n"
SEPARATE = "0;\n1;\n2;\n"
PARTLY = "2;\n0,1;\n"
CHROMA_FIRST = "1,2;\n0;\n"
THREE_TABLES = "\n".join(" ".join(str(1 + n * k % 97) for k in range(1, 65)) for n in (1, 2, 3))


def corpus() -> dict[str, bytes]:
    """Files for libjpeg to read, by name."""
    files: dict[str, bytes] = {}
    picture = draw(136, 104)
    for name, sampling in (("444", 0), ("422", 1), ("420", 2)):
        for quality in (35, 75, 90, 98):
            files[f"baseline-{name}-q{quality}"] = pillow(draw(120, 90, quality), quality=quality, subsampling=sampling)
        for quality in (60, 92):
            files[f"progressive-{name}-q{quality}"] = pillow(draw(113, 77, quality), quality=quality, subsampling=sampling, progressive=True)
    for width, height in ((1, 1), (7, 9), (8, 8), (15, 16), (16, 16), (17, 33), (65, 129), (200, 3), (3, 200)):
        files[f"size-{width}x{height}-420"] = pillow(draw(width, height), quality=85, subsampling=2)
    for width, height in ((1, 1), (7, 9), (17, 33), (33, 17)):
        files[f"size-{width}x{height}-420-progressive"] = pillow(draw(width, height), quality=85, subsampling=2, progressive=True)
        files[f"size-{width}x{height}-444"] = pillow(draw(width, height), quality=85, subsampling=0)
    grey = draw(100, 75, mode="L")
    files["grey-q30"] = pillow(grey, quality=30)
    files["grey-q95-optimized"] = pillow(grey, quality=95, optimize=True)
    files["grey-progressive"] = pillow(grey, quality=80, progressive=True)
    files["grey-1x1"] = pillow(draw(1, 1, mode="L"), quality=75)
    files["grey-17x33-restart"] = cjpeg(draw(17, 33, mode="L"), "-restart", "2B")
    files["grey-sampled-2x2"] = cjpeg(draw(41, 23, mode="L"), "-sample", "2x2")
    files["grey-q100"] = pillow(draw(64, 64, mode="L"), quality=100)
    files["optimized-420"] = pillow(picture, quality=80, optimize=True)
    files["restart-row-420"] = cjpeg(picture, "-restart", "1")
    files["restart-1-block-420"] = cjpeg(picture, "-sample", "2x2", "-restart", "1B")
    files["restart-3-blocks-444"] = cjpeg(picture, "-sample", "1x1", "-restart", "3B")
    files["restart-7-blocks-progressive"] = cjpeg(picture, "-progressive", "-restart", "7B")
    files["restart-row-progressive-422"] = cjpeg(draw(77, 61), "-progressive", "-sample", "2x1", "-restart", "1")
    files["restart-separate-scans"] = cjpeg(picture, "-restart", "5B", script=SEPARATE)
    for name, sample in (
        ("440", "1x2"), ("411", "4x1"), ("441", "1x4"), ("410", "4x2"), ("chroma-larger", "1x1,2x2,2x2"), ("mixed", "2x2,2x1,1x2"),
        ("thirds", "3x1,1x1,1x1"), ("all-2x1", "2x1,2x1,2x1"), ("chroma-unlike", "2x2,1x1,2x1"),
    ):
        files[f"sampling-{name}"] = cjpeg(draw(83, 59), "-sample", sample)
        files[f"sampling-{name}-progressive"] = cjpeg(draw(70, 45, 3), "-progressive", "-sample", sample)
    files["rgb"] = cjpeg(picture, "-rgb", "-quality", "88")
    files["rgb-progressive"] = cjpeg(picture, "-rgb", "-progressive")
    files["tables-16-bit"] = cjpeg(picture, "-quality", "1")
    files["tables-16-bit-progressive"] = cjpeg(picture, "-quality", "2", "-progressive")
    files["tables-16-bit-grey"] = cjpeg(grey, "-quality", "1")
    files["tables-three"] = cjpeg(picture, "-qslots", "0,1,2", tables=THREE_TABLES)
    files["tables-one-shared"] = cjpeg(picture, "-qslots", "0")
    files["tables-per-quality"] = cjpeg(picture, "-quality", "90,40", "-sample", "1x1")
    files["scans-separate-420"] = cjpeg(draw(83, 59), script=SEPARATE)
    files["scans-partly-interleaved"] = cjpeg(draw(83, 59), script=PARTLY)
    files["scans-chroma-first-422"] = jpegtran(pillow(draw(83, 59), quality=70, subsampling=1), script=CHROMA_FIRST)
    files["scans-deep-approximation"] = cjpeg(draw(83, 59, 7), "-quality", "97", script=DEEP)
    files["scans-spectral"] = cjpeg(draw(83, 59, 7), "-quality", "93", script=SPECTRAL)
    files["scans-deep-restart"] = cjpeg(draw(83, 59, 8), "-restart", "4B", script=DEEP)
    cmyk = draw(72, 50, mode="CMYK")
    files["cmyk"] = pillow(cmyk, quality=80)
    files["cmyk-progressive"] = pillow(cmyk, quality=80, progressive=True)
    files["cmyk-subsampled"] = pillow(cmyk, quality=80, subsampling=2)
    files["ycck"] = set_adobe(files["cmyk"], 2)
    files["ycck-progressive-subsampled"] = set_adobe(pillow(cmyk, quality=90, subsampling=2, progressive=True), 2)
    thumbnail = pillow(draw(32, 24), quality=50)
    files["exif-thumbnail"] = insert_after_start(pillow(picture, quality=85), segment(0xE1, b"Exif\0\0" + thumbnail + thumbnail))
    files["comment-with-markers"] = insert_after_start(pillow(picture, quality=85), segment(0xFE, b"\xff\xd8\xff\xda\0\x0c\xff\xd9\xff\xc0" * 9))
    files["many-application-segments"] = insert_after_start(pillow(picture), b"".join(segment(0xE0 + n, bytes(range(n, n + 200))) for n in range(2, 14)))
    files["garbage-between-segments"] = b"\0\x12\xab\xff\0".join(segments(pillow(picture, quality=85))[:2]) + b"\1\2\3".join([b"", *segments(pillow(picture, quality=85))[2:]])
    files["fill-before-markers"] = b"\xff\xff".join(segments(pillow(picture, quality=85)))
    files["fill-before-restarts"] = fill_before_restarts(files["restart-3-blocks-444"])
    files["trailing-garbage"] = pillow(picture, quality=85) + b"\0\1\2\xff\xd8\xff\xda" * 20
    files["second-picture-behind"] = pillow(picture, quality=75) + pillow(draw(136, 104, 9), quality=96)
    files["no-jfif-no-adobe"] = without(pillow(picture, quality=85), 0xE0)
    files["adobe-ycc"] = insert_after_start(files["no-jfif-no-adobe"], segment(0xEE, b"Adobe" + struct.pack(">HHHB", 100, 0, 0, 1)))
    return files


def written() -> dict[str, tuple[bytes, dict]]:
    """Files from known coefficients, with their golden entries."""
    files: dict[str, tuple[bytes, dict]] = {}

    def add(name, width, height, factors, colour, seed, limit=1024, highest=255, **options):
        planes = synthetic(width, height, factors, seed, limit)
        tables = flat_tables(len(factors), highest)
        data = write_jpeg(width, height, planes, factors, tables, **options)
        process = "extended" if options.get("extended") else "baseline"
        ids = range(1, len(factors) + 1)
        entry = describe(width, height, process, options.get("precision", 8), colour, ids, factors, planes, tables)
        files[name] = (data, entry)

    full, quarter = (1, 1), (2, 2)
    add("written-long-codes", 50, 34, [quarter, full, full], "ycc", 1)
    add("written-extended-8-bit", 50, 34, [full] * 3, "ycc", 2, extended=True, table_slot=3)
    add("written-12-bit", 50, 34, [quarter, full, full], "ycc", 3, limit=16384, highest=4000, precision=12, extended=True)
    add("written-12-bit-grey-restart", 33, 41, [full], "grey", 4, limit=16384, precision=12, extended=True, restart=3)
    add("written-tables-redefined", 50, 34, [quarter, full, full], "ycc", 5, interleaved=False, redefine=True)
    add("written-number-of-lines", 50, 34, [(2, 1), full, full], "ycc", 6, number_of_lines=True)
    add("written-number-of-lines-restart", 50, 34, [full], "grey", 7, number_of_lines=True, restart=4)
    add("written-ycck-420", 45, 37, [quarter, full, full, quarter], "ycck", 8, adobe=2)
    add("written-cmyk-separate-scans", 45, 37, [full] * 4, "cmyk", 9, adobe=0, interleaved=False, restart=5, fill=2)
    add("written-two-components", 29, 31, [(2, 1), full], "other", 10)
    add("written-fractional-factors", 61, 43, [(3, 2), (2, 1), (1, 2)], "ycc", 12)
    add("written-fill-everywhere", 60, 44, [(1, 2), full, full], "ycc", 11, restart=1, fill=3)
    return files


def describe(width, height, process, precision, colour, ids, factors, planes, tables) -> dict:
    components = []
    for number, factor, plane, table in zip(ids, factors, planes, tables, strict=True):
        blocks = np.ascontiguousarray(plane.reshape(-1, 64)).astype("<i2")
        components.append({
            "id": int(number), "horizontal": int(factor[0]), "vertical": int(factor[1]),
            "blocksWide": plane.shape[1], "blocksHigh": plane.shape[0],
            "sha256": hashlib.sha256(blocks.tobytes()).hexdigest(), "table": [int(v) for v in np.asarray(table).reshape(64)],
        })
    return {"width": width, "height": height, "process": process, "precision": precision, "colour": colour, "components": components}


def read_by_libjpeg(path: Path) -> dict:
    read = jpeglib.read_dct(str(path))
    planes = [plane for plane in (read.Y, read.Cb, read.Cr, read.K) if plane is not None]
    frame = next(part for part in segments(path.read_bytes()) if part[1] in (0xC0, 0xC1, 0xC2))
    process = "progressive" if read.progressive_mode else "extended" if frame[1] == 0xC1 else "baseline"
    ids = [frame[10 + 3 * n] for n in range(len(planes))]
    # jpeglib gives factors as (vertical, horizontal).
    factors = [(int(f[1]), int(f[0])) for f in read.samp_factor]
    tables = [read.qt[int(n)] for n in read.quant_tbl_no]
    colour = COLOURS[str(read.jpeg_color_space)]
    if colour == "cmyk" and Image.open(path).info.get("adobe_transform") == 2:
        colour = "ycck"  # jpeglib names the colours after libjpeg's conversion
    return describe(read.width, read.height, process, 8, colour, ids, factors, planes, tables)


def confirm(data: bytes, entry: dict) -> bool:
    """Whether jpeglib finds the coefficients that were written, once what libjpeg refuses is put otherwise.

    The precision is set to 8 (the entropy coding is the same) and the height of a DNL segment moved into the frame.
    """
    parts = segments(data)
    frame = next(n for n, part in enumerate(parts) if part[1] in (0xC0, 0xC1))
    height = struct.pack(">H", entry["height"])
    parts[frame] = parts[frame][:4] + b"\x08" + height + parts[frame][7:]
    plain = b"".join(parts).replace(segment(0xDC, height), b"")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "plain.jpg")
        path.write_bytes(plain)
        try:
            read = read_by_libjpeg(path)
        except (OSError, KeyError):
            return False
    digests = [[component["sha256"] for component in one["components"]] for one in (read, entry)]
    if digests[0] != digests[1]:
        raise SystemExit("jpeglib reads other coefficients than were written")
    return True


def decodable(data: bytes) -> bool:
    """Whether Pillow (hence libjpeg-turbo, hence sharp) decodes the file to pixels without a fault."""
    try:
        Image.open(io.BytesIO(data)).load()
        return True
    except (OSError, SyntaxError):
        return False


def main() -> None:
    CORPUS.mkdir(exist_ok=True)
    for old in CORPUS.glob("*.jpg"):
        old.unlink()
    golden = []
    for name, data in corpus().items():
        path = CORPUS / f"{name}.jpg"
        path.write_bytes(data)
        golden.append({"file": path.name, "expectedFrom": "jpeglib", "decodable": decodable(data), **read_by_libjpeg(path)})
    # libjpeg 6b refuses a file without Huffman tables: it reads the file as it was before they were taken out.
    whole = CORPUS / "optimized-not.jpg"
    whole.write_bytes(pillow(draw(136, 104), quality=85))
    entry = {"expectedFrom": "jpeglib, with the tables", "decodable": False, **read_by_libjpeg(whole)}
    golden.append({"file": "standard-tables-left-out.jpg", **entry})
    (CORPUS / "standard-tables-left-out.jpg").write_bytes(without(whole.read_bytes(), 0xC4))
    whole.unlink()
    for name, (data, entry) in written().items():
        path = CORPUS / f"{name}.jpg"
        path.write_bytes(data)
        golden.append({"file": path.name, "expectedFrom": "written" + (", confirmed by jpeglib" if confirm(data, entry) else ""), "decodable": False, **entry})
    refused = {"arithmetic": cjpeg(draw(40, 30), "-arithmetic"), "arithmetic-progressive": cjpeg(draw(40, 30), "-arithmetic", "-progressive")}
    for name, data in refused.items():
        (CORPUS / f"refused-{name}.jpg").write_bytes(data)
    tables: list[list[int]] = []
    for entry in golden:
        for component in entry["components"]:
            if component["table"] not in tables:
                tables.append(component["table"])
            component["table"] = tables.index(component["table"])
    lines = ",\n".join("  " + json.dumps(entry) for entry in golden)
    rows = ",\n".join("  " + json.dumps(table) for table in tables)
    (HERE / "golden.json").write_text(f'{{"tables": [\n{rows}\n],\n"files": [\n{lines}\n]}}\n')
    size = sum(path.stat().st_size for path in CORPUS.glob("*.jpg"))
    print(f"{len(golden)} files and {len(refused)} refused ones, {size} bytes")


if __name__ == "__main__":
    main()
