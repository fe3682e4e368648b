import { expect, test } from 'vitest';
import { SIGNAL_NAMES } from '../../contract/index.ts';
import { parseMethods } from './methods.ts';

test('methods are taken by name, once, in a fixed order; hyphens will do; all is all', () => {
  expect(parseMethods('jpeg-ghosts, ela,network,ela')).toEqual(['network', 'ela', 'jpeg_ghosts']);
  expect(parseMethods('all')).toEqual(['network', ...SIGNAL_NAMES]);
  expect(() => parseMethods('network,magic')).toThrow('There is no method "magic"');
  expect(() => parseMethods('')).toThrow('There is no method ""');
});
