import type { CaseExtract, ExtractItem } from '../../../contract/extract.ts';
import { dateTimeOrNull, type GraphNode, identifier, node, reference } from './nodes.ts';

/** Examiner, agency and whoever handed evidence over, as far as the case names them. The extract does not say who started which run, so no action names a performer but a hand-over. */
export function peopleNodes({ case: one, transfers }: CaseExtract): { readonly byName: ReadonlyMap<string, string>; readonly nodes: readonly GraphNode[] } {
  const names = [...new Set([one.examiner, one.receivedFrom, ...transfers.flatMap(({ from, to }) => [from, to])].filter((name) => name !== ''))];
  const byName = new Map(names.map((name) => [name, identifier('identity', one.slug, name)]));
  const nodes = names.map((name) => node(byName.get(name)!, name === one.examiner ? 'uco-identity:Person' : 'uco-identity:Identity', { 'uco-core:name': name }));
  const examiner = byName.get(one.examiner) ?? null;
  if (examiner !== null) {
    const role = identifier('examiner', one.slug);
    nodes.push(node(role, 'case-investigation:Examiner', { 'uco-core:name': 'Examiner' }), relation(one.slug, examiner, role, 'Has_Role'));
  }
  if (one.agency !== '') {
    const agency = identifier('organization', one.slug, one.agency);
    nodes.push(node(agency, 'uco-identity:Organization', { 'uco-core:name': one.agency }));
    if (examiner !== null) nodes.push(relation(one.slug, examiner, agency, 'Works_For'));
  }
  return { byName, nodes };
}

function relation(slug: string, source: string, target: string, kind: string): GraphNode {
  return node(identifier('relationship', slug, source, target, kind), 'uco-core:Relationship', { 'uco-core:source': reference(source), 'uco-core:target': reference(target), 'uco-core:kindOfRelationship': kind, 'uco-core:isDirectional': true });
}

/** The authority of the case, as typed: what kind of authority it is, nobody has said. */
export function authorizationNode({ case: one }: CaseExtract): GraphNode | null {
  return one.authority === '' ? null : node(identifier('authorization', one.slug), 'case-investigation:Authorization', { 'uco-core:name': one.authority, 'case-investigation:authorizationIdentifier': one.authority });
}

/** Hand-overs as actions on the items they name; all items of the selection where they name none. */
export function transferNodes({ case: one, transfers }: CaseExtract, byName: ReadonlyMap<string, string>, fileOf: (id: number) => string | undefined, all: readonly number[]): readonly GraphNode[] {
  return transfers.map((transfer) => {
    const items = transfer.items.length === 0 ? all : transfer.items;
    const people = [transfer.from, transfer.to].flatMap((name) => byName.get(name) ?? []);
    return node(identifier('investigative-action', one.slug, 'transfer', transfer.id), 'case-investigation:InvestigativeAction', {
      'uco-core:name': 'transfer',
      'uco-core:description': [`From ${transfer.from} to ${transfer.to}: ${transfer.purpose}. Authority: ${transfer.authority}. Medium: ${transfer.medium}.`],
      'uco-action:startTime': dateTimeOrNull(transfer.at),
      'uco-action:performer': byName.has(transfer.from) ? reference(byName.get(transfer.from)!) : null,
      'uco-action:participant': people.map(reference),
      'uco-action:object': items.flatMap((id) => fileOf(id) ?? []).map(reference),
    });
  });
}

/** The examiner's notes and marks on an item, as annotations of its file. */
export function annotationNodes(slug: string, item: ExtractItem, file: string): readonly GraphNode[] {
  const notes = item.note === '' ? [] : [node(identifier('annotation', slug, item.id, 'note'), 'uco-core:Annotation', { 'uco-core:name': 'note on the item', 'uco-core:description': item.note, 'uco-core:object': [reference(file)] })];
  const marks = item.annotations.filter(({ deleted }) => !deleted).map((mark) =>
    node(identifier('annotation', slug, item.id, mark.id, mark.revision), 'uco-core:Annotation', {
      'uco-core:name': `${mark.shape.type}, confidence ${mark.confidence}`, 'uco-core:description': [mark.note, `Shape in pixels of the stored picture: ${JSON.stringify(mark.shape)}`, `Author: ${mark.author}`].filter((text) => text !== ''),
      'uco-core:objectCreatedTime': dateTimeOrNull(mark.at), 'uco-core:object': [reference(file)],
    }));
  return [...notes, ...marks];
}
