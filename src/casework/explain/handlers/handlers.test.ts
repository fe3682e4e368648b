import { afterEach, describe, expect, test } from 'vitest';
import { AppError, explanationSchema, modelServerSchema } from '../../../contract/index.ts';
import { createFakeClient, type FakeClient, type Reply } from '../protocol/fakeClient.testing.ts';
import { type Bench, openBench, SLUG } from './bench.testing.ts';

const benches: Bench[] = [];
afterEach(async () => {
  for (const bench of benches.splice(0)) await bench.close();
});

async function bench(client: FakeClient = talker()): Promise<Bench> {
  const opened = await openBench(client);
  benches.push(opened);
  return opened;
}

/** A model that answers everything; `change` replaces single replies. */
function talker(change: (name: string, index: number) => Reply | undefined = () => undefined): FakeClient {
  const instance = { title: 'lamp', text: '', relation: 'none', anchor: '' };
  const replies: Readonly<Record<string, Reply>> = {
    instance,
    places: { places: [{ ...instance, position: 'top-left' }] },
    description: { regions: [{ region: 1, position: 'top-left', artifacts: ['edge'], method: 'splicing', description: 'A hard edge around the lamp.', confidence: 'low' }], count: 1, summary: 'One lamp.' },
    self_check: { withdrawn: [] },
  };
  return createFakeClient(({ schemaName }, index) => change(schemaName, index) ?? replies[schemaName] ?? new Error(schemaName));
}

const finding = { case: SLUG, findingId: 1 };
const none = {};
const code = (error: AppError['code']) => expect.objectContaining({ code: error }) as unknown;

describe('measured', () => {
  test('once for a finding, however often and by how many it is asked, with its digest in the log', async () => {
    const { explain, viewed, events, audit, verify } = await bench();
    const [first, second] = await Promise.all([explain.measure(finding, none), explain.measure(finding, none)]);
    expect(explanationSchema.parse(first)).toEqual(second);
    expect(first).toMatchObject({ kind: 'measured', status: 'done', server: null, author: 'Ann', evidenceId: 1, findingId: 1, measurement: { version: 1 } });
    expect(first.statements.length).toBeGreaterThan(3);
    expect(first.statements.every(({ source, grounds }) => source === 'measured' && grounds.length > 0)).toBe(true);
    expect(await explain.measure(finding, none)).toEqual(first);
    expect(viewed).toEqual(['measure 1 64 - 0.5']);
    expect(events).toEqual([{ type: 'explanation', evidenceId: 1, explanationId: first.id, status: 'done', progress: null }]);
    expect(audit('explanation.finished')).toEqual([expect.objectContaining({ status: 'done', kind: 'measured', digest: expect.stringMatching(/^[0-9a-f]{64}$/) })]);
    expect(await explain.list({ case: SLUG, evidenceId: 1 }, none)).toEqual([first]);
    expect(await verify()).toEqual([]);
  });

  test('findings and items that are not there are told', async () => {
    const { explain } = await bench();
    await expect(explain.measure({ case: SLUG, findingId: 99 }, none)).rejects.toEqual(code('ITEM_NOT_FOUND'));
    await expect(explain.list({ case: SLUG, evidenceId: 99 }, none)).rejects.toEqual(code('ITEM_NOT_FOUND'));
    await expect(explain.exchanges({ case: SLUG, explanationId: 99 }, none)).rejects.toEqual(code('ITEM_NOT_FOUND'));
    await expect(explain.ablation({ case: SLUG, batch: 99 }, none)).rejects.toEqual(code('ITEM_NOT_FOUND'));
  });
});

