import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Workbench } from '../casework/index.ts';
import { AppError, type ErrorCode, toErrorRecord } from '../contract/index.ts';
import { sendText } from './answers.ts';
import { sendFile } from './sendFile.ts';

const STATUS: Readonly<Partial<Record<ErrorCode, number>>> = {
  ARGUMENT_INVALID: 400,
  CASE_INVALID_NAME: 400,
  FILE_NO_PERMISSION: 403,
  ITEM_NOT_FOUND: 404,
  CASE_NOT_FOUND: 404,
  FILE_NOT_FOUND: 404,
  CASE_NOT_OPEN: 409,
  CASE_IN_USE: 409,
  FILE_CHANGED: 409,
  CANCELLED: 499,
  INTERNAL: 500,
  ARTIFACT_WRITE_FAILED: 507,
};
/** Any other expected failure: this picture cannot be shown. */
const UNSHOWABLE = 422;

/**
 * Sends what the workbench has under `path` below the files root, made now when it has to be. Work for a browser that went away is given up. A failure
 * is answered with its record, which the page can show; one that is no AppError goes to `onProblem`, and the page is told no details.
 */
export async function sendCaseFile(request: IncomingMessage, response: ServerResponse, file: Workbench['file'], path: string, onProblem: (error: unknown) => void): Promise<void> {
  const controller = new AbortController();
  const onClose = (): void => controller.abort();
  response.once('close', onClose);
  try {
    const sent = await sendFile(request, response, await file(path, controller.signal));
    if (!sent) throw new AppError('ITEM_NOT_FOUND', 'This file is no longer in the case folder. Reload the page.');
  } catch (error) {
    if (response.headersSent || response.destroyed) return;
    if (!(error instanceof AppError)) onProblem(error);
    const record = error instanceof AppError ? toErrorRecord(error) : { code: 'INTERNAL' as const, message: 'Palimpsest could not make this file; its terminal says why. Reload the page to try again.' };
    sendText(response, STATUS[record.code] ?? UNSHOWABLE, 'application/json; charset=utf-8', JSON.stringify(record));
  } finally {
    response.off('close', onClose);
  }
}
