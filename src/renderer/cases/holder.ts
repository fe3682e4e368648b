import { lockHolderSchema, type CaseHolder } from '../../contract/index.ts';
import { formatAgo, formatTime } from '../ui/words.ts';

/** Who holds a case, from the details of CASE_IN_USE; the holder is the details themselves or stands in them as `holder`. Null where it is not told. */
export function holderOf(details: Readonly<Record<string, unknown>> | undefined): CaseHolder | null {
  for (const candidate of [details, details?.['holder']]) {
    const parsed = lockHolderSchema.safeParse(candidate);
    if (parsed.success) return parsed.data;
  }
  return null;
}

/** Who holds the case and since when, then what the error's message says to do; the message alone where the holder is not told. */
export function refusalWords(holder: CaseHolder | null, message: string, now: Date = new Date()): string {
  if (holder === null) return message;
  const advice = message.slice(message.indexOf('. ') + 2);
  return `${holder.user} on ${holder.host} has had it open since ${formatTime(holder.since)} (${formatAgo(holder.since, now)}, process ${holder.pid}). ${advice}`;
}
