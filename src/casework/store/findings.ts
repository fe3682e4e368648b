import type { Analysis, Artifact, Box, Point, Region } from '../../contract/index.ts';
import { canonicalJson, digestOf } from '../canonicalJson.ts';
import { prepared, type ReadableDatabase, type WritableDatabase } from './database.ts';

/** A finding as it is stored and as its digest in the audit log covers it. */
export interface FindingContent {
  readonly evidenceId: number;
  readonly runId: number;
  readonly inputSha256: string;
  readonly parametersSha256: string;
  /** Finding of another file with the same content that this one repeats, or null. */
  readonly sameAs: number | null;
  readonly note: string;
  readonly score: number;
  readonly gate: Analysis['gate'];
  readonly reliability: number;
  readonly maskShare: number;
  readonly coefficients: unknown;
  readonly timings: unknown;
  readonly record: unknown;
  readonly createdAt: string;
  readonly artifacts: readonly Artifact[];
  readonly regions: readonly Region[];
}

export type FindingResult = Omit<FindingContent, 'evidenceId' | 'runId' | 'sameAs' | 'note' | 'createdAt'>;

/** The part of an analysis that becomes a finding. */
export function resultOfAnalysis(analysis: Analysis, parametersSha256: string): FindingResult {
  const { score, gate, reliability, maskShare, coefficients, timings, record, artifacts, regions } = analysis;
  return { inputSha256: analysis.digest.sha256, parametersSha256, score, gate, reliability, maskShare, coefficients, timings, record, artifacts, regions };
}

