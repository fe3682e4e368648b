import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT, runProgram } from './process.ts';

/**
 * Fetches the CUDA libraries of ONNX Runtime, about 300 MB, from the host its package names. The package would do so at every
 * install, and fail the whole install where that host cannot be reached; so its install script is denied in package.json and
 * this command runs it by choice. Linux x64 with CUDA 12 and cuDNN 9 only; elsewhere the GPU provider needs no download.
 */

const platform = `${process.platform}/${process.arch}`;
if (platform !== 'linux/x64') {
  console.error(`CUDA libraries are offered for linux/x64 only; this is ${platform}. Run "npm run palimpsest -- doctor" to see which providers work here.`);
  process.exit(2);
}
const folder = join(ROOT, 'node_modules', 'onnxruntime-node');
const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string };
console.log(`Fetching the CUDA 12 libraries of ONNX Runtime ${version} ...`);
const { status } = await runProgram(process.execPath, [join(folder, 'script', 'install.js')], { env: { ONNXRUNTIME_NODE_INSTALL: 'cuda12' } });
console.log(
  status === 0
    ? 'Done. "npm run palimpsest -- doctor" tells whether the GPU is used.'
    : 'The libraries could not be fetched. Nothing else changed: the CPU provider still works. Check the network and run this again.',
);
process.exitCode = status;
