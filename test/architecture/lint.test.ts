import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ROOT } from './sources.ts';

/** A rule that is configured but does not bite is worse than none: each is shown one offence, in a folder laid out like ours. */

let folder = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'palimpsest-lint-'));
  for (const name of ['.oxlintrc.json', 'tsconfig.base.json']) cpSync(join(ROOT, name), join(folder, name));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function place(path: string, text: string): string {
  const full = join(folder, path);
  mkdirSync(dirname(full), { recursive: true });
  writeFileSync(full, text);
  return full;
}

function lint(path: string, text: string): { status: number | null; output: string } {
  const file = place(path, text);
  const { status, stdout } = spawnSync(process.execPath, [join(ROOT, 'node_modules/oxlint/bin/oxlint'), '--format', 'unix', file], { cwd: folder, encoding: 'utf8' });
  return { status, output: stdout };
}

test.each([
  ['src/engine/any.ts', 'export function f(value: any): number { return value === 1 ? 1 : 0; }\n', 'no-explicit-any'],
  ['src/engine/default.ts', 'export default function f(): void {}\n', 'no-default-export'],
  ['src/engine/parameter.ts', 'export class A { constructor(readonly a: number) {} }\n', 'parameter-properties'],
  ['src/engine/namespace.ts', 'export namespace A { export const b = 1; }\n', 'no-namespace'],
  ['src/engine/long.ts', `export const a = 1;\n${'// line\n'.repeat(500)}`, 'max-lines'],
  ['src/engine/electron.ts', "import { app } from 'electron';\nexport const a = app;\n", 'no-restricted-imports'],
  ['src/engine/runtime.ts', "import { InferenceSession } from 'onnxruntime-node';\nexport const a = InferenceSession;\n", 'no-restricted-imports'],
  ['src/engine/network.ts', "import { request } from 'node:https';\nexport const a = request;\n", 'no-restricted-imports'],
  ['src/contract/node.ts', "import { join } from 'node:path';\nexport const a = join;\n", 'no-restricted-imports'],
  ['src/casework/runtime.ts', "import { InferenceSession } from 'onnxruntime-node';\nexport const a = InferenceSession;\n", 'no-restricted-imports'],
  ['src/casework/electron.ts', "import { app } from 'electron';\nexport const a = app;\n", 'no-restricted-imports'],
  ['src/cli/electron.ts', "import { app } from 'electron';\nexport const a = app;\n", 'no-restricted-imports'],
  ['src/renderer/node.ts', "import { join } from 'node:path';\nexport const a = join;\n", 'no-restricted-imports'],
  ['src/renderer/engine.ts', "import { a } from '../engine/index.ts';\nexport const b = a;\n", 'no-restricted-imports'],
])('lint refuses %s', (path, text, rule) => {
  const { status, output } = lint(path, text);
  expect(output).toContain(rule);
  expect(status).not.toBe(0);
});

test('lint lets ordinary code pass', () => {
  const { status, output } = lint('src/engine/good.ts', "import { join } from 'node:path';\nexport function f(name: string): string { return join('a', name); }\n");
  expect(output).not.toContain('good.ts');
  expect(status).toBe(0);
});

function compilerComplaint(text: string): string {
  const file = place('types/probe.ts', text);
  place('types/tsconfig.json', JSON.stringify({ extends: '../tsconfig.base.json', files: [file] }));
  return spawnSync(process.execPath, [join(ROOT, 'node_modules/typescript/bin/tsc'), '-p', join(folder, 'types')], { encoding: 'utf8' }).stdout;
}

test.each([
  ['an enum', 'export enum A { b }\n', 'erasableSyntaxOnly'],
  ['an unchecked index', 'export function f(a: number[]): number { return a[0]; }\n', 'undefined'],
  ['undefined for an optional property', 'export const a: { b?: number } = { b: undefined };\n', 'exactOptionalPropertyTypes'],
  ['an override that does not say so', 'class A { b(): void {} }\nexport class C extends A { b(): void {} }\n', 'override'],
  ['Node where the layer has none', 'export const a = process.pid;\n', 'process'],
  ['the page where the layer has none', 'export const a = document.title;\n', 'document'],
])('the compiler refuses %s', (_name, text, complaint) => {
  expect(compilerComplaint(text)).toContain(complaint);
});