/** Inserts the finding with its artifacts and regions; the caller's transaction holds them together. Returns its id and digest. */
export function insertFinding(database: WritableDatabase, content: FindingContent): { readonly id: number; readonly digest: string } {
  const artifacts = content.artifacts.toSorted((a, b) => (a.kind < b.kind ? -1 : 1));
  const regions = content.regions.toSorted((a, b) => a.id - b.id);
  const digest = digestOf({ ...content, artifacts, regions });
  const { lastInsertRowid } = prepared(database, `INSERT INTO finding (evidence_id, run_id, input_sha256, parameters_sha256, same_as, note, score, gate_vision, gate_vision_share, tiles, reliability, mask_share, coefficients, timings, record, created_at, digest)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    )
    .run(
      content.evidenceId, content.runId, content.inputSha256, content.parametersSha256, content.sameAs, content.note, content.score, content.gate.vision, content.gate.visionShare, content.gate.tiles,
      content.reliability, content.maskShare, canonicalJson(content.coefficients), canonicalJson(content.timings), canonicalJson(content.record), content.createdAt, digest,
    );
  const id = Number(lastInsertRowid);
  const addArtifact = prepared(database, 'INSERT INTO artifact (sha256, path, bytes, mime_type, width, height) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (sha256) DO NOTHING');
  const link = prepared(database, 'INSERT INTO finding_artifact (finding_id, kind, sha256) VALUES (?, ?, ?)');
  for (const artifact of artifacts) {
    addArtifact.run(artifact.sha256, artifact.path, artifact.bytes, artifact.mimeType, artifact.width, artifact.height);
    link.run(id, artifact.kind, artifact.sha256);
  }
  const addRegion = prepared(database, 'INSERT INTO region (finding_id, number, x, y, width, height, area, share, mean_probability, peak_probability, polygon) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
  );
  for (const region of regions) {
    const { x, y, width, height } = region.box;
    addRegion.run(id, region.id, x, y, width, height, region.area, region.share, region.meanProbability, region.peakProbability, JSON.stringify(region.polygon));
  }
  return { id, digest };
}

interface FindingRow {
  readonly id: number;
  readonly evidenceId: number;
  readonly runId: number;
  readonly inputSha256: string;
  readonly parametersSha256: string;
  readonly sameAs: number | null;
  readonly note: string;
  readonly score: number;
  readonly gateVision: number;
  readonly gateVisionShare: number;
  readonly tiles: number;
  readonly reliability: number;
  readonly maskShare: number;
  readonly coefficients: string;
  readonly timings: string;
  readonly record: string;
  readonly createdAt: string;
  readonly digest: string;
}

const FINDING_COLUMNS = `id, evidence_id AS evidenceId, run_id AS runId, input_sha256 AS inputSha256, parameters_sha256 AS parametersSha256, same_as AS sameAs, note, score,
  gate_vision AS gateVision, gate_vision_share AS gateVisionShare, tiles, reliability, mask_share AS maskShare, coefficients, timings, record, created_at AS createdAt, digest`;

export interface StoredFinding extends FindingContent {
  readonly id: number;
  /** As recorded when it was written; `findingDigest` computes it again. */
  readonly digest: string;
}

export function readFinding(database: ReadableDatabase, id: number): StoredFinding | undefined {
  const row = prepared<[number], FindingRow>(database, `SELECT ${FINDING_COLUMNS} FROM finding WHERE id = ?`).get(id);
  if (row === undefined) return undefined;
  const { gateVision, gateVisionShare, tiles, coefficients, timings, record, ...plain } = row;
  return {
    ...plain,
    gate: { vision: gateVision, visionShare: gateVisionShare, tiles },
    coefficients: JSON.parse(coefficients) as unknown,
    timings: JSON.parse(timings) as unknown,
    record: JSON.parse(record) as unknown,
    artifacts: readArtifacts(database, id),
    regions: readRegions(database, id),
  };
}

/** Digest of a finding as it stands in the database now. */
export function findingDigest(finding: StoredFinding): string {
  const { id: _id, digest: _digest, ...content } = finding;
  return digestOf(content);
}

/** The finding of one file that stands for its present content under these parameters, or undefined. */
export function findingIdFor(database: ReadableDatabase, evidenceId: number, inputSha256: string, parametersSha256: string): number | undefined {
  return prepared<[number, string, string], { id: number }>(database, 'SELECT id FROM finding WHERE evidence_id = ? AND input_sha256 = ? AND parameters_sha256 = ? ORDER BY id DESC LIMIT 1')
    .get(evidenceId, inputSha256, parametersSha256)?.id;
}

/** A finding of any file with this content under these parameters that was really computed, or undefined. */
export function findingIdForContent(database: ReadableDatabase, inputSha256: string, parametersSha256: string): number | undefined {
  return prepared<[string, string], { id: number }>(database, 'SELECT id FROM finding WHERE input_sha256 = ? AND parameters_sha256 = ? AND same_as IS NULL ORDER BY id LIMIT 1')
    .get(inputSha256, parametersSha256)?.id;
}

/** The newest finding that holds for a file's present content, whatever its parameters. */
export function latestFindingId(database: ReadableDatabase, evidenceId: number): number | undefined {
  return prepared<[number], { id: number }>(database, 'SELECT finding.id FROM finding JOIN evidence ON evidence.id = evidence_id WHERE evidence_id = ? AND input_sha256 = sha256 ORDER BY finding.id DESC LIMIT 1')
    .get(evidenceId)?.id;
}

function readArtifacts(database: ReadableDatabase, findingId: number): readonly Artifact[] {
  return prepared<[number], Artifact>(database, 'SELECT kind, path, artifact.sha256, bytes, mime_type AS mimeType, width, height FROM finding_artifact JOIN artifact USING (sha256) WHERE finding_id = ? ORDER BY kind')
    .all(findingId);
}

function readRegions(database: ReadableDatabase, findingId: number): readonly Region[] {
  return prepared<[number], Omit<Region, 'box' | 'polygon'> & Box & { polygon: string }>(database, 'SELECT number AS id, x, y, width, height, area, share, mean_probability AS meanProbability, peak_probability AS peakProbability, polygon FROM region WHERE finding_id = ? ORDER BY number',
    )
    .all(findingId)
    .map(({ x, y, width, height, polygon, ...region }) => ({ ...region, box: { x, y, width, height }, polygon: JSON.parse(polygon) as Point[] }));
}
