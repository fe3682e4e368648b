"""A plain JPEG writer for coefficients that are known beforehand: it makes files that no encoder at hand can make.

Sequential Huffman coding (ITU-T T.81 annex F), 8 or 12 bits, any sampling factors, one scan or one scan a component.
"""

import struct

import numpy as np

ZIGZAG = sorted(range(64), key=lambda n: (n // 8 + n % 8, (n // 8 if (n // 8 + n % 8) % 2 else n % 8)))


def segment(code: int, payload: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, code, len(payload) + 2) + payload


def quantization_segment(index: int, table: np.ndarray, wide: bool) -> bytes:
    """`table`: 64 steps in natural order."""
    steps = [int(table.reshape(64)[n]) for n in ZIGZAG]
    body = struct.pack(">64H", *steps) if wide else bytes(steps)
    return segment(0xDB, bytes([(16 if wide else 0) | index]) + body)


def long_code_table(symbols: list[int]) -> tuple[bytes, bytes, dict[int, tuple[int, int]]]:
    """One code of each length 2-15, the rest of length 16: counts, symbols, and symbol -> (code, length)."""
    counts = [0] * 17
    codes: dict[int, tuple[int, int]] = {}
    code, length = 0, 2
    for symbol in symbols:
        codes[symbol] = (code, length)
        counts[length] += 1
        code += 1
        if length < 16:
            code <<= 1
            length += 1
    return bytes(counts[1:]), bytes(symbols), codes


class Bits:
    def __init__(self) -> None:
        self.bits: list[str] = []

    def put(self, value: int, length: int) -> None:
        if length:
            self.bits.append(format(value, f"0{length}b"))

    def flush(self) -> bytes:
        text = "".join(self.bits)
        text += "1" * (-len(text) % 8)
        self.bits = []
        return int(text, 2).to_bytes(len(text) // 8, "big").replace(b"\xff", b"\xff\x00") if text else b""


def _put_value(bits: Bits, value: int, size: int) -> None:
    bits.put(value if value >= 0 else value + (1 << size) - 1, size)


def _put_block(bits: Bits, block: np.ndarray, previous: int, dc: dict, ac: dict) -> int:
    values = [int(block.reshape(64)[n]) for n in ZIGZAG]
    difference = values[0] - previous
    bits.put(*dc[abs(difference).bit_length()])
    _put_value(bits, difference, abs(difference).bit_length())
    run = 0
    for value in values[1:]:
        if value == 0:
            run += 1
            continue
        while run > 15:
            bits.put(*ac[0xF0])
            run -= 16
        size = abs(value).bit_length()
        bits.put(*ac[run << 4 | size])
        _put_value(bits, value, size)
        run = 0
    if run:
        bits.put(*ac[0])
    return values[0]


def write_jpeg(
    width: int,
    height: int,
    planes: list[np.ndarray],
    factors: list[tuple[int, int]],
    tables: list[np.ndarray],
    *,
    precision: int = 8,
    extended: bool = False,
    interleaved: bool = True,
    restart: int = 0,
    adobe: int | None = None,
    redefine: bool = False,
    number_of_lines: bool = False,
    fill: int = 0,
    table_slot: int = 0,
) -> bytes:
    """A file from `planes` (rows, columns, 8, 8) of used blocks, one a component, each with its own table.

    redefine: every component uses table 0, defined anew before its scan. number_of_lines: height 0 in the frame, a DNL
    segment after the first scan. fill: 0xFF bytes put before each marker of the entropy-coded data. table_slot: the index of
    the Huffman tables.
    """
    count = len(planes)
    out = [b"\xff\xd8"]
    if adobe is not None:
        out.append(segment(0xEE, b"Adobe" + struct.pack(">HHHB", 100, 0, 0, adobe)))
    wide = [bool(table.max() > 255) for table in tables]
    if not redefine:
        out += [quantization_segment(n, tables[n], wide[n]) for n in range(count)]
    frame = struct.pack(">BHHB", precision, 0 if number_of_lines else height, width, count)
    for n, (h, v) in enumerate(factors):
        frame += bytes([n + 1, h << 4 | v, 0 if redefine else n])
    out.append(segment(0xC1 if extended else 0xC0, frame))
    dc_counts, dc_symbols, dc = long_code_table([4, 3, 5, 2, 6, 1, 7, 0, 8, 9, 10, 11] + [12, 13, 14, 15])
    every = [1, 2, 0, 17, 3, 0xF0] + [run << 4 | size for run in range(16) for size in range(1, 16)]
    ac_counts, ac_symbols, ac = long_code_table(list(dict.fromkeys(every)))
    out.append(segment(0xC4, bytes([table_slot]) + dc_counts + dc_symbols + bytes([16 | table_slot]) + ac_counts + ac_symbols))
    if restart:
        out.append(segment(0xDD, struct.pack(">H", restart)))
    scans = [list(range(count))] if interleaved else [[n] for n in range(count)]
    for number, scan in enumerate(scans):
        if redefine:
            out.append(quantization_segment(0, tables[scan[0]], wide[scan[0]]))
        header = bytes([len(scan)]) + b"".join(bytes([n + 1, table_slot * 17]) for n in scan) + bytes([0, 63, 0])
        out.append(segment(0xDA, header))
        out.append(_scan_data(width, height, planes, factors, scan, restart, fill, dc, ac))
        out.append(b"\xff" * fill)
        if number_of_lines and number == 0:
            out.append(segment(0xDC, struct.pack(">H", height)))
    return b"".join(out) + b"\xff\xd9"


def _scan_data(width, height, planes, factors, scan, restart, fill, dc, ac) -> bytes:
    widest = max(h for h, _ in factors)
    highest = max(v for _, v in factors)
    single = len(scan) == 1
    if single:
        rows, columns = planes[scan[0]].shape[:2]
    else:
        rows, columns = -(-height // (8 * highest)), -(-width // (8 * widest))
    bits = Bits()
    previous = dict.fromkeys(scan, 0)
    data = b""
    for unit in range(rows * columns):
        if restart and unit and unit % restart == 0:
            data += bits.flush() + b"\xff" * fill + bytes([0xFF, 0xD0 + (unit // restart - 1) % 8])
            previous = dict.fromkeys(scan, 0)
        row, column = divmod(unit, columns)
        for n in scan:
            h, v = (1, 1) if single else factors[n]
            for y in range(v):
                for x in range(h):
                    by, bx = row * v + y, column * h + x
                    inside = by < planes[n].shape[0] and bx < planes[n].shape[1]
                    block = planes[n][by, bx] if inside else np.zeros((8, 8), int)
                    previous[n] = _put_block(bits, block, previous[n], dc, ac)
    return data + bits.flush()
