import { type Analysis, AppError, type FindingView, type ImageFacts, imageFactsSchema, MAP_KINDS, type MapKind } from '../../contract/index.ts';
import { recordView } from '../audit/actions.ts';
import { fileForView, withEvidenceSource } from '../files/viewSource.ts';
import type { ModelReference } from '../modelFolder.ts';
import { scoreReadingOf } from '../scoreReadings.ts';
import { readEvidence } from '../store/evidence.ts';
import { prepared, type ReadableDatabase } from '../store/database.ts';
import { readFinding, type StoredFinding } from '../store/findings.ts';
import { readItem } from '../store/itemRows.ts';
import { noSuchItem, readNote } from '../store/itemState.ts';
import type { OpenCase, WorkbenchContext } from './context.ts';
import type { Handlers } from './handlers.ts';
import { listModels } from './hostHandlers.ts';
import { coefficientsWords, gateWords } from './reviewWords.ts';

/** Everything the review of one item needs beside the tiles. */
export function reviewHandlers(context: WorkbenchContext): Handlers<'review'> {
  return {
    async open({ case: slug, evidenceId }) {
      const { session } = context.requireOpen(slug);
      const { database } = session;
      const evidence = readEvidence(database, evidenceId);
      const item = readItem(database, evidenceId);
      if (evidence === undefined || item === undefined) throw noSuchItem(evidenceId);
      recordView(session, evidenceId, evidence.path, context.author());
      const models = await listModels(context.config.modelsFolder);
      const facts = evidence.facts === null ? null : (imageFactsSchema.safeParse(JSON.parse(evidence.facts)).data ?? null);
      return {
        item,
        md5: evidence.md5,
        sha1: evidence.sha1,
        facts,
        findings: presentFindings(database, evidenceId).map((finding) => findingView(finding, models, facts)),
        note: readNote(database, evidenceId),
      };
    },
    async pixel({ case: slug, evidenceId, findingId, x, y }, { signal }) {
      const open = context.requireOpen(slug);
      const evidence = readEvidence(open.session.database, evidenceId);
      if (evidence === undefined) throw noSuchItem(evidenceId);
      const finding = findingId === null ? null : requireFinding(open, findingId);
      if (finding !== null && (finding.evidenceId !== evidenceId || finding.inputSha256 !== evidence.sha256)) {
        throw new AppError('ARGUMENT_INVALID', 'This finding is not one of the present content of this item. Reload the review.', { evidenceId, findingId });
      }
      const maps = finding === null ? {} : await mapPaths(open, finding);
      return withEvidenceSource(open.session, evidence, (source) => context.viewer().pixel(source, maps, x, y, signal === undefined ? {} : { signal }));
    },
    async histogram({ case: slug, findingId, map }, { signal }) {
      const open = context.requireOpen(slug);
      const source = await mapSource(open, requireFinding(open, findingId), map);
      return [...(await context.viewer().histogram(source, signal === undefined ? {} : { signal }))];
    },
    async regionsAt({ case: slug, findingId, threshold, minimumArea }, { signal }) {
      const open = context.requireOpen(slug);
      const source = await mapSource(open, requireFinding(open, findingId), 'mask');
      return context.viewer().regions(source, threshold, minimumArea, signal === undefined ? {} : { signal });
    },
  };
}

/** Findings for the file's present content, newest first. */
function presentFindings(database: ReadableDatabase, evidenceId: number): readonly StoredFinding[] {
  const ids = prepared<[number], number>(database, 'SELECT finding.id FROM finding JOIN evidence ON evidence.id = evidence_id WHERE evidence_id = ? AND input_sha256 = sha256 ORDER BY finding.id DESC')
    .pluck()
    .all(evidenceId);
  return ids.flatMap((id) => readFinding(database, id) ?? []);
}

function requireFinding({ session }: OpenCase, findingId: number): StoredFinding {
  const finding = readFinding(session.database, findingId);
  if (finding === undefined) throw new AppError('ITEM_NOT_FOUND', `There is no finding ${findingId} in this case. Reload the review.`, { findingId });
  return finding;
}

function artifactOf(finding: StoredFinding, map: MapKind): StoredFinding['artifacts'][number] | undefined {
  return finding.artifacts.find((artifact) => artifact.kind === map);
}

async function mapSource({ session }: OpenCase, finding: StoredFinding, map: MapKind): Promise<{ path: string; key: string }> {
  const artifact = artifactOf(finding, map);
  if (artifact === undefined) throw new AppError('ITEM_NOT_FOUND', 'This finding holds no such map. Analyse the picture again with this release.', { findingId: finding.id, map });
  return { path: await fileForView(session.paths.folder, artifact), key: artifact.sha256 };
}

async function mapPaths({ session }: OpenCase, finding: StoredFinding): Promise<Partial<Record<MapKind, string>>> {
  const paths: Partial<Record<MapKind, string>> = {};
  for (const kind of MAP_KINDS) {
    const artifact = artifactOf(finding, kind);
    if (artifact !== undefined) paths[kind] = await fileForView(session.paths.folder, artifact);
  }
  return paths;
}

/** `facts` are those of the present content, which these findings are of. */
function findingView(finding: StoredFinding, models: readonly ModelReference[], facts: ImageFacts | null): FindingView {
  const { id, runId, createdAt, score, reliability, maskShare, gate, artifacts, regions } = finding;
  // Written by this application from values of these types; `verify` finds rows that were edited.
  const record = finding.record as Analysis['record'];
  const coefficients = finding.coefficients as Analysis['coefficients'];
  return {
    id,
    runId,
    createdAt,
    score,
    scoreCalibrated: models.some(({ manifest }) => manifest.sha256 === record.modelSha256 && manifest.scoreCalibrated),
    scoreReading: scoreReadingOf(models.flatMap(({ calibration }) => calibration ?? []), { score, record }, facts),
    threshold: record.options.threshold,
    reliability,
    maskShare,
    gate,
    gateWords: gateWords(gate, coefficients),
    coefficients,
    coefficientsWords: coefficientsWords(coefficients),
    artifacts: [...artifacts],
    regions: [...regions],
    record,
  };
}
