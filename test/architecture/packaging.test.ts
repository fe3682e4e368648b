import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { FuseState, FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { packedProgram, setFuses } from '../../scripts/afterPack.ts';
import { ROOT } from './sources.ts';

/** The packaging program itself, as far as it goes without Electron's binary: its own reader, schema, hook loader and file filter. */
const load = createRequire(join(ROOT, 'package.json'));
const builder = createRequire(load.resolve('electron-builder'));

/** By which the fuses are found in Electron's program; it is the same in all of them. */
const SENTINEL = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX';

interface Configuration {
  readonly [section: string]: unknown;
  readonly files: readonly string[];
  readonly afterPack: string;
}
type Section = Readonly<Record<'files', readonly string[]>>;

function configuration(): Configuration {
  const yaml = builder('js-yaml') as { load: (text: string) => unknown };
  return yaml.load(readFileSync(join(ROOT, 'electron-builder.yml'), 'utf8')) as Configuration;
}

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'palimpsest-pack-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('the configuration is one that electron-builder takes', async () => {
  const { validateConfiguration } = builder('app-builder-lib/out/util/config/config') as { validateConfiguration: (config: unknown, log: unknown) => Promise<void> };
  const log = { isEnabled: false, add: () => undefined };
  await expect(validateConfiguration(configuration(), log)).resolves.toBeUndefined();
  await expect(validateConfiguration({ ...configuration(), nothing: 1 }, log)).rejects.toThrow('nothing');
  expect(['linux', 'mac', 'win'].map((name) => (configuration()[name] as { target: string[] }).target)).toEqual([['deb', 'AppImage'], ['dmg'], ['nsis']]);
});

test('the fuses have one source, which electron-builder can load', async () => {
  const { resolveFunction } = builder('app-builder-lib/out/util/resolve') as { resolveFunction: (type: string, executor: string, name: string, root: string) => Promise<unknown> };
  const config = configuration();
  expect(config['electronFuses']).toBeUndefined();
  expect(await resolveFunction('module', resolve(ROOT, config.afterPack), 'afterPack', ROOT)).toEqual(expect.any(Function));
});

test('the fuses are burnt into a program', async () => {
  const program = packedProgram(folder, 'linux', 'Palimpsest', 'palimpsest');
  // A program as the tool sees it: the mark, version 1, the number of fuses and one letter each, as Electron delivers them.
  writeFileSync(program, Buffer.concat([Buffer.from(`head${SENTINEL}`), Buffer.from([1, 9]), Buffer.from('101100011'), Buffer.from('tail')]));
  await setFuses(program, 'linux');
  const wire = await getCurrentFuseWire(program);
  const names = ['RunAsNode', 'EnableCookieEncryption', 'EnableNodeOptionsEnvironmentVariable', 'EnableNodeCliInspectArguments', 'EnableEmbeddedAsarIntegrityValidation', 'OnlyLoadAppFromAsar', 'LoadBrowserProcessSpecificV8Snapshot', 'GrantFileProtocolExtraPrivileges'] as const;
  expect(names.map((name) => wire[FuseV1Options[name]] === FuseState.ENABLE)).toEqual([false, true, false, false, true, true, false, false]);
  // A fuse that nobody has decided on stops the packaging.
  writeFileSync(program, Buffer.concat([Buffer.from(SENTINEL), Buffer.from([1, 10]), Buffer.from('1011000110')]));
  await expect(setFuses(program, 'linux')).rejects.toThrow();
});

test('the program is found on every system', () => {
  expect(['darwin', 'win32', 'linux'].map((platform) => packedProgram('d', platform, 'Palimpsest', 'palimpsest'))).toEqual([join('d', 'Palimpsest.app', 'Contents', 'MacOS', 'Palimpsest'), join('d', 'Palimpsest.exe'), join('d', 'palimpsest')]);
});

test.each([
  ['linux', 'linux', 'x64', ['better-sqlite3/prebuilds/linux-x64.node', 'better-sqlite3/prebuilds/linuxmusl-x64.node']],
  ['linux', 'linux', 'arm64', ['better-sqlite3/prebuilds/linux-arm64.node', 'better-sqlite3/prebuilds/linuxmusl-arm64.node']],
  ['mac', 'darwin', 'arm64', ['better-sqlite3/prebuilds/darwin-arm64.node']],
  ['win', 'win32', 'x64', ['better-sqlite3/prebuilds/win32-x64.node']],
])('%s ships its own native files alone (%s %s)', (section, platform, arch, prebuilds) => {
  const { FileMatcher } = builder('app-builder-lib/out/fileMatcher') as { FileMatcher: new (from: string, to: string, expand: (text: string) => string, patterns: readonly string[]) => { createFilter: () => (path: string, stat: unknown) => boolean } };
  const config = configuration();
  const patterns = ['**/*', ...config.files, ...(config[section] as Section).files].filter((pattern) => pattern.startsWith('!') || pattern === '**/*');
  const expand = (text: string): string => text.replaceAll(['$', '{arch}'].join(''), arch);
  const kept = (name: string, paths: readonly string[]): string[] => {
    const from = join(ROOT, 'node_modules', name);
    const filter = new FileMatcher(from, join(folder, name), expand, patterns).createFilter();
    // Files of a package are matched by where they come to lie.
    return paths.filter((path) => filter(join(from, path), { isDirectory: () => false, isFile: () => true, moduleFullFilePath: join('node_modules', name, path) })).map((path) => `${name}/${path}`);
  };
  const systems = ['darwin', 'linux', 'win32'].flatMap((system) => ['arm64', 'x64'].map((one) => [system, one] as const));
  expect(kept('onnxruntime-node', systems.map(([system, one]) => `bin/napi-v6/${system}/${one}/onnxruntime_binding.node`))).toEqual([`onnxruntime-node/bin/napi-v6/${platform}/${arch}/onnxruntime_binding.node`]);
  const all = [...systems, ...['arm64', 'x64'].map((one) => ['linuxmusl', one] as const)].map(([system, one]) => `prebuilds/${system}-${one}.node`);
  expect(kept('better-sqlite3', all)).toEqual(prebuilds);
  expect(kept('better-sqlite3', ['lib/index.js', 'src/addon.cpp', 'deps/sqlite3/sqlite3.c'])).toEqual(['better-sqlite3/lib/index.js']);
});
