import { eventIterator, oc } from '@orpc/contract';
import { z } from 'zod';
import { analystMaskSchema, annotationBodySchema, annotationSchema, liveRegionsSchema, maskOperationSchema, maskRevisionSchema, maskTileSchema } from './annotations.ts';
import { analysisOptionsSchema, providerSchema } from './analysis.ts';
import { auditEntrySchema, caseDetailsSchema, caseStatusSchema, caseSummarySchema, caseViewSchema } from './caseFile.ts';
import { doctorReportSchema } from './engine.ts';
import { ERROR_CODES } from './errors.ts';
import { ablationSchema, consentSchema, exchangeSchema, explanationSchema, serverStatusSchema, statementReviewSchema } from './explanation.ts';
import { domainSchema, evidenceFacetsSchema, evidenceFilterSchema, evidenceGroupSchema, evidencePageSchema, evidenceQuerySchema, reviewStatusSchema, savedSearchSchema } from './evidence.ts';
import { caseEventSchema, jobFailureSchema, jobSchema, modelInfoSchema, scanSettingsSchema } from './jobs.ts';
import { promptPictureSchema, promptVariantSchema } from './measurement.ts';
import { itemCheckSchema, transferSchema } from './extract.ts';
import { lintSchema, reportFieldsSchema, reportRowSchema } from './report.ts';
import { mapHistogramSchema, pixelReadingSchema, reviewViewSchema } from './review.ts';
import { signalNameSchema, signalRunSchema } from './signals.ts';
import { folderListingSchema, hostInfoSchema, settingsSchema } from './settings.ts';

/**
 * Everything a page can ask of its host, the same over every wire. No pixels travel here: pictures, maps and thumbnails are loaded by URL
 * (urls.ts); the one exception are the small 1-bit tiles of the analyst's mask. Every call can be aborted. A failure arrives as the defined
 * error APP with the record of contract/errors.ts as its data.
 */
const call = oc.errors({ APP: { data: z.object({ code: z.enum(ERROR_CODES), message: z.string(), details: z.record(z.string(), z.unknown()).optional() }) } });

const caseSlug = z.string().min(1).max(100);
const inCase = z.object({ case: caseSlug });
const evidenceId = z.number().int().min(1);
const onItem = z.object({ case: caseSlug, evidenceId });
const onFinding = z.object({ case: caseSlug, findingId: z.number().int().min(1) });
const onJob = z.object({ case: caseSlug, jobId: z.number().int().min(1) });
/** Items named one by one, or all that a filter finds. */
const selection = z.union([z.object({ ids: z.array(evidenceId).min(1).max(100_000) }), z.object({ filter: evidenceFilterSchema })]);
const onExplanation = z.object({ case: caseSlug, explanationId: z.number().int().min(1) });
const onReport = z.object({ case: caseSlug, id: z.number().int().min(1) });
const done = z.object({});

