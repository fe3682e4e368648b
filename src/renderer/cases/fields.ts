import type { CaseFields } from '../../contract/index.ts';

export type CaseField = keyof CaseFields;

export interface FieldDefinition {
  readonly field: CaseField;
  readonly label: string;
  readonly help?: string;
  readonly kind: 'line' | 'text' | 'time';
}

export interface FieldSection {
  /** Null where the fields speak for themselves. */
  readonly title: string | null;
  /** Fields side by side where there is room. */
  readonly columns: 1 | 2 | 3;
  readonly fields: readonly FieldDefinition[];
}

/** The cover of a case in the order in which it is filled in. */
export const CASE_SECTIONS: readonly FieldSection[] = [
  { title: null, columns: 1, fields: [{ field: 'title', label: 'Title', kind: 'line' }] },
  {
    title: null,
    columns: 3,
    fields: [
      { field: 'number', label: 'Case number', kind: 'line' },
      { field: 'examiner', label: 'Examiner', kind: 'line' },
      { field: 'agency', label: 'Agency', kind: 'line' },
    ],
  },
  {
    title: 'What is asked',
    columns: 2,
    fields: [
      { field: 'request', label: 'Request', help: 'As it was received', kind: 'text' },
      { field: 'question', label: 'Question asked', help: 'Word for word; the report answers this', kind: 'text' },
    ],
  },
  {
    title: 'How it came',
    columns: 3,
    fields: [
      { field: 'authority', label: 'Authority', help: 'Order, warrant or consent', kind: 'line' },
      { field: 'receivedFrom', label: 'Received from', help: 'Person or office', kind: 'line' },
      { field: 'receivedAt', label: 'Received at', help: 'Local time', kind: 'time' },
    ],
  },
  { title: null, columns: 1, fields: [{ field: 'notes', label: 'Notes', kind: 'text' }] },
];

export const NO_DETAILS: CaseFields = { number: '', title: '', examiner: '', agency: '', request: '', question: '', authority: '', receivedFrom: '', receivedAt: '', notes: '' };

/** An ISO time as the value of a `datetime-local` input in the local zone, empty where it is none. */
export function toLocalInput(iso: string): string {
  if (iso === '') return '';
  const at = new Date(iso);
  if (Number.isNaN(at.getTime())) return '';
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

/** The value of a `datetime-local` input as an ISO time in UTC, empty for none. */
export function fromLocalInput(value: string): string {
  if (value === '') return '';
  const at = new Date(value);
  return Number.isNaN(at.getTime()) ? '' : at.toISOString();
}
