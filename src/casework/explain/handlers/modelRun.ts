import { readFile } from 'node:fs/promises';
import { AppError, type ExplanationProgress, type Measurement, type ModelServer, type PromptPicture, type PromptVariant } from '../../../contract/index.ts';
import { appendAudit } from '../../audit/chain.ts';
import { sha256Of } from '../../canonicalJson.ts';
import type { CaseSession } from '../../caseFolder.ts';
import { realFileBelow } from '../../files/safePath.ts';
import { inTransaction } from '../../store/database.ts';
import type { ViewerPort } from '../../viewerPort.ts';
import { groundAnswer } from '../ground/ground.ts';
import { PROMPT_VERSION, SYSTEM_PROMPT } from '../protocol/prompts.ts';
import { runProtocol } from '../protocol/protocol.ts';
import { insertExchange } from '../store/exchangeRows.ts';
import { type Ending, setModel } from '../store/explanationRows.ts';
import { linkPictures } from '../store/pictureRows.ts';
import type { Answered } from '../types.ts';
import { blind, requireServer, type Servers } from './server.ts';
import { makePromptPictures, type Subject } from './subject.ts';

export interface ModelRun {
  readonly session: CaseSession;
  readonly id: number;
  readonly subject: Subject;
  readonly variant: PromptVariant;
  /** As it was when the run was asked for. */
  readonly server: ModelServer;
  readonly servers: Servers;
  /** Whether that server is still the one turned on in the settings. */
  readonly isCurrent: (server: ModelServer) => boolean;
  readonly viewer: () => ViewerPort;
  readonly measure: (signal: AbortSignal) => Promise<Measurement>;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: ExplanationProgress) => void;
}

/** One run of the protocol, from measuring to grounding. What is sent is in the audit log before it goes. Rejects with AppError; exchanges made until then are kept. */
export async function runModel(run: ModelRun): Promise<Ending> {
  const { session, id, subject, variant, server, servers, signal, onProgress } = run;
  const { database, actor } = session;
  onProgress({ step: 'measure', value: 0, received: 0 });
  const measurement = await run.measure(signal);
  onProgress({ step: 'prompt', value: 0, received: 0 });
  const pictures = await makePromptPictures(session, subject, variant, run.viewer(), { signal });
  const { origin, remote } = requireStillAllowed(run);
  const probed = servers.remembered(server) ?? (await servers.probe(server, remote, signal));
  if (!probed.pictures) throw new AppError('SERVER_UNFIT', blind(probed.model).message, { model: probed.model });
  signal.throwIfAborted();
  inTransaction(database, () => {
    setModel(database, id, probed.model);
    linkPictures(database, id, pictures);
    const details = { finding: subject.finding.id, origin, remote, model: probed.model, seed: server.seed, variant, promptVersion: PROMPT_VERSION, systemSha256: sha256Of(SYSTEM_PROMPT), pictures: pictures.map(({ sha256 }) => sha256) };
    appendAudit(database, { actor, action: 'explanation.sent', subject: `explanation ${id}`, details });
  });
  const { notes, ...answered } = await runProtocol({
    known: { ...subject.known, measurement },
    pictures,
    readPicture(picture) {
      requireStillAllowed(run);
      return readPicture(session, picture);
    },
    client: servers.clientFor(server, remote),
    model: probed.model,
    seed: server.seed,
    maximumTokens: server.maximumTokens,
    capabilities: { pictures: probed.pictures, schema: probed.schema, streaming: probed.streaming },
    variant,
    signal,
    onProgress,
    onExchange: ({ repair, step, ...exchange }) => insertExchange(database, id, { ...exchange, step: repair ? 'repair' : step }),
  });
  onProgress({ step: 'grounding', value: 0, received: 0 });
  const explained = groundAnswer({ ...subject.known, measurement }, answered);
  return { status: 'done', measurement, answered, explained, notes: [...notes, ...variantNotes(variant, answered, measurement)], error: null };
}

/** Before every question: the examiner may have turned the model off or taken consent back since the run was asked for. Errors: SERVER_OFF, SERVER_REMOTE. */
function requireStillAllowed({ session, server, isCurrent }: ModelRun): ReturnType<typeof requireServer> {
  if (!isCurrent(server)) throw new AppError('SERVER_OFF', 'The language model was turned off or changed in the settings while this waited or ran. Ask again if it should go on.');
  return requireServer(session.database, server);
}

/** The bytes that go to the model: those the row names, or nothing. */
async function readPicture({ paths }: CaseSession, picture: PromptPicture): Promise<Uint8Array> {
  const path = await realFileBelow(paths.folder, picture.path);
  const bytes = path === null ? null : await readFile(path);
  if (bytes === null || sha256Of(bytes) !== picture.sha256) throw new AppError('ARTIFACT_WRITE_FAILED', 'A picture for the language model is missing from the case folder or was changed there. Ask again.', { path: picture.path });
  return bytes;
}

/** What has to be known to read a control run. */
function variantNotes(variant: PromptVariant, answered: Answered, measurement: Measurement): readonly string[] {
  if (variant === 'mask') return [];
  if (variant === 'shuffled') return ['Control: the mask shown was turned and moved, so the model did not speak of the regions of the finding. What it says is held against the finding all the same.'];
  const numbers = new Set(measurement.regions.map(({ region }) => region));
  const elsewhere = answered.regions.filter(({ id }) => !numbers.has(id)).length;
  const found = answered.regions.length - elsewhere;
  return [`Control: the model saw the picture without the mask and chose its places itself. ${found} of them ${found === 1 ? 'lies' : 'lie'} in the ninth of the picture where a region lies and ${found === 1 ? 'bears' : 'bear'} its number; ${elsewhere} ${elsewhere === 1 ? 'lies' : 'lie'} elsewhere.`];
}