describe('asked', () => {
  test('a run is answered at once and ends with statements, exchanges, pictures and what was sent in the log', async () => {
    const client = talker();
    const { explain, audit, ended, events, verify, session } = await bench(client);
    const [running] = await explain.ask({ ...finding, variants: ['mask'] }, none);
    expect(running).toMatchObject({ status: 'running', kind: 'model', batch: null, server: { origin: 'http://127.0.0.1:8080', remote: false } });
    const done = explanationSchema.parse(await ended(running!.id));
    expect(done).toMatchObject({ status: 'done', server: { model: 'tiny-vl' }, error: null, progress: null });
    expect(done.pictures.map(({ kind }) => kind)).toEqual(['joined', 'crop']);
    expect(done.content?.regions[0]).toMatchObject({ title: 'lamp', absolute_position: 'top-left' });
    expect(done.statements.some(({ source }) => source === 'model')).toBe(true);
    const exchanges = await explain.exchanges({ case: SLUG, explanationId: done.id }, none);
    expect(exchanges.map(({ number, step, pictures }) => [number, step, pictures.map(({ kind }) => kind)])).toEqual([[1, 'instances', ['crop']], [2, 'description', ['joined']], [3, 'check', ['joined']]]);
    expect(audit('explanation.sent')).toEqual([expect.objectContaining({ origin: 'http://127.0.0.1:8080', model: 'tiny-vl', variant: 'mask', pictures: done.pictures.map(({ sha256 }) => sha256) })]);
    expect(events.filter((event) => event.type === 'explanation').at(-1)).toMatchObject({ explanationId: done.id, status: 'done' });
    expect(await verify()).toEqual([]);
    // The key is nowhere.
    const rows = JSON.stringify(['explanation', 'explanation_exchange', 'audit', 'consent'].map((table) => session().database.prepare(`SELECT * FROM ${table}`).all()));
    expect(rows).not.toContain('secret-key');
    expect(client.probes).toBe(1);
  });

  test('three variants are a batch, one after another, and are compared when all have ended', async () => {
    const { explain, ended } = await bench();
    const asked = await explain.ask({ ...finding, variants: ['mask', 'shuffled', 'none'] }, none);
    expect(asked.map(({ variant, batch }) => [variant, batch])).toEqual([['mask', 1], ['shuffled', 1], ['none', 1]]);
    expect(await explain.ablation({ case: SLUG, batch: 1 }, none)).toBeNull();
    const done = await Promise.all(asked.map(({ id }) => ended(id)));
    expect(done.map(({ status }) => status)).toEqual(['done', 'done', 'done']);
    const times = done.map(({ finishedAt }) => finishedAt ?? '');
    expect(times).toEqual(times.toSorted());
    expect(await explain.ablation({ case: SLUG, batch: 1 }, none)).toMatchObject({ reading: expect.stringContaining('did not change when the mask was shuffled') });
    expect(done.map(({ notes }) => notes.some((note) => note.startsWith('Control')))).toEqual([false, true, true]);
  });

  test('cancel ends the run in work and one that waits; what was said is kept', async () => {
    const { explain, ended, audit, verify } = await bench(talker((name) => (name === 'description' ? 'wait' : undefined)));
    const [first, second] = await explain.ask({ ...finding, variants: ['mask', 'none'] }, none);
    await expect.poll(async () => (await explain.exchanges({ case: SLUG, explanationId: first!.id }, none)).length, { timeout: 20_000 }).toBe(1);
    expect(await explain.cancel({ case: SLUG, explanationId: second!.id }, none)).toMatchObject({ status: 'cancelled' });
    expect((await explain.list({ case: SLUG, evidenceId: 1 }, none)).find(({ id }) => id === first!.id)?.status).toBe('running');
    expect(await explain.cancel({ case: SLUG, explanationId: first!.id }, none)).toMatchObject({ status: 'cancelled', error: { code: 'CANCELLED' } });
    expect(await ended(second!.id)).toMatchObject({ status: 'cancelled' });
    expect(await explain.cancel({ case: SLUG, explanationId: first!.id }, none)).toMatchObject({ status: 'cancelled' });
    expect((await explain.exchanges({ case: SLUG, explanationId: first!.id }, none)).map(({ outcome }) => outcome)).toEqual(['accepted', 'cancelled']);
    expect(audit('explanation.cancelled')).toHaveLength(2);
    expect(await verify()).toEqual([]);
  });

  test('a failure is the explanation’s end, with its reason; the next one is not held up', async () => {
    let failing = true;
    const { explain, ended } = await bench(talker((name) => (name === 'instance' && failing ? new AppError('SERVER_UNREACHABLE', 'Nobody answers.') : undefined)));
    const [bad] = await explain.ask({ ...finding, variants: ['mask'] }, none);
    expect(await ended(bad!.id)).toMatchObject({ status: 'failed', error: { code: 'SERVER_UNREACHABLE', message: 'Nobody answers.' }, statements: [] });
    failing = false;
    const [good] = await explain.ask({ ...finding, variants: ['mask'] }, none);
    expect(await ended(good!.id)).toMatchObject({ status: 'done' });
  });

  test('closing the case gives up what runs; a row that a crash left running is closed as failed', async () => {
    const opened = await bench(talker((name) => (name === 'instance' ? 'wait' : undefined)));
    const [running] = await opened.explain.ask({ ...finding, variants: ['mask'] }, none);
    await opened.reopen();
    expect(await opened.ended(running!.id)).toMatchObject({ status: 'cancelled' });
    const { lastInsertRowid } = opened.session().database.prepare(`INSERT INTO explanation (evidence_id, finding_id, kind, variant, status, author, created_at, server_origin) VALUES (1, 1, 'model', 'mask', 'running', 'Ann', 't', 'http://127.0.0.1:8080')`).run();
    await opened.reopen();
    expect(await opened.ended(Number(lastInsertRowid))).toMatchObject({ status: 'failed', error: { message: expect.stringContaining('Ask again') } });
    expect(await opened.verify()).toEqual([]);
  });

  test('a model that cannot see is told before any picture goes', async () => {
    const client = createFakeClient(() => ({}), { pictures: false });
    const { explain, ended, audit } = await bench(client);
    const [asked] = await explain.ask({ ...finding, variants: ['mask'] }, none);
    expect(await ended(asked!.id)).toMatchObject({ status: 'failed', error: { code: 'SERVER_UNFIT' } });
    expect([client.questions, audit('explanation.sent')]).toEqual([[], []]);
    expect(await explain.server({ case: SLUG }, none)).toMatchObject({ state: 'unfit', capabilities: { pictures: false } });
  });
});

