import type { CaseExtract, ExtractModel, Reproducibility } from '../../../contract/index.ts';
import { canonicalJson } from '../../canonicalJson.ts';

/** Findings made with the same model, parameters, versions and machine. */
export interface ParameterGroup {
  /** A, B, ... in the order of the first item. */
  readonly name: string;
  readonly record: Omit<Reproducibility, 'inputSha256' | 'startedAt'>;
  readonly model: ExtractModel | null;
  readonly items: readonly number[];
  readonly firstAt: string;
  readonly lastAt: string;
}

export function parameterGroups({ items, software }: CaseExtract): readonly ParameterGroup[] {
  const found = items.flatMap(({ id, finding }) => (finding === null ? [] : [{ id, record: finding.record }]));
  const groups = Map.groupBy(found, ({ record: { inputSha256: _input, startedAt: _started, ...shared } }) => canonicalJson(shared));
  return [...groups.values()].map((members, index) => {
    const { inputSha256: _input, startedAt: _started, ...record } = members[0]!.record;
    const times = members.map((member) => member.record.startedAt).toSorted();
    return { name: nameOf(index), record, model: software.models.find(({ sha256 }) => sha256 === record.modelSha256) ?? null, items: members.map(({ id }) => id), firstAt: times[0]!, lastAt: times.at(-1)! };
  });
}

/** A..Z, AA, AB, ... */
function nameOf(index: number): string {
  return (index >= 26 ? nameOf(Math.floor(index / 26) - 1) : '') + String.fromCodePoint(65 + (index % 26));
}

/** "1 to 4, 7": ids as ranges. */
export function ranges(ids: readonly number[]): string {
  const sorted = [...new Set(ids)].toSorted((a, b) => a - b);
  const parts: string[] = [];
  for (let from = 0; from < sorted.length; ) {
    let to = from;
    while (to + 1 < sorted.length && sorted[to + 1] === sorted[to]! + 1) to += 1;
    parts.push(to - from < 2 ? sorted.slice(from, to + 1).join(', ') : `${sorted[from]} to ${sorted[to]}`);
    from = to + 1;
  }
  return parts.join(', ');
}

/** Model as named in captions: `omni-nano 2026.11.21`. */
export function modelName({ software }: CaseExtract, record: Pick<Reproducibility, 'modelId' | 'modelSha256'>): string {
  const model = software.models.find(({ sha256 }) => sha256 === record.modelSha256);
  return model === undefined ? record.modelId : `${model.id} ${model.version}`;
}
