import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { createFakeEngine } from '../../src/casework/scan/fakeEngine.testing.ts';
import { openSmallWorkbench, SETTINGS, sleep, SLUG } from './jobsFixtures.ts';

/** A process that works on the jobs of a case with a slow engine until all have ended; meant to be killed. Arguments: folder, folder of evidence. */
const [folder = '', evidence = ''] = process.argv.slice(2);
const log = join(folder, 'engine.log');

const workbench = await openSmallWorkbench(folder, {
  engine: () => {
    const engine = createFakeEngine({
      beforeAnalyze: async (path) => {
        appendFileSync(log, `analyze ${path}\n`);
        await sleep(15);
      },
    });
    const intake = engine.intake.bind(engine);
    return { ...engine, intake: async (path, call) => { appendFileSync(log, `intake ${path}\n`); await sleep(2); return intake(path, call); } };
  },
});
if ((await workbench.jobs.list({ case: SLUG })).length === 0) {
  await workbench.jobs.add({ case: SLUG, paths: [evidence] });
  await workbench.jobs.scan({ case: SLUG, items: null, settings: SETTINGS });
}
process.stdout.write('open\n');
const unfinished = async (): Promise<boolean> => (await workbench.jobs.list({ case: SLUG })).some((job) => job.status !== 'finished');
while (await unfinished()) await sleep(20);
await workbench.close();
process.stdout.write('done\n');