describe('server and consent', () => {
  test('off: nothing is asked, nothing is sent', async () => {
    const client = talker();
    const opened = await bench(client);
    opened.server = modelServerSchema.parse({});
    expect(await opened.explain.server({ case: null }, none)).toMatchObject({ state: 'off', enabled: false, checkedAt: null });
    expect(await opened.explain.probe({ case: SLUG }, none)).toMatchObject({ state: 'off' });
    await expect(opened.explain.ask({ ...finding, variants: ['mask'] }, none)).rejects.toEqual(code('SERVER_OFF'));
    expect([client.probes, client.questions.length]).toEqual([0, 0]);
  });

  test('turned off while a run is at work: the next question is not sent', async () => {
    const client = talker((name) => {
      if (name === 'instance') opened.server = modelServerSchema.parse({ enabled: false });
      return undefined;
    });
    const opened = await bench(client);
    const [asked] = await opened.explain.ask({ ...finding, variants: ['mask'] }, none);
    expect(await opened.ended(asked!.id)).toMatchObject({ status: 'failed', error: { code: 'SERVER_OFF' } });
    expect(client.questions.map(({ schemaName }) => schemaName)).toEqual(['instance']);
  });

  test('this machine: not asked until probed, then remembered, also a failure', async () => {
    const client = talker();
    const opened = await bench(client);
    expect(await opened.explain.server({ case: null }, none)).toMatchObject({ state: 'not_asked', remote: false, models: [] });
    expect(client.probes).toBe(0);
    expect(await opened.explain.probe({ case: null }, none)).toMatchObject({ state: 'ready', software: 'fake', models: ['tiny-vl'], model: 'tiny-vl' });
    expect(await opened.explain.server({ case: SLUG }, none)).toMatchObject({ state: 'ready' });
    client.probe = () => Promise.reject(new AppError('SERVER_UNREACHABLE', 'Nobody answers.'));
    expect(await opened.explain.probe({ case: null }, none)).toMatchObject({ state: 'unreachable', problem: { code: 'SERVER_UNREACHABLE' }, capabilities: null });
    opened.server = modelServerSchema.parse({ enabled: true, address: 'ftp://x' });
    expect(await opened.explain.server({ case: SLUG }, none)).toMatchObject({ state: 'unreachable', origin: '', problem: { code: 'ARGUMENT_INVALID' } });
  });

  test('another machine needs the consent of this case, which can be taken back and then ends what runs', async () => {
    const client = talker((name) => (name === 'description' ? 'wait' : undefined));
    const opened = await bench(client);
    const { explain, audit } = opened;
    await expect(explain.setConsent({ case: SLUG, given: true, reason: 'x' }, none)).rejects.toEqual(code('ARGUMENT_INVALID'));
    opened.server = modelServerSchema.parse({ enabled: true, address: 'https://models.example/v1', key: 'secret-key' });
    expect(await explain.server({ case: SLUG }, none)).toMatchObject({ state: 'needs_consent', remote: true, origin: 'https://models.example' });
    expect(await explain.probe({ case: SLUG }, none)).toMatchObject({ state: 'needs_consent' });
    expect(await explain.probe({ case: null }, none)).toMatchObject({ state: 'needs_consent' });
    await expect(explain.ask({ ...finding, variants: ['mask'] }, none)).rejects.toEqual(code('SERVER_REMOTE'));
    expect([client.probes, await explain.consent({ case: SLUG }, none)]).toEqual([0, null]);
    const given = await explain.setConsent({ case: SLUG, given: true, reason: 'Order of the court, 3 May' }, none);
    expect(given).toMatchObject({ origin: 'https://models.example', given: true, author: 'Ann' });
    expect(await explain.probe({ case: SLUG }, none)).toMatchObject({ state: 'ready' });
    expect(audit('server.probed')).toHaveLength(1);
    const [running] = await explain.ask({ ...finding, variants: ['mask'] }, none);
    await expect.poll(async () => (await explain.exchanges({ case: SLUG, explanationId: running!.id }, none)).length, { timeout: 20_000 }).toBe(1);
    await explain.setConsent({ case: SLUG, given: false, reason: 'Taken back' }, none);
    expect(await opened.ended(running!.id)).toMatchObject({ status: 'cancelled', server: { remote: true } });
    expect(await explain.consent({ case: SLUG }, none)).toMatchObject({ given: false, reason: 'Taken back' });
    expect([audit('consent.given')[0]?.['reason'], audit('consent.withdrawn')[0]?.['reason']]).toEqual(['Order of the court, 3 May', 'Taken back']);
    // Consent is for one origin.
    opened.server = modelServerSchema.parse({ enabled: true, address: 'https://other.example/v1' });
    expect(await explain.consent({ case: SLUG }, none)).toBeNull();
    expect(await opened.verify()).toEqual([]);
  });
});

