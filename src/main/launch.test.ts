import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { caseName, type LaunchFacts, launchSettings, pageAddress, requestedCase } from './launch.ts';

const facts: LaunchFacts = { options: ['.'], environment: {}, platform: 'linux', currentFolder: resolve('/here'), home: '/h/ann', documents: resolve('/docs'), isPackaged: false, appFolder: resolve('/app'), resourcesFolder: resolve('/resources') };

test('from the source tree and from a package', () => {
  expect(launchSettings(facts)).toMatchObject({ casesFolder: resolve('/app/cases'), modelsFolder: resolve('/app/resources/models'), dataFolder: '/h/ann/.local/share/palimpsest', openCase: null });
  expect(launchSettings({ ...facts, isPackaged: true })).toMatchObject({ casesFolder: join(resolve('/docs'), 'Palimpsest cases'), modelsFolder: resolve('/resources/models') });
});

test('an option wins over the environment, and paths are those of the folder it was started in', () => {
  const environment = { PALIMPSEST_CASES: 'c', PALIMPSEST_DATA: '', PALIMPSEST_REASON: 'because' };
  expect(launchSettings({ ...facts, environment })).toMatchObject({ casesFolder: resolve('/here/c'), dataFolder: '/h/ann/.local/share/palimpsest', reason: 'because' });
  expect(launchSettings({ ...facts, environment, options: ['--inspect=0', '.', '--cases', '/x', '--cases=y', '--data=d', '--case', 'claim-7'] })).toMatchObject({ casesFolder: resolve('/here/y'), dataFolder: resolve('/here/d'), openCase: 'claim-7' });
  expect(launchSettings({ ...facts, options: ['--case'] }).openCase).toBeNull();
});

test('a name that cannot be a case becomes no part of an address', () => {
  for (const wrong of ['../x', 'a/b', 'A', '', 'a b', '-a', `a${'b'.repeat(100)}`, 7, null, {}]) expect([wrong, caseName(wrong)]).toEqual([wrong, null]);
  expect([requestedCase({ openCase: 'claim_7' }), requestedCase({ openCase: '#/settings' }), requestedCase(null), requestedCase('claim-7')]).toEqual(['claim_7', null, null, null]);
  expect([pageAddress('app://palimpsest', null), pageAddress('app://palimpsest', 'a')]).toEqual(['app://palimpsest/index.html', 'app://palimpsest/index.html#/case/a']);
});
