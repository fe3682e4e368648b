import type { CaseExtract } from '../../../contract/extract.ts';
import { evidenceNodes } from './files.ts';
import { CONTEXT, dateTime, dateTimeOrNull, type GraphNode, identifier, node, reference } from './nodes.ts';
import { annotationNodes, authorizationNode, peopleNodes, transferNodes } from './people.ts';
import { checkNodes, runNodes, toolNodes } from './runs.ts';

export interface CaseUcoDocument {
  readonly '@context': typeof CONTEXT;
  readonly '@graph': readonly GraphNode[];
}

/**
 * The case as CASE/UCO (Cyber-investigation Analysis Standard Expression 1.x, https://caseontology.org) in JSON-LD: an Investigation that holds a
 * provenance record for every item, an investigative action for every intake, analysis, check and hand-over, the files with their hashes, the program
 * with its settings, and who did it. The same extract gives the same identifiers. Nothing is stated that the case does not know.
 */
export function caseUcoOf(extract: CaseExtract): CaseUcoDocument {
  const { case: one, items } = extract;
  const people = peopleNodes(extract);
  const tools = toolNodes(extract);
  const authorization = authorizationNode(extract);
  const files = new Map(items.map((item) => [item.id, evidenceNodes(one.slug, item)]));
  const nodes: GraphNode[] = [];
  for (const item of items) {
    const file = files.get(item.id)!;
    nodes.push(...file.nodes, ...checkNodes(one.slug, item, file.id, tools.tool), ...annotationNodes(one.slug, item, file.id));
    const record = identifier('provenance-record', one.slug, item.id);
    const intake = node(identifier('investigative-action', one.slug, 'intake', item.id), 'case-investigation:InvestigativeAction', {
      'uco-core:name': 'taken in', 'uco-core:description': [item.sha256 === null ? 'Listed; not read.' : `Read once and hashed; SHA-256 ${item.sha256}.`],
      'uco-action:startTime': dateTime(item.addedAt), 'uco-action:instrument': [reference(tools.tool)],
      'uco-action:object': [reference(file.id)], 'uco-action:result': [reference(record)],
    });
    const run = item.finding === null ? null : runNodes(one.slug, item, item.finding, file.id, tools.configured(item.finding));
    nodes.push(intake, ...(run?.nodes ?? []), node(record, 'case-investigation:ProvenanceRecord', { 'uco-core:name': `Item ${item.id}`, 'case-investigation:exhibitNumber': `${one.number || one.slug}/${item.id}`, 'uco-core:object': [file.id, ...(run?.results ?? [])].map(reference) }));
  }
  const transfers = transferNodes(extract, people.byName, (id) => files.get(id)?.id, items.map(({ id }) => id));
  const graph = unique([...people.nodes, ...tools.nodes, ...(authorization === null ? [] : [authorization]), ...nodes, ...transfers]);
  const investigation = node(identifier('investigation', one.slug, one.createdAt), 'case-investigation:Investigation', {
    'uco-core:name': one.title || one.slug,
    'uco-core:description': [one.request, one.question].filter((text) => text !== ''),
    'uco-core:tag': [one.number].filter((text) => text !== ''),
    'uco-core:objectCreatedTime': dateTime(one.createdAt),
    'uco-core:startTime': dateTimeOrNull(one.receivedAt),
    'case-investigation:focus': ['image alteration'],
    'case-investigation:investigationStatus': one.status,
    'case-investigation:relevantAuthorization': authorization === null ? null : [reference(authorization['@id'])],
    'uco-core:object': graph.filter((entry) => !isPart(entry)).map((entry) => reference(entry['@id'])),
  });
  return { '@context': CONTEXT, '@graph': [investigation, ...graph] };
}

/** Things that exist only inside others: facets, hashes, entries of a configuration. An investigation lists objects. */
function isPart({ '@type': type }: GraphNode): boolean {
  return /Facet$|:Hash$|:ConfigurationEntry$/.test(String(type));
}

/** Files of equal content are one node. */
function unique(nodes: readonly GraphNode[]): readonly GraphNode[] {
  return [...new Map(nodes.map((entry) => [entry['@id'], entry])).values()];
}