describe('decisions', () => {
  test('every decision is kept with author and time; the newest stands; an edit needs words', async () => {
    const { explain, audit, verify } = await bench();
    const { id } = await explain.measure(finding, none);
    const on = { case: SLUG, explanationId: id, statementId: 2 };
    await explain.decide({ ...on, decision: 'accepted', text: null }, none);
    const edited = await explain.decide({ ...on, decision: 'edited', text: 'In my words.' }, none);
    expect(edited).toMatchObject({ decision: 'edited', text: 'In my words.', author: 'Ann', at: expect.stringMatching(/^\d{4}-/) });
    expect((await explain.decisions(on, none)).map(({ decision }) => decision)).toEqual(['accepted', 'edited']);
    const [listed] = await explain.list({ case: SLUG, evidenceId: 1 }, none);
    expect(listed?.statements[1]?.review).toEqual(edited);
    await expect(explain.decide({ ...on, decision: 'edited', text: null }, none)).rejects.toEqual(code('ARGUMENT_INVALID'));
    await expect(explain.decide({ ...on, decision: 'rejected', text: 'x' }, none)).rejects.toEqual(code('ARGUMENT_INVALID'));
    await expect(explain.decide({ ...on, statementId: 999, decision: 'accepted', text: null }, none)).rejects.toEqual(code('ITEM_NOT_FOUND'));
    expect(audit('statement.decided')).toHaveLength(2);
    expect(await verify()).toEqual([]);
  });

  test('preview makes the pictures and sends nothing', async () => {
    const client = talker();
    const { explain, viewed, verify } = await bench(client);
    expect((await explain.preview({ ...finding, variant: 'none' }, none)).map(({ kind }) => kind)).toEqual(['original']);
    expect([viewed, client.probes, client.questions]).toEqual([['pictures none'], 0, []]);
    expect(await verify()).toEqual([]);
  });

  test('a closed case is not added to, and what is there can be read', async () => {
    const { explain, session } = await bench();
    const { id } = await explain.measure(finding, none);
    session().database.exec(`UPDATE case_record SET status = 'closed'`);
    expect((await explain.measure(finding, none)).id).toBe(id);
    for (const call of [explain.ask({ ...finding, variants: ['mask'] }, none), explain.decide({ case: SLUG, explanationId: id, statementId: 1, decision: 'accepted', text: null }, none), explain.preview({ ...finding, variant: 'mask' }, none)]) {
      await expect(call).rejects.toEqual(code('ARGUMENT_INVALID'));
    }
  });
});

