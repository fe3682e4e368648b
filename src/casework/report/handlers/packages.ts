import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { appendAudit } from '../../audit/chain.ts';
import { sha256Of } from '../../canonicalJson.ts';
import type { CaseSession } from '../../caseFolder.ts';
import { type PackageManifest, packageManifestSchema } from '../../export/package/formats.ts';
import { writeDurable } from '../../files/writeDurable.ts';

const ACTION = 'export.package-kept';
const detailsSchema = z.object({ path: z.string().regex(/^reports\/packages\/[0-9a-f]{64}\.json$/), sha256: z.string() });

/** Keeps what a review package was made of, so that its notes can be taken back: a file of the case whose digest is in the audit log. */
export async function keepPackage({ paths, database, actor }: CaseSession, manifest: PackageManifest, author: string): Promise<void> {
  const path = `reports/packages/${manifest.packageId}.json`;
  const text = JSON.stringify(manifest);
  await mkdir(join(paths.reports, 'packages'), { recursive: true });
  await writeDurable(join(paths.folder, path), text);
  appendAudit(database, { actor, action: ACTION, subject: `package ${manifest.packageId}`, details: { path, sha256: sha256Of(text), items: manifest.items.length, author } });
}

/** The packages made from this case, as far as their files are what the audit log says. */
export async function keptPackages({ paths, database }: Pick<CaseSession, 'paths' | 'database'>): Promise<readonly PackageManifest[]> {
  const rows = database.prepare<[string], string>('SELECT DISTINCT details FROM audit WHERE action = ? AND json_valid(details)').pluck().all(ACTION);
  const manifests: PackageManifest[] = [];
  for (const row of rows) {
    const kept = detailsSchema.safeParse(JSON.parse(row)).data;
    const text = kept === undefined ? '' : await readFile(join(paths.folder, kept.path), 'utf8').catch(() => '');
    if (kept === undefined || sha256Of(text) !== kept.sha256) continue;
    manifests.push(packageManifestSchema.parse(JSON.parse(text)));
  }
  return manifests;
}
