import { AppError, type Explanation, type ModelServer } from '../../../contract/index.ts';
import { appendAudit } from '../../audit/chain.ts';
import { digestOf } from '../../canonicalJson.ts';
import { requireItem } from '../../annotate/item.ts';
import { inTransaction } from '../../store/database.ts';
import type { ViewerPort } from '../../viewerPort.ts';
import { type OpenCase, requireEditable, type WorkbenchContext } from '../../workbench/context.ts';
import type { Handlers } from '../../workbench/handlers.ts';
import { parseAddress } from '../client/address.ts';
import { createChatClient } from '../client/client.ts';
import { standingConsent } from '../store/consentRows.ts';
import { readExchanges } from '../store/exchangeRows.ts';
import { explanationOf, measuredRow, rowsOfItem } from '../store/explanationRows.ts';
import { hasStatement, insertReview, reviewsOf } from '../store/statementRows.ts';
import { batchAblation } from './batch.ts';
import { closeAbandoned } from './ending.ts';
import { createExplainer, type Explainer, requireExplanation } from './explainer.ts';
import { type CreateClient, createServers, isConsented, writeConsent } from './server.ts';

export interface ExplainNeeds {
  /** The language model as the settings have it now. */
  readonly server: () => ModelServer;
  /** A view process of its own: measuring a large picture must not keep tiles waiting. */
  readonly measurer: () => ViewerPort;
  readonly createClient?: CreateClient;
}

export interface ExplainHandlers extends Handlers<'explain'> {
  /** After a case was opened, also for changes: runs whose process ended are closed as failed. */
  readonly onCaseOpened: (slug: string) => void;
  /** Before a case closes, or is closed to changes: what runs is given up. */
  readonly stopCase: (slug: string) => Promise<void>;
}

