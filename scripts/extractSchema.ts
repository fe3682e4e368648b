import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { EXTRACT_VERSION, extractSchema } from '../src/contract/extract.ts';

/** Writes docs/extract.schema.json, the published form of the extract's schema. Run it after every change of the schema: `node scripts/extractSchema.ts`. */

export const EXTRACT_SCHEMA_FILE = join(import.meta.dirname, '..', 'docs', 'extract.schema.json');

/** The schema as JSON Schema 2020-12 with its name and version. */
export function extractSchemaText(): string {
  const { $schema, ...schema } = z.toJSONSchema(extractSchema);
  const head = { $schema, $id: `urn:palimpsest:extract:${EXTRACT_VERSION}`, title: `Palimpsest case extract, version ${EXTRACT_VERSION}`, description: 'Everything a report of Palimpsest says, as one document. As a file it is canonical JSON: keys sorted, no white space, UTF-8; its SHA-256 stands in every report.' };
  return `${JSON.stringify({ ...head, ...schema }, null, 2)}\n`;
}

if (import.meta.main) writeFileSync(EXTRACT_SCHEMA_FILE, extractSchemaText());
