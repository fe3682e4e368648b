"""The sixteen originals: what each picture shows before anyone touches it. Each gives the picture and what an edit needs."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from PIL import Image

import documents
import scenes
from portraits import Person, portrait
from render import camera, canvas, font, fractal, to_float, to_image
from solids import ball, box, photograph, plain, turned

IDENTITY = np.eye(3)


@dataclass
class Original:
    picture: np.ndarray
    matrix: np.ndarray = field(default_factory=lambda: IDENTITY)
    boxes: dict = field(default_factory=dict)
    page: tuple[int, int] = (0, 0)


ANNA = Person((0.88, 0.70, 0.60), (0.34, 0.22, 0.14), (0.35, 0.45, 0.55), (0.25, 0.33, 0.50), (0.62, 0.64, 0.66), 0.12, 0.8, 0.2, -0.5)
MARCO = Person((0.78, 0.58, 0.46), (0.20, 0.15, 0.12), (0.30, 0.22, 0.14), (0.36, 0.37, 0.36), (0.55, 0.60, 0.66), -0.25, 1.25, 0.8, 0.45)
LEILA = Person((0.64, 0.46, 0.36), (0.16, 0.11, 0.09), (0.28, 0.18, 0.10), (0.70, 0.66, 0.60), (0.47, 0.53, 0.49), 0.8, 1.0, 0.4, 0.5)
OTTO = Person((0.90, 0.74, 0.66), (0.58, 0.55, 0.50), (0.40, 0.50, 0.46), (0.32, 0.20, 0.20), (0.66, 0.62, 0.56), -0.20, 1.1, 1.6, -0.4)


def scan(page: Image.Image, boxes: dict, size: tuple[int, int], tilt: float, rng: np.random.Generator, *, crease: float = 0.0, noise: float = 0.6) -> Original:
    """A page on a flat-bed: almost filling the picture, slightly turned, a grey lid around it."""
    width, height = size
    corners = np.array([[14, 16], [width - 18, 12], [width - 14, height - 16], [16, height - 20]], float)
    turn = np.array([[np.cos(tilt), -np.sin(tilt)], [np.sin(tilt), np.cos(tilt)]])
    middle = np.array([width / 2, height / 2])
    lid = np.full((height, width, 3), 0.72) * (1 + 0.01 * fractal((height, width), rng, 40, 3))[..., None]
    sheet = scenes.paper(to_float(page), rng, crease)
    scene, matrix = scenes.lay(lid, sheet * 0.95, (corners - middle) @ turn.T + middle, rng, shadow=0.25, light=0.07)
    scene = scene / np.clip(scene.max(), 1, None)
    return Original(camera(scene, rng, noise=noise, softness=0.5, vignette=0.04, sharpen=0.6), matrix, boxes, page.size)


def photographed(page: Image.Image, boxes: dict, size: tuple[int, int], corners: list, rng: np.random.Generator, *, tone=(0.46, 0.31, 0.19), crease: float = 0.0, noise: float = 1.0) -> Original:
    sheet = scenes.paper(to_float(page), rng, crease) * 0.93
    scene, matrix = scenes.lay(scenes.wood(size, rng, tone), sheet, np.array(corners, float), rng)
    return Original(camera(scene, rng, noise=noise, softness=0.75, warmth=0.02), matrix, boxes, page.size)


ROWS = [("Bench micrometer 0-25 mm", 2, 184.5), ("Dial gauge, magnetic stand", 1, 139.0), ("Gauge block set, grade 1", 1, 412.0), ("Calibration service", 3, 65.0), ("Freight and packing", 1, 38.0)]


def invoice_born(rng: np.random.Generator) -> Original:
    page, boxes = documents.invoice("2026-0417", ["Aalto Design Oy", "Kirkkokatu 3", "20100 Turku"], ROWS, (26, 92, 110))
    return Original(to_float(page.resize((868, 1228), Image.Resampling.LANCZOS)), IDENTITY, boxes, page.size)


def invoice_scan(rng: np.random.Generator) -> Original:
    page, boxes = documents.invoice("2026-0452", ["Brenner Feinmechanik GmbH", "Am Hang 21", "8010 Graz"], ROWS[:4], (150, 48, 40))
    return scan(page, boxes, (880, 1240), 0.008, rng, crease=0.02)


def receipt(rows: list, corners: list, tone: tuple, seed_crease: float):
    def make(rng: np.random.Generator) -> Original:
        page, boxes = documents.receipt(rows, rng)
        return photographed(page, boxes, (780, 1000), corners, rng, tone=tone, crease=seed_crease)

    return make


LOAN = [
    "we are pleased to confirm the loan of the travel diary of 1887, two volumes, from our special collections for your exhibition on early photography.",
    "The volumes will be handed over by our courier together with a condition report. Please keep the light below fifty lux and the air at a steady humidity, and return both volumes within fourteen days of the closing.",
    "The insured value is stated in the enclosed agreement. If you need pictures for the catalogue, our workshop can make them at your cost.",
]


def letter(date: str, name: str, tilt: float, size: tuple[int, int]):
    def make(rng: np.random.Generator) -> Original:
        page, boxes = documents.letter(date, name, LOAN, rng)
        return scan(page, boxes, size, tilt, rng, crease=0.05, noise=0.45)

    return make


def face(person: Person, rng: np.random.Generator, size: tuple[int, int] = (480, 608)) -> Image.Image:
    return to_image(camera(portrait(person, size, rng), rng, noise=0.6))


def card(person: Person, fields: list, corners: list, tone: tuple):
    def make(rng: np.random.Generator) -> Original:
        page, boxes = documents.card(face(person, rng), fields, rng)
        return photographed(page, boxes, (1000, 720), corners, rng, tone=tone, noise=0.9)

    return make


def street(lines: list[str], number: str):
    def make(rng: np.random.Generator) -> Original:
        scene, matrix = scenes.street((1000, 720), lines, rng, number=number)
        return Original(camera(scene, rng, noise=0.9, softness=0.8), matrix, {"name": (70, 41, 450, 87)}, (520, 190))

    return make


def _label(title: str, ground: tuple, ink: tuple):
    """Paint for the front of a box: a printed label, looked up in the box's own coordinates (-1..1)."""
    image, draw = canvas(400, 600, ground)
    draw.rectangle([0, 400, 400, 600], fill=ink)
    draw.ellipse([120, 90, 280, 250], outline=ink, width=14)
    draw.text((200, 170), title[0], font=font("serif", 110), fill=ink, anchor="mm")
    draw.text((200, 330), title, font=font("sans-bold", 58), fill=ink, anchor="mm")
    draw.text((200, 480), "250 g", font=font("sans", 46), fill=ground, anchor="mm")
    texture = to_float(image)

    def colour(p: np.ndarray) -> np.ndarray:
        column = np.clip(((p[..., 0] + 1) / 2 * 399).astype(int), 0, 399)
        row = np.clip(((1 - p[..., 1]) / 2 * 599).astype(int), 0, 599)
        front = (p[..., 2] < -0.9)[..., None]
        return np.where(front, texture[row, column], np.array(ground) / 255 * 0.96)

    return colour


