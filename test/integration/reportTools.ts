import { execFileSync, spawnSync } from 'node:child_process';

/** A tool of poppler-utils or qpdf as a test runs it. */
export interface ToolRun {
  readonly status: number;
  readonly output: string;
}

const REQUIRED = process.env['PALIMPSEST_REQUIRE_PDF_TOOLS'] === '1';

/** Whether the independent tools are installed. Where they must be and are not, this throws; where they need not be, it says loudly what is left out. */
export function havePdfTools(names: readonly string[]): boolean {
  const missing = names.filter((name) => spawnSync('which', [name]).status !== 0);
  if (missing.length === 0) return true;
  const message = `PDF tools are missing: ${missing.join(', ')} (Debian: apt-get install poppler-utils qpdf openssl)`;
  if (REQUIRED) throw new Error(message);
  console.warn(`LEFT OUT: checks of the report by independent programs. ${message}. Set PALIMPSEST_REQUIRE_PDF_TOOLS=1 to make this a failure.`);
  return false;
}

export function tool(name: string, ...arguments_: string[]): ToolRun {
  const run = spawnSync(name, arguments_, { encoding: 'utf8', maxBuffer: 1 << 26 });
  return { status: run.status ?? -1, output: `${run.stdout}${run.stderr}` };
}

/** A self-signed certificate with its key as PKCS#12, made by openssl. */
export function makePkcs12(folder: string, name: string, options: { readonly kind?: 'rsa' | 'ec'; readonly passphrase?: string; readonly days?: number } = {}): Uint8Array {
  const { kind = 'rsa', passphrase = 'correct horse', days = 365 } = options;
  const key = kind === 'rsa' ? ['-newkey', 'rsa:2048'] : ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256'];
  execFileSync('openssl', ['req', '-x509', ...key, '-nodes', '-keyout', `${folder}/${name}.key`, '-out', `${folder}/${name}.pem`, '-days', String(days), '-utf8', '-subj', `/CN=Zoë ${name}/O=Laboratory`], { stdio: 'ignore' });
  return execFileSync('openssl', ['pkcs12', '-export', '-inkey', `${folder}/${name}.key`, '-in', `${folder}/${name}.pem`, '-passout', `pass:${passphrase}`], { maxBuffer: 1 << 20 });
}
