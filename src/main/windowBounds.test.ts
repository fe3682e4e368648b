import { expect, test } from 'vitest';
import { parseWindowState, windowPlace } from './windowBounds.ts';

const left = { x: 0, y: 0, width: 1920, height: 1040 };
const right = { x: 1920, y: 0, width: 1280, height: 984 };
const state = { x: 2000, y: 50, width: 1100, height: 800, maximized: false };

test('as it stood, on the display it stood on', () => {
  expect(windowPlace(state, [left, right])).toEqual({ x: 2000, y: 50, width: 1100, height: 800, maximized: false });
});

test('the display is gone: centred on the primary one, with its size', () => {
  expect(windowPlace(state, [left])).toEqual({ width: 1100, height: 800, maximized: false });
  expect(windowPlace({ ...state, maximized: true }, [left])).toEqual({ width: 1100, height: 800, maximized: true });
});

test('an edge that cannot be caught counts as gone', () => {
  for (const change of [{ x: -1050 }, { x: 1900 - 60 + 80 }, { y: -30 }, { y: 1039 }]) {
    const place = windowPlace({ ...state, ...change }, [left]);
    expect([change, place.x, place.y]).toEqual([change, undefined, undefined]);
  }
  expect(windowPlace({ ...state, x: -900, y: 0 }, [left])).toMatchObject({ x: -900, y: 0 });
});

test('never larger than the display, never too small to use', () => {
  expect(windowPlace({ ...state, x: 0, width: 9000, height: 9000 }, [left])).toMatchObject({ width: 1920, height: 1040 });
  expect(windowPlace({ ...state, x: 0, width: 200, height: 0 }, [left])).toMatchObject({ width: 960, height: 600 });
  expect(windowPlace(null, [{ ...left, width: 1024, height: 700 }])).toEqual({ width: 1024, height: 700, maximized: false });
  expect(windowPlace(null, [])).toEqual({ width: 1440, height: 900, maximized: false });
});

test.each([null, 'x', 7, {}, { ...state, x: '2000' }, { ...state, width: Number.NaN }, { ...state, y: 1e9 }])('%j is no state', (value) => expect(parseWindowState(value)).toBeNull());
test('a state survives a file', () => expect(parseWindowState(JSON.parse(JSON.stringify({ ...state, x: 2000.4, maximized: true })))).toEqual({ ...state, maximized: true }));
