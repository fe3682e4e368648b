import { defineHuffman, type HuffmanDefinition } from './huffman.ts';

/** Luma quantisation table of ITU-T T.81 annex K.1, natural order: the base of libjpeg's quality scale. */
export const STANDARD_LUMA_TABLE: Uint16Array = Uint16Array.of(
  16, 11, 10, 16, 24, 40, 51, 61, 12, 12, 14, 19, 26, 58, 60, 55, 14, 13, 16, 24, 40, 57, 69, 56, 14, 17, 22, 29, 51, 87,
  80, 62, 18, 22, 37, 56, 68, 109, 103, 77, 24, 35, 55, 64, 81, 104, 113, 92, 49, 64, 78, 87, 103, 121, 120, 101, 72, 92,
  95, 98, 112, 100, 103, 99,
);

function definition(counts: string, symbols: string): HuffmanDefinition {
  return defineHuffman(Uint8Array.from(Buffer.from(counts, 'hex')), Uint8Array.from(Buffer.from(symbols, 'hex')));
}

/**
 * Huffman tables of annex K.3, in force until a file defines its own: single frames of motion JPEG carry none. Fresh
 * objects, for a definition caches what is built from it.
 */
export function standardHuffman(): { dc: HuffmanDefinition[]; ac: HuffmanDefinition[] } {
  const sizes = '000102030405060708090a0b';
  return {
    dc: [
      definition('00010501010101010100000000000000', sizes),
      definition('00030101010101010101010000000000', sizes),
    ],
    ac: [
      definition(
        '0002010303020403050504040000017d',
        '01020300041105122131410613516107227114328191a1082342b1c11552d1f02433627282090a161718191a25262728292a3435363738393a' +
          '434445464748494a535455565758595a636465666768696a737475767778797a838485868788898a92939495969798999aa2a3a4a5a6a7a8' +
          'a9aab2b3b4b5b6b7b8b9bac2c3c4c5c6c7c8c9cad2d3d4d5d6d7d8d9dae1e2e3e4e5e6e7e8e9eaf1f2f3f4f5f6f7f8f9fa',
      ),
      definition(
        '00020102040403040705040400010277',
        '0001020311040521310612415107617113223281081442' +
          '91a1b1c109233352f0156272d10a162434e125f11718191a262728292a35363738393a434445464748494a535455565758595a6364656667' +
          '68696a737475767778797a82838485868788898a92939495969798999aa2a3a4a5a6a7a8a9aab2b3b4b5b6b7b8b9bac2c3c4c5c6c7c8c9ca' +
          'd2d3d4d5d6d7d8d9dae2e3e4e5e6e7e8e9eaf2f3f4f5f6f7f8f9fa',
      ),
    ],
  };
}
