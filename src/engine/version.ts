import type { Reproducibility } from '../contract/analysis.ts';
import { runtimeVersion } from './localiser/runtime.ts';
import { madeOf } from './madeOf.ts';

export function engineVersions(): Reproducibility['versions'] {
  return { ...madeOf().versions, onnxruntime: runtimeVersion() };
}