describe('verify', () => {
  const edits: readonly (readonly [string, string, string])[] = [
    ['a statement', `UPDATE explanation_statement SET plain = 'Other words' WHERE number = 1`, 'statement_is_never_edited'],
    ['a deleted statement', 'DELETE FROM explanation_statement WHERE number = 3', 'statement_is_never_deleted'],
    ['the content', `UPDATE explanation SET content = replace(content, 'lamp', 'knife')`, 'explanation_is_never_edited'],
    ['a request', `UPDATE explanation_exchange SET request = request || ' '`, 'exchange_is_never_edited'],
    ['a reply with its hash', `UPDATE explanation_exchange SET reply = '{}', reply_sha256 = '44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a'`, 'exchange_is_never_edited'],
    ['a decision', `UPDATE statement_review SET decision = 'rejected'`, 'review_is_never_edited'],
    ['a deleted decision', 'DELETE FROM statement_review', 'review_is_never_deleted'],
  ];
  test.each(edits)('%s that was edited behind the program’s back is found', async (_what, sql, trigger) => {
    const { explain, ended, session, verify } = await bench();
    const [asked] = await explain.ask({ ...finding, variants: ['mask'] }, none);
    const { id } = await ended(asked!.id);
    await explain.decide({ case: SLUG, explanationId: id, statementId: 1, decision: 'accepted', text: null }, none);
    expect(await verify()).toEqual([]);
    expect(() => session().database.exec(sql)).toThrow('never');
    session().database.exec(`DROP TRIGGER ${trigger}; PRAGMA foreign_keys = OFF; ${sql}`);
    expect((await verify()).map(({ part }) => part)).toContain('explanations');
  });

  test('a prompt picture that was changed on the disk is found, and never sent', async () => {
    const opened = await bench();
    const [joined] = await opened.explain.preview({ ...finding, variant: 'mask' }, none);
    const { appendFileSync } = await import('node:fs');
    const { join } = await import('node:path');
    appendFileSync(join(opened.session().paths.folder, joined!.path), 'x');
    expect(await opened.verify()).toEqual([expect.objectContaining({ part: 'artifacts', message: expect.stringContaining('was changed') })]);
  });
});
