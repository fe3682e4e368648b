import { casia1 } from './casia1.ts';
import { cocoglide } from './cocoglide.ts';
import { columbia } from './columbia.ts';
import { coverage } from './coverage.ts';
import { doctamper } from './doctamper.ts';
import { generic } from './generic.ts';
import { imd20 } from './imd20.ts';
import { nist16 } from './nist16.ts';
import { openforensics } from './openforensics.ts';
import { ostf } from './ostf.ts';
import { sacp } from './sacp.ts';
import { tamperedIc13 } from './tamperedIc13.ts';
import type { Layout } from './types.ts';

/** Every layout, in the order in which a folder is held against them: the most peculiar first, the plain one last. */
export const LAYOUTS: readonly Layout[] = [nist16, openforensics, columbia, casia1, coverage, cocoglide, tamperedIc13, ostf, sacp, doctamper, imd20, generic];
