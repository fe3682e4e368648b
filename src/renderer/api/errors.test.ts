import { ORPCError } from '@orpc/client';
import { expect, test } from 'vitest';
import { AppError } from '../../contract/index.ts';
import { connectionLost, isConnectionLost, toRecord } from './errors.ts';

test('the defined error of the contract arrives with its code, message and details', () => {
  const data = { code: 'CASE_IN_USE', message: 'Held elsewhere.', details: { holder: { pid: 4 } } };
  expect(toRecord(new ORPCError('APP', { data }))).toEqual(data);
});

test('an APP without a known record is not taken at its word', () => {
  expect(toRecord(new ORPCError('APP', { data: { code: 'NO_SUCH_CODE', message: 'x' }, message: 'Broken' })).code).toBe('INTERNAL');
});

test('refused input is told as such', () => {
  expect(toRecord(new ORPCError('BAD_REQUEST')).code).toBe('ARGUMENT_INVALID');
});

test('a call that ended with the line is known by its own mark and says that it may be tried again', () => {
  const lost = connectionLost(new Error('closed'));
  expect(isConnectionLost(lost)).toBe(true);
  expect(toRecord(lost).message).toContain('try once more');
  expect(isConnectionLost(new AppError('INTERNAL', 'x'))).toBe(false);
});

test('an aborted call is a cancelled one, a record passes through, a stray value keeps its words', () => {
  expect(toRecord(new DOMException('gone', 'AbortError')).code).toBe('CANCELLED');
  expect(toRecord({ code: 'FILE_EMPTY', message: 'Empty.' })).toEqual({ code: 'FILE_EMPTY', message: 'Empty.' });
  expect(toRecord('odd')).toEqual({ code: 'INTERNAL', message: 'odd' });
});
