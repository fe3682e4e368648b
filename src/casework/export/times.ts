/** Time in nanoseconds since 1970, as text, as a Date (to the millisecond), or null where the text is none or the year not one of 1 to 9999, which ISO 8601 writes in four digits. */
export function modifiedTime(nanoseconds: string): Date | null {
  if (!/^-?\d{1,24}$/.test(nanoseconds)) return null;
  const date = new Date(Number(BigInt(nanoseconds) / 1_000_000n));
  const year = date.getUTCFullYear();
  return year >= 1 && year <= 9999 ? date : null;
}

/** The same as ISO 8601 in UTC with all nine digits of the second. */
export function modifiedText(nanoseconds: string): string | null {
  if (modifiedTime(nanoseconds) === null) return null;
  const rest = ((BigInt(nanoseconds) % 1_000_000_000n) + 1_000_000_000n) % 1_000_000_000n;
  const second = new Date(Number((BigInt(nanoseconds) - rest) / 1_000_000n));
  return `${second.toISOString().slice(0, 19)}.${rest.toString().padStart(9, '0')}Z`;
}