/** Explanations of all open cases. Nothing is sent to a language model by any method but `ask` and `probe`, and by these only where it is turned on and allowed. */
export function explainHandlers(context: WorkbenchContext, { server, measurer, createClient = createChatClient }: ExplainNeeds): ExplainHandlers {
  const servers = createServers(createClient);
  const explainers = new Map<string, Explainer>();

  /** Error: CASE_NOT_OPEN; ARGUMENT_INVALID for a case closed to changes. */
  function writing(slug: string): Explainer {
    const { session } = requireEditable(context, slug);
    const known = explainers.get(slug);
    if (known?.isStopped() === false) return known;
    const isCurrent = ({ address }: ModelServer): boolean => server().enabled && server().address === address;
    const explainer = createExplainer({ session, modelsFolder: context.config.modelsFolder, viewer: measurer, servers, isCurrent, author: context.author, emit: (event) => context.emit(slug, event) });
    explainers.set(slug, explainer);
    return explainer;
  }

  function view({ session }: OpenCase, id: number): Explanation {
    return explanationOf(session.database, requireExplanation(session, id), explainers.get(session.slug)?.progress(id) ?? null);
  }

  /** Whether pictures of the case, or of none, may go to the configured server. */
  function allowed(slug: string | null): boolean {
    try {
      return slug === null ? parseAddress(server().address).loopback : isConsented(context.requireOpen(slug).session.database, server().address);
    } catch (error) {
      // An address that is none: the status says so.
      if (error instanceof AppError && error.code === 'ARGUMENT_INVALID') return false;
      throw error;
    }
  }

  return {
    async list({ case: slug, evidenceId }) {
      const open = context.requireOpen(slug);
      const { database } = open.session;
      requireItem(database, evidenceId);
      return rowsOfItem(database, evidenceId).map((row) => explanationOf(database, row, explainers.get(slug)?.progress(row.id) ?? null));
    },
    async measure({ case: slug, findingId }, { signal }) {
      const open = context.requireOpen(slug);
      const known = measuredRow(open.session.database, findingId);
      return known === undefined ? writing(slug).measure(findingId, signal) : view(open, known.id);
    },
    ask: async ({ case: slug, findingId, variants }) => writing(slug).ask(findingId, variants, { ...server() }),
    async cancel({ case: slug, explanationId }) {
      const open = context.requireOpen(slug);
      requireExplanation(open.session, explanationId);
      await explainers.get(slug)?.cancel(explanationId);
      return view(open, explanationId);
    },
    async exchanges({ case: slug, explanationId }) {
      const { session } = context.requireOpen(slug);
      requireExplanation(session, explanationId);
      return [...readExchanges(session.database, explanationId)];
    },
    preview: async ({ case: slug, findingId, variant }, { signal }) => [...(await writing(slug).preview(findingId, variant, signal))],
    async decide({ case: slug, explanationId, statementId, decision, text }) {
      const { session } = requireEditable(context, slug);
      const { evidenceId, status } = requireStatement(session, explanationId, statementId);
      if ((decision === 'edited') !== (text !== null)) throw new AppError('ARGUMENT_INVALID', 'Only an edited sentence has words of yours, and it needs them. Send a text with "edited" and none with anything else.', { decision });
      const review = { decision, text, author: context.author(), at: new Date().toISOString() };
      inTransaction(session.database, () => {
        insertReview(session.database, explanationId, statementId, review);
        appendAudit(session.database, { actor: session.actor, action: 'statement.decided', subject: `explanation ${explanationId}`, details: { statement: statementId, decision, author: review.author, digest: digestOf(review) } }, review.at);
      });
      context.emit(slug, { type: 'explanation', evidenceId, explanationId, status, progress: null });
      return review;
    },
    async decisions({ case: slug, explanationId, statementId }) {
      const { session } = context.requireOpen(slug);
      requireStatement(session, explanationId, statementId);
      return [...reviewsOf(session.database, explanationId, statementId)];
    },
    ablation: async ({ case: slug, batch }) => batchAblation(context.requireOpen(slug).session.database, batch),
    server: async ({ case: slug }) => servers.status(server(), allowed(slug)),
    async probe({ case: slug }, { signal }) {
      const configured = { ...server() };
      const consented = allowed(slug);
      const before = servers.status(configured, consented);
      if (before.state === 'off' || before.state === 'needs_consent' || before.origin === '') return before;
      if (before.remote && slug !== null) {
        const { session } = requireEditable(context, slug);
        appendAudit(session.database, { actor: session.actor, action: 'server.probed', subject: `server ${before.origin}`, details: { author: context.author() } });
      }
      try {
        await servers.probe(configured, consented, signal);
      } catch (error) {
        // What went wrong is the answer, and is remembered; a call that was given up has none.
        if (!(error instanceof AppError) || error.code === 'CANCELLED') throw error;
      }
      return servers.status(configured, consented);
    },
    consent: async ({ case: slug }) => standingConsent(context.requireOpen(slug).session.database, parseAddress(server().address).origin),
    async setConsent({ case: slug, given, reason }) {
      const { session } = requireEditable(context, slug);
      const consent = writeConsent(session, server().address, { given, reason, author: context.author() });
      if (!given) await explainers.get(slug)?.cancelRemote();
      context.emit(slug, { type: 'case' });
      return consent;
    },
    onCaseOpened(slug) {
      const { session } = context.requireOpen(slug);
      const known = explainers.get(slug);
      if (known?.isStopped() === false) return;
      explainers.delete(slug);
      closeAbandoned(session);
    },
    async stopCase(slug) {
      await explainers.get(slug)?.stop();
    },
  };
}

/** Errors: ITEM_NOT_FOUND. */
function requireStatement(session: OpenCase['session'], explanationId: number, statementId: number): ReturnType<typeof requireExplanation> {
  const row = requireExplanation(session, explanationId);
  if (hasStatement(session.database, explanationId, statementId)) return row;
  throw new AppError('ITEM_NOT_FOUND', `Explanation ${explanationId} has no sentence ${statementId}. Reload the review.`, { explanation: explanationId, statement: statementId });
}
