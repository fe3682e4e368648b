import { agreementInWords, forTerminal, methodName } from '../../casework/index.ts';
import type { SignalRun } from '../../contract/index.ts';
import { decimals, duration, print, table } from '../output.ts';

/** What each method said as a table, then why the others do not apply, then how far they agree. */
export function sayRun({ results, agreement, status, error }: SignalRun): void {
  const applying = results.filter(({ applies }) => applies);
  const rows = applying.map(({ name, maskShare, score, version, milliseconds }) => [methodName(name), `${((maskShare ?? 0) * 100).toFixed(1)} %`, decimals(score ?? 0), String(version), duration(milliseconds / 1000)]);
  if (rows.length > 0) print(indented(table(['method', 'marked', 'score', 'version', 'time'], rows)));
  for (const { name, reason } of results.filter(({ applies }) => !applies)) print(`  ${methodName(name)} does not apply: ${forTerminal(reason)}`);
  for (const line of agreement === null ? [] : agreementInWords(agreement)) print(`  ${line}`);
  if (agreement === null && status === 'done') print('  No agreement: fewer than two maps to compare.');
  if (error !== null) print(`  Not finished: ${forTerminal(error.message)} [${error.code}]`);
}

function indented(text: string): string {
  return text.split('\n').map((line) => `  ${line}`).join('\n');
}
