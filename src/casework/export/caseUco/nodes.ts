import { stableUuid } from '../stableUuid.ts';

/** Namespaces of CASE/UCO 1.x, which the terms of the export are from. */
export const CONTEXT = {
  kb: 'urn:palimpsest:',
  'case-investigation': 'https://ontology.caseontology.org/case/investigation/',
  'uco-action': 'https://ontology.unifiedcyberontology.org/uco/action/',
  'uco-analysis': 'https://ontology.unifiedcyberontology.org/uco/analysis/',
  'uco-configuration': 'https://ontology.unifiedcyberontology.org/uco/configuration/',
  'uco-core': 'https://ontology.unifiedcyberontology.org/uco/core/',
  'uco-identity': 'https://ontology.unifiedcyberontology.org/uco/identity/',
  'uco-observable': 'https://ontology.unifiedcyberontology.org/uco/observable/',
  'uco-role': 'https://ontology.unifiedcyberontology.org/uco/role/',
  'uco-tool': 'https://ontology.unifiedcyberontology.org/uco/tool/',
  'uco-types': 'https://ontology.unifiedcyberontology.org/uco/types/',
  xsd: 'http://www.w3.org/2001/XMLSchema#',
} as const;

export interface Reference {
  readonly '@id': string;
}

export interface Typed {
  readonly '@type': string;
  readonly '@value': string;
}

export type GraphNode = Reference & { readonly '@type': string | readonly string[] } & Readonly<Record<string, unknown>>;

/** Identifier of a node: its kind and a UUID that is the same for the same words, within one case. */
export function identifier(kind: string, ...words: readonly (string | number)[]): string {
  return `kb:${kind}-${stableUuid(['case-uco', kind, ...words].join('\u0000'))}`;
}

export function reference(id: string): Reference {
  return { '@id': id };
}

export function dateTime(value: string | Date): Typed {
  return { '@type': 'xsd:dateTime', '@value': (typeof value === 'string' ? new Date(value) : value).toISOString() };
}

/** A time as text, or null where it is none: what a person typed is not always a time. */
export function dateTimeOrNull(value: string | null): Typed | null {
  return value === null || value === '' || Number.isNaN(Date.parse(value)) ? null : dateTime(value);
}

export function hexadecimal(value: string): Typed {
  return { '@type': 'xsd:hexBinary', '@value': value.toUpperCase() };
}

/** Leaves out members that are null, undefined, '' or an empty list: CASE says nothing where nothing is known. */
export function node(id: string, type: string | readonly string[], members: Readonly<Record<string, unknown>>): GraphNode {
  const kept = Object.entries(members).filter(([, value]) => value !== null && value !== undefined && value !== '' && !(Array.isArray(value) && value.length === 0));
  return { '@id': id, '@type': type, ...Object.fromEntries(kept) };
}