def _speckled(red: float, green: float, blue: float):
    def colour(p: np.ndarray) -> np.ndarray:
        pits = np.sin(p[..., 0] * 61) * np.sin(p[..., 1] * 67 + 1) * np.sin(p[..., 2] * 59 + 2)
        return np.clip(np.array([red, green, blue]) * (1 + 0.10 * pits)[..., None], 0, 1)

    return colour


BOTTLE = [(0, 0.42), (0.06, 0.45), (1.25, 0.45), (1.42, 0.40), (1.62, 0.20), (1.75, 0.15), (2.15, 0.14), (2.17, 0.19), (2.32, 0.19)]
VASE = [(0, 0.32), (0.1, 0.36), (0.5, 0.58), (0.9, 0.62), (1.3, 0.45), (1.6, 0.27), (1.75, 0.30), (1.82, 0.36)]


def _banded(body: tuple, band: tuple, low: float, high: float):
    return lambda p: np.where(((p[..., 1] > low) & (p[..., 1] < high))[..., None], np.array(band), np.array(body))


def _cloth(p: np.ndarray) -> np.ndarray:
    weave = 1 + 0.03 * np.sin(p[..., 0] * 90) * np.sin(p[..., 2] * 90)
    return np.clip(np.array([0.80, 0.78, 0.73]) * weave[..., None], 0, 1)


def groceries(rng: np.random.Generator) -> Original:
    solids = [ball(-1.75, 0.1, 0.55, _speckled(0.93, 0.52, 0.10)), box(-0.2, 0.7, (0.62, 0.95, 0.34), 0.38, _label("KAFFA", (228, 214, 186), (112, 52, 30))), turned(1.45, 0.2, BOTTLE, _banded((0.13, 0.30, 0.20), (0.93, 0.90, 0.80), 0.4, 1.05), 0.6)]
    scene = photograph(solids, _cloth, (0.78, 0.79, 0.81), (960, 720), rng)
    return Original(camera(scene, rng, noise=0.8))


def still_life(rng: np.random.Generator) -> Original:
    solids = [turned(-1.55, 0.8, VASE, _banded((0.30, 0.44, 0.58), (0.88, 0.88, 0.84), 0.62, 0.74), 0.5), ball(-0.1, -0.3, 0.42, _speckled(0.72, 0.14, 0.12), 0.5), box(1.6, 1.1, (0.7, 0.42, 0.5), -0.35, plain(0.62, 0.55, 0.30))]
    scene = photograph(solids, plain(0.60, 0.56, 0.54), (0.70, 0.68, 0.66), (960, 720), rng)
    return Original(camera(scene, rng, noise=1.0))


def sitter(person: Person, size: tuple[int, int] = (720, 880)):
    def make(rng: np.random.Generator) -> Original:
        scene = portrait(person, size, rng) * scenes.lighting(size, rng, 0.12)[..., None]
        return Original(camera(scene, rng, noise=1.3, softness=0.7))

    return make


def view(dusk: float, size: tuple[int, int] = (1060, 720)):
    return lambda rng: Original(camera(scenes.landscape(size, rng, dusk=dusk), rng, noise=0.8, softness=0.8))
