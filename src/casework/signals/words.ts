import { type Agreement, AGREEMENT_WORDS, SIGNAL_WORDS, type SignalLayer, type SignalResult } from '../../contract/index.ts';
import { percent } from '../sheet/html.ts';

/** What a map of second opinions is called; the network where it is counted as one of the methods. */
export function methodName(method: SignalLayer | 'network'): string {
  if (method === 'network') return 'Network';
  return method === 'agreement' ? AGREEMENT_WORDS.title : SIGNAL_WORDS[method].title;
}

/** `block 8, window 16`: in the order of their names, so that equal parameters read alike. */
export function parametersInWords(parameters: SignalResult['parameters']): string {
  const words = Object.entries(parameters).toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([name, value]) => `${inWords(name)} ${typeof value === 'boolean' ? (value ? 'yes' : 'no') : String(value)}`);
  return words.length === 0 ? 'none' : words.join(', ');
}

/** How much of the picture is marked by how many methods, from all of them down to none. */
export function agreementInWords({ methods, shares, overlap }: Agreement): readonly string[] {
  const all = methods.length;
  const marked = shares.flatMap((share, by) => (by > 0 && share > 0 ? [{ by, share }] : [])).toReversed();
  const none = `No method marks ${percent(shares[0] ?? 0)}.`;
  const some = marked.map(({ by, share }) => `${by === all ? `all ${all}` : `${by} of ${all}`}: ${percent(share)}`);
  const closest = pairs(overlap).toSorted((a, b) => b.share - a.share)[0];
  return [
    `Compared: ${methods.map(methodName).join('; ')}.`,
    marked.length === 0 ? 'None of them marks anything.' : `Share of the picture that exactly so many of them mark: ${some.join('; ')}. ${none}`,
    ...(closest === undefined || closest.share === 0 ? (marked.length === 0 ? [] : ['No two of them mark a common place.']) : [`The marks of ${methodName(methods[closest.a]!)} and ${methodName(methods[closest.b]!)} overlap most: ${closest.share.toFixed(2)} (common area over joined area, 1 is equal).`]),
  ];
}

function pairs(overlap: Agreement['overlap']): readonly { readonly a: number; readonly b: number; readonly share: number }[] {
  return overlap.flatMap((row, a) => row.flatMap((share, b) => (b > a && share !== null ? [{ a, b, share }] : [])));
}

/** `blockSize` as `block size`. */
function inWords(name: string): string {
  return name.replaceAll('_', ' ').replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2').toLowerCase();
}
