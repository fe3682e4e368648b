"""Paper: an invoice, a receipt, a letter and an identity card, drawn at page resolution.

Each function gives the page (an RGB image) and a dictionary of named boxes (left, top, right, bottom) in page pixels: the
places where an edit may happen.
"""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageDraw

from render import canvas, font

Box = tuple[int, int, int, int]
Page = tuple[Image.Image, dict[str, Box]]

INK = (28, 28, 34)


def right(draw: ImageDraw.ImageDraw, x: float, y: float, text: str, face, fill=INK) -> Box:
    draw.text((x, y), text, font=face, fill=fill, anchor="ra")
    return tuple(int(v) for v in draw.textbbox((x, y), text, font=face, anchor="ra"))


def signature(draw: ImageDraw.ImageDraw, x: float, y: float, scale: float, rng: np.random.Generator, fill=(24, 36, 110)) -> None:
    """A signature-like curve: a sum of slow loops that drifts to the right."""
    t = np.linspace(0, 1, 400)
    phase = rng.uniform(0, 6, 4)
    xs = x + scale * (t * 3.2 + 0.25 * np.sin(18 * t + phase[0]) + 0.1 * np.sin(41 * t + phase[1]))
    ys = y + scale * (0.35 * np.sin(21 * t + phase[2]) * (1 - 0.6 * t) + 0.18 * np.sin(33 * t + phase[3]))
    points = list(zip(xs, ys))
    for k, (a, b) in enumerate(zip(points, points[1:])):
        draw.line([a, b], fill=fill, width=2 + int(1.6 * (1 + np.sin(k / 17))))


def invoice(number: str, customer: list[str], rows: list[tuple[str, int, float]], accent: tuple[int, int, int]) -> Page:
    image, draw = canvas(1240, 1754)
    boxes: dict[str, Box] = {}
    draw.rectangle([0, 0, 1240, 26], fill=accent)
    draw.polygon([(96, 150), (136, 84), (176, 150)], fill=accent)
    draw.polygon([(128, 150), (168, 84), (208, 150)], fill=tuple(min(255, c + 70) for c in accent))
    draw.text((230, 88), "Nordhavn Instruments", font=font("sans-bold", 42), fill=INK)
    draw.text((230, 138), "Precision tools for workshops and laboratories", font=font("sans", 21), fill=(110, 110, 118))
    draw.text((96, 240), "INVOICE", font=font("sans-bold", 64), fill=accent)
    small, body, bold = font("sans", 22), font("sans", 26), font("sans-bold", 26)
    for k, line in enumerate(customer):
        draw.text((96, 350 + 34 * k), line, font=bold if k == 0 else body, fill=INK)
    for k, (name, value) in enumerate([("Number", number), ("Date", "14 March 2026"), ("Due", "13 April 2026"), ("Your ref.", "K. Aalto")]):
        draw.text((780, 350 + 36 * k), name, font=small, fill=(120, 120, 126))
        boxes[name.lower()] = right(draw, 1144, 348 + 36 * k, value, body)
    y = 580
    draw.rectangle([96, y, 1144, y + 48], fill=accent)
    for x, title, anchor in [(116, "Description", "la"), (760, "Qty", "ra"), (940, "Unit price", "ra"), (1124, "Amount", "ra")]:
        draw.text((x, y + 11), title, font=bold, fill=(255, 255, 255), anchor=anchor)
    total = 0.0
    for k, (name, count, price) in enumerate(rows):
        top = y + 66 + 58 * k
        if k % 2:
            draw.rectangle([96, top - 10, 1144, top + 46], fill=(244, 246, 249))
        draw.text((116, top), name, font=body, fill=INK)
        right(draw, 760, top, str(count), body)
        right(draw, 940, top, f"{price:,.2f}", body)
        boxes[f"amount{k}"] = right(draw, 1124, top, f"{count * price:,.2f}", body)
        total += count * price
    y = y + 90 + 58 * len(rows)
    draw.line([660, y, 1144, y], fill=(150, 150, 156), width=2)
    for k, (name, value) in enumerate([("Subtotal", total), ("VAT 24 %", total * 0.24), ("Total EUR", total * 1.24)]):
        face = font("sans-bold", 34) if k == 2 else body
        draw.text((680, y + 20 + 46 * k), name, font=face, fill=INK)
        boxes[name.split()[0].lower()] = right(draw, 1124, y + 20 + 46 * k, f"{value:,.2f}", face)
    draw.text((96, 1460), "Payment within 30 days to FI21 1234 5600 0007 85, reference as above.", font=small, fill=INK)
    draw.text((96, 1494), "Goods remain our property until paid in full.", font=small, fill=(110, 110, 118))
    draw.line([96, 1640, 1144, 1640], fill=accent, width=3)
    draw.text((96, 1656), "Nordhavn Instruments Oy   Satamakatu 9, Turku   nordhavn.example", font=small, fill=(110, 110, 118))
    return image, boxes


