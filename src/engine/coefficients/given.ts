import type { ImageFacts } from '../../contract/analysis.ts';
import type { CoefficientsFrom } from '../../contract/engine.ts';
import { AppError } from '../../contract/errors.ts';
import { readOnce } from '../intake/digest.ts';
import { formatOf, identify } from '../intake/identify.ts';
import { jpegCoefficients, type Coefficients } from './source.ts';

/**
 * Coefficients of another JPEG with a table that is stated, instead of the picture's own: what published code fed its network where file, pixels and table were
 * not of one save. Throws ARGUMENT_INVALID where that file is no JPEG with a luma plane of the picture's size.
 */
export async function givenCoefficients(given: CoefficientsFrom, facts: ImageFacts, maximumBytes: number): Promise<Coefficients> {
  const { content, head } = await readOnce(given.path, maximumBytes);
  if (content === null) throw new AppError('FILE_TOO_LARGE', `${given.path} is above the limit of ${maximumBytes} bytes. Raise the limit.`);
  const other = await identify(given.path, formatOf(head), content);
  const found = other.jpeg !== null && other.width === facts.width && other.height === facts.height ? jpegCoefficients(content, other).coefficients : null;
  if (found === null) throw new AppError('ARGUMENT_INVALID', `${given.path} is no JPEG with luma coefficients of ${facts.width} x ${facts.height}. Give one made of the same picture.`);
  return { ...found, table: Int32Array.from(given.table) };
}
