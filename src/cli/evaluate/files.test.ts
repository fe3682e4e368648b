import { expect, test } from 'vitest';
import { failedResult } from './evaluateSet.ts';
import { toCsv } from './files.ts';

test('a name with commas, quotes or a formula stays one harmless field', () => {
  const row = (name: string) => failedResult({ name, tampered: { image: name, mask: 'm.png' } }, { code: 'IMAGE_CORRUPT', message: 'no, "not" this' });
  const csv = toCsv([row('images/a,"b".jpg'), row('=cmd()')]);
  const lines = csv.split('\r\n');
  expect(lines[1]?.startsWith('"images/a,""b"".jpg",1,')).toBe(true);
  expect(lines[1]).toContain(',IMAGE_CORRUPT,"no, ""not"" this",');
  expect(lines[2]?.startsWith("'=cmd(),1,")).toBe(true);
  expect(lines[0]?.split(',')).toHaveLength(25);
});
