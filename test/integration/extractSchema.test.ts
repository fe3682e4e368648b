import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { EXTRACT_SCHEMA_FILE, extractSchemaText } from '../../scripts/extractSchema.ts';
import { canonicalJson } from '../../src/casework/canonicalJson.ts';
import { EXTRACT_VERSION } from '../../src/contract/extract.ts';
import { consumer } from '../consumers/consumers.ts';
import { drawCase } from './exportFixtures.ts';

const jsonschema = consumer('validate_schema.py', ['jsonschema']);
const folder = mkdtempSync(join(tmpdir(), 'palimpsest-schema-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('the published schema of the extract is the one in the code (else run: node scripts/extractSchema.ts)', () => {
  expect(readFileSync(EXTRACT_SCHEMA_FILE, 'utf8')).toBe(extractSchemaText());
});

test.skipIf(jsonschema.obstacle !== null)(`an extract is valid by the published schema, a changed one is not${jsonschema.suffix}`, async () => {
  const { extract } = await drawCase(join(folder, 'case'));
  writeFileSync(join(folder, 'extract.json'), canonicalJson(extract));
  expect(jsonschema.run([join(folder, 'extract.json'), EXTRACT_SCHEMA_FILE])).toEqual({ errors: [] });
  writeFileSync(join(folder, 'broken.json'), canonicalJson({ ...extract, version: EXTRACT_VERSION - 1, audit: { sequence: 1, hash: 'none' } }));
  expect((jsonschema.run([join(folder, 'broken.json'), EXTRACT_SCHEMA_FILE]) as { errors: string[] }).errors).toHaveLength(2);
});
