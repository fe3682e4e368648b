/** Bytes a signature may have; CMS with a chain of three certificates of 4096 bits has about 7,000. */
export const SIGNATURE_BYTES = 16_384;
/** Room for name, reason, place and date, in UTF-16. */
const WORDS = 8_192;

/** Begins the blank, and nothing else in a file: streams that could hold it are compressed. */
export const BLANK_MARK = '<< /Type /Sig /Filter /Adobe.PPKLite /SubFilter /ETSI.CAdES.detached /PalimpsestBlank true';
export const BLANK_LENGTH = BLANK_MARK.length + WORDS + 2 * SIGNATURE_BYTES;

/** Room for a signature dictionary: white space between the first and the last sign. */
export function blankSignature(): string {
  return `${BLANK_MARK}${' '.repeat(BLANK_LENGTH - BLANK_MARK.length - 3)} >>`;
}