export const apiContract = {
  host: {
    info: call.output(hostInfoSchema),
    /** A folder of this machine, for choosing evidence; null starts at the account's home. */
    listFolder: call.input(z.object({ path: z.string().nullable() })).output(folderListingSchema),
    doctor: call.input(z.object({ model: z.string(), provider: providerSchema.or(z.literal('auto')) })).output(doctorReportSchema),
    models: call.output(z.array(modelInfoSchema)),
  },
  settings: {
    read: call.output(settingsSchema),
    write: call.input(settingsSchema).output(settingsSchema),
  },
  cases: {
    /** Newest opened first. */
    list: call.output(z.array(caseSummarySchema)),
    create: call.input(caseDetailsSchema.partial().extend({ title: z.string().min(1).max(500) })).output(caseViewSchema),
    /** Takes the case's lock and keeps it until `close`; CASE_IN_USE says who holds it and since when. */
    open: call.input(inCase).output(caseViewSchema),
    close: call.input(inCase).output(done),
    read: call.input(inCase).output(caseViewSchema),
    change: call.input(z.object({ case: caseSlug, details: caseDetailsSchema.partial() })).output(caseViewSchema),
    setStatus: call.input(z.object({ case: caseSlug, status: caseStatusSchema })).output(caseViewSchema),
    /** Newest first. */
    audit: call.input(z.object({ case: caseSlug, before: z.number().int().nullable(), limit: z.number().int().min(1).max(500) })).output(z.array(auditEntrySchema)),
    events: call.input(inCase).output(eventIterator(caseEventSchema)),
  },
  evidence: {
    query: call.input(evidenceQuerySchema).output(evidencePageSchema),
    /** Folders of the result in the order `query` with groupByFolder gives. */
    groups: call.input(evidenceQuerySchema.omit({ offset: true, limit: true })).output(z.array(evidenceGroupSchema)),
    facets: call.input(z.object({ case: caseSlug, filter: evidenceFilterSchema })).output(evidenceFacetsSchema),
    /** Place of an item in the result of a query, or null. */
    position: call.input(evidenceQuerySchema.omit({ offset: true, limit: true }).extend({ evidenceId })).output(z.object({ index: z.number().int().nullable() })),
    /** Sets the status of many at once; returns how many changed. Each change is in the audit log. */
    setReview: call.input(z.object({ case: caseSlug, items: selection, review: reviewStatusSchema })).output(z.object({ changed: z.number().int() })),
    setDomain: call.input(z.object({ case: caseSlug, items: selection, domain: domainSchema })).output(z.object({ changed: z.number().int() })),
    setNote: call.input(onItem.extend({ note: z.string().max(20_000) })).output(done),
    searches: call.input(inCase).output(z.array(savedSearchSchema)),
    saveSearch: call.input(savedSearchSchema.omit({ id: true }).extend({ case: caseSlug })).output(savedSearchSchema),
    removeSearch: call.input(z.object({ case: caseSlug, id: z.number().int() })).output(done),
  },
  jobs: {
    list: call.input(inCase).output(z.array(jobSchema)),
    /** Lists and hashes files or folders; nothing is copied and nothing written beside them. */
    add: call.input(z.object({ case: caseSlug, paths: z.array(z.string().min(1)).min(1).max(10_000) })).output(jobSchema),
    /** Analyses the chosen items, or everything pending when `items` is null. What is known under the same model and options is not done again. */
    scan: call.input(z.object({ case: caseSlug, items: selection.nullable(), settings: scanSettingsSchema.extend({ options: analysisOptionsSchema.partial() }) })).output(jobSchema),
    retry: call.input(z.object({ case: caseSlug, items: selection, settings: scanSettingsSchema.extend({ options: analysisOptionsSchema.partial() }) })).output(jobSchema),
    pause: call.input(onJob).output(jobSchema),
    resume: call.input(onJob).output(jobSchema),
    cancel: call.input(onJob).output(jobSchema),
    failures: call.input(onJob).output(z.array(jobFailureSchema)),
  },
  review: {
    open: call.input(onItem).output(reviewViewSchema),
    pixel: call.input(onItem.extend({ findingId: z.number().int().nullable(), x: z.number().int().min(0), y: z.number().int().min(0) })).output(pixelReadingSchema),
    histogram: call.input(onFinding.extend({ map: z.enum(['mask', 'coarse_rgb', 'coarse_fused', 'reliability']) })).output(mapHistogramSchema),
    /** Regions at any threshold, found at native resolution. */
    regionsAt: call.input(onFinding.extend({ threshold: z.number().gt(0).lt(1), minimumArea: z.number().int().min(1).default(64) })).output(liveRegionsSchema),
  },
  annotations: {
    /** The newest revision of every annotation that is not deleted. */
    list: call.input(onItem).output(z.array(annotationSchema)),
    /** Adds a revision; revision 1 where the id is new. */
    save: call.input(onItem.extend({ id: z.uuid(), body: annotationBodySchema })).output(annotationSchema),
    remove: call.input(onItem.extend({ id: z.uuid() })).output(annotationSchema),
    history: call.input(onItem.extend({ id: z.uuid() })).output(z.array(annotationSchema)),
    mask: call.input(onItem).output(analystMaskSchema),
    /** Adds a revision in which these tiles are replaced; REVISION_CONFLICT when `base` is no longer the newest. */
    saveMask: call.input(onItem.extend({ base: z.number().int().min(0), operation: maskOperationSchema, tiles: z.array(maskTileSchema).min(1).max(4096) })).output(analystMaskSchema.omit({ tiles: true })),
    /** Union, subtract or copy from the model's mask, done at native resolution by the host; returns the whole mask. */
    combineMask: call.input(onItem.extend({ base: z.number().int().min(0), operation: maskOperationSchema })).output(analystMaskSchema),
    maskHistory: call.input(onItem).output(z.array(maskRevisionSchema)),
  },
  explain: {
    /** Explanations of an item, newest first, those that run included. */
    list: call.input(onItem).output(z.array(explanationSchema)),
    /** Measures inside against outside of each region and puts it into words; no language model and no network. The same finding again gives the explanation that is there. */
    measure: call.input(onFinding).output(explanationSchema),
    /**
     * Starts the three-step protocol with the configured server, one run a variant, and answers with the running explanations at once; progress comes as
     * case events. Errors: SERVER_OFF; SERVER_REMOTE without consent of the case.
     */
    ask: call.input(onFinding.extend({ variants: z.array(promptVariantSchema).min(1).max(3) })).output(z.array(explanationSchema)),
    cancel: call.input(onExplanation).output(explanationSchema),
    /** Everything said between this program and the server, in order. */
    exchanges: call.input(onExplanation).output(z.array(exchangeSchema)),
    /** The pictures a model would see of this finding, made now if they are not there; nothing is sent. */
    preview: call.input(onFinding.extend({ variant: promptVariantSchema })).output(z.array(promptPictureSchema)),
    decide: call.input(onExplanation.extend({ statementId: z.number().int().min(1), decision: statementReviewSchema.shape.decision, text: z.string().min(1).max(2000).nullable() })).output(statementReviewSchema),
    decisions: call.input(onExplanation.extend({ statementId: z.number().int().min(1) })).output(z.array(statementReviewSchema)),
    /** Null until all runs of the batch are done. */
    ablation: call.input(z.object({ case: caseSlug, batch: z.number().int() })).output(ablationSchema.nullable()),
    /** What is known without sending anything. */
    server: call.input(z.object({ case: caseSlug.nullable() })).output(serverStatusSchema),
    /** Asks the server for its models and tries a 32 x 32 test picture and a one-field schema. A remote one needs the case's consent. */
    probe: call.input(z.object({ case: caseSlug.nullable() })).output(serverStatusSchema),
    consent: call.input(inCase).output(consentSchema.nullable()),
    /** For the configured origin only; in the audit log with its reason. */
    setConsent: call.input(inCase.extend({ given: z.boolean(), reason: z.string().min(1).max(2000) })).output(consentSchema),
  },
  signals: {
    /** Runs of second opinions over an item's present content, newest first, those that run included. */
    list: call.input(onItem).output(z.array(signalRunSchema)),
    /** Starts the chosen methods (all where none are named) and answers with the running run at once; case events tell when it goes on. One run an item at a time: a second start gives the one that runs. */
    start: call.input(onItem.extend({ names: z.array(signalNameSchema).min(1).nullable() })).output(signalRunSchema),
    cancel: call.input(z.object({ case: caseSlug, runId: z.number().int().min(1) })).output(signalRunSchema),
  },
  custody: {
    /** Newest check of every item, and the transfers. */
    read: call.input(inCase).output(z.object({
      items: z.array(z.object({ evidenceId, path: z.string(), sha256: z.string().nullable(), hashedAt: z.string().nullable(), check: itemCheckSchema.nullable() })),
      transfers: z.array(transferSchema),
      running: z.object({ done: z.number().int(), total: z.number().int() }).nullable(),
      /** The evidence-unchanged statement of the newest full check, in words; null before there was one. */
      statement: z.string().nullable(),
    })),
    checks: call.input(onItem).output(z.array(itemCheckSchema)),
    /** Reads the chosen items again and compares bytes, modification time and the listing of their folders with intake; answers at once, events tell how far it is. */
    check: call.input(z.object({ case: caseSlug, items: selection.nullable() })).output(z.object({ total: z.number().int() })),
    cancelCheck: call.input(inCase).output(done),
    addTransfer: call.input(z.object({ case: caseSlug, transfer: transferSchema.omit({ id: true, recordedBy: true, recordedAt: true }) })).output(transferSchema),
  },
  reports: {
    list: call.input(inCase).output(z.array(reportRowSchema)),
    /** Fields of the newest report or, where there is none, what case and settings give. */
    draft: call.input(inCase).output(z.object({ fields: reportFieldsSchema })),
    saveDraft: call.input(z.object({ case: caseSlug, fields: reportFieldsSchema })).output(done),
    /** What is missing or must not be said. */
    lint: call.input(z.object({ case: caseSlug, items: selection, fields: reportFieldsSchema })).output(z.array(lintSchema)),
    /** Starts making a report and answers with its row; `final` is refused (ARGUMENT_INVALID with the list) while an error of the linter stands. `pkcs12` is base64; it and the passphrase are never stored. */
    make: call.input(z.object({ case: caseSlug, items: selection, fields: reportFieldsSchema, final: z.boolean(), signature: z.object({ pkcs12: z.string(), passphrase: z.string() }).nullable() })).output(reportRowSchema),
    cancel: call.input(onReport).output(reportRowSchema),
    /** Writes exports below reports/exports of the case. */
    export: call.input(z.object({ case: caseSlug, items: selection, formats: z.array(z.enum(['masks', 'coco', 'geojson', 'labelme', 'csv', 'xlsx', 'case', 'dfxml', 'extract', 'package', 'rerun'])).min(1) })).output(z.object({ folder: z.string(), files: z.array(z.object({ path: z.string(), bytes: z.number().int(), sha256: z.string() })) })),
    /** Reads a reviewer's notes made in a package; `apply` false only compares. */
    mergeReview: call.input(z.object({ case: caseSlug, review: z.string().max(20_000_000), apply: z.boolean() })).output(z.object({ applied: z.array(z.object({ evidenceId, what: z.string() })), conflicts: z.array(z.object({ evidenceId: evidenceId.nullable(), what: z.string(), mine: z.string(), theirs: z.string() })) })),
  },
};
export type ApiContract = typeof apiContract;