def receipt(rows: list[tuple[str, float]], rng: np.random.Generator) -> Page:
    height = 620 + 46 * len(rows)
    image, draw = canvas(560, height, (250, 249, 246))
    boxes: dict[str, Box] = {}
    ink = (62, 60, 66)
    mono, bold = font("mono", 25), font("mono-bold", 30)
    draw.text((280, 50), "CAFE LINDEN", font=font("mono-bold", 42), fill=ink, anchor="ma")
    for k, line in enumerate(["Marktgasse 12", "Tel. 555 0142", "21.05.2026  13:47   Table 6"]):
        draw.text((280, 112 + 34 * k), line, font=mono, fill=ink, anchor="ma")
    draw.text((40, 222), "-" * 32, font=mono, fill=ink)
    for k, (name, price) in enumerate(rows):
        y = 262 + 46 * k
        draw.text((40, y), name, font=mono, fill=ink)
        right(draw, 520, y, f"{price:.2f}", mono, ink)
        boxes[f"line{k}"] = (34, y - 8, 526, y + 36)
    y = 262 + 46 * len(rows)
    draw.text((40, y), "-" * 32, font=mono, fill=ink)
    total = sum(price for _, price in rows)
    draw.text((40, y + 44), "TOTAL EUR", font=bold, fill=ink)
    boxes["total"] = right(draw, 520, y + 44, f"{total:.2f}", bold, ink)
    draw.text((40, y + 96), "incl. VAT 10 %", font=mono, fill=ink)
    right(draw, 520, y + 96, f"{total / 11:.2f}", mono, ink)
    draw.text((280, y + 160), "Thank you, see you soon", font=mono, fill=ink, anchor="ma")
    x = 90
    while x < 470:
        bar = int(rng.integers(2, 7))
        draw.rectangle([x, y + 214, x + bar, y + 284], fill=ink)
        x += bar + int(rng.integers(2, 7))
    return image, boxes


def letter(date: str, name: str, paragraphs: list[str], rng: np.random.Generator) -> Page:
    image, draw = canvas(1240, 1754, (252, 251, 247))
    boxes: dict[str, Box] = {}
    head, body = font("serif", 40), font("serif", 29)
    draw.text((620, 110), "Municipal Library of Ostermark", font=head, fill=(60, 40, 36), anchor="ma")
    draw.line([340, 172, 900, 172], fill=(120, 90, 80), width=2)
    draw.text((620, 184), "Brunnenplatz 3", font=font("serif-italic", 27), fill=(60, 40, 36), anchor="ma")
    boxes["date"] = right(draw, 1110, 300, date, body)
    draw.text((130, 400), f"Dear {name},", font=body, fill=INK)
    y = 480
    for paragraph in paragraphs:
        line = ""
        for word in paragraph.split():
            if draw.textlength(f"{line} {word}".strip(), font=body) > 980:
                draw.text((130, y), line, font=body, fill=INK)
                y, line = y + 46, word
            else:
                line = f"{line} {word}".strip()
        draw.text((130, y), line, font=body, fill=INK)
        y += 78
    draw.text((130, y + 20), "Yours sincerely,", font=body, fill=INK)
    signature(draw, 150, y + 140, 110, rng)
    draw.text((130, y + 220), "Henrike Vogt, head of collections", font=body, fill=INK)
    centre = np.array([930, y + 150])
    for radius, width in [(104, 6), (84, 2)]:
        draw.ellipse([*(centre - radius), *(centre + radius)], outline=(150, 42, 52), width=width)
    draw.text(tuple(centre), "OSTERMARK\nLIBRARY", font=font("serif", 26), fill=(150, 42, 52), anchor="mm", align="center")
    boxes["stamp"] = (820, y + 40, 1040, y + 260)
    return image, boxes


def card(portrait: Image.Image, fields: list[tuple[str, str]], rng: np.random.Generator) -> Page:
    """An identity card of a country that does not exist. The portrait is fitted into its window."""
    width, height = 1100, 694
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    wave = np.sin(x / 23 + 3 * np.sin(y / 71)) + np.sin(y / 17 + 4 * np.sin(x / 97))
    base = np.stack([214 - 0.02 * x + 5 * wave, 228 + 0.01 * y + 4 * wave, 236 - 0.03 * y + 3 * np.roll(wave, 9, 1)], -1)
    lines = (np.abs(np.sin(0.011 * x * (1 + 0.3 * np.sin(y / 130)) * 6 + y / 9)) > 0.985)[..., None]
    image = Image.fromarray(np.clip(np.where(lines, base - 22, base), 0, 255).astype(np.uint8))
    draw = ImageDraw.Draw(image)
    draw.rectangle([0, 0, width, 96], fill=(34, 72, 112))
    draw.text((40, 22), "REPUBLIC OF VALDORIA", font=font("sans-bold", 40), fill=(240, 244, 248))
    draw.text((width - 40, 30), "IDENTITY CARD", font=font("sans", 30), fill=(200, 216, 232), anchor="ra")
    window = (46, 140, 346, 520)
    image.paste(portrait.resize((window[2] - window[0], window[3] - window[1]), Image.Resampling.LANCZOS), window[:2])
    draw.rectangle(window, outline=(90, 110, 130), width=2)
    boxes: dict[str, Box] = {"portrait": window}
    for k, (name, value) in enumerate(fields):
        column, row = (400, k) if k < 4 else (760, k - 4)
        top = 132 + 96 * row if k < 4 else 228 + 96 * row
        draw.text((column, top), name, font=font("sans", 20), fill=(70, 92, 118))
        draw.text((column, top + 24), value, font=font("sans-bold", 34), fill=(22, 26, 34))
        boxes[name.lower()] = tuple(int(v) for v in draw.textbbox((column, top + 24), value, font=font("sans-bold", 34)))
    signature(draw, 410, 548, 62, rng, fill=(30, 32, 44))
    draw.rectangle([0, 590, width, height], fill=(226, 232, 236))
    draw.text((46, 604), f"IDVAL{dict(fields)['Number']}K<<<<<<<<<<<<<<<<<<", font=font("mono", 37), fill=(24, 24, 28))
    draw.text((46, 646), fields[0][1].upper() + "<<" + fields[1][1].upper() + "<<<<<<<<<<<<<<", font=font("mono", 37), fill=(24, 24, 28))
    return image, boxes
