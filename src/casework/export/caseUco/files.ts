import type { Artifact } from '../../../contract/analysis.ts';
import type { ExtractItem } from '../../../contract/extract.ts';
import { modifiedTime } from '../times.ts';
import { dateTime, type GraphNode, hexadecimal, identifier, node, reference } from './nodes.ts';

/** An evidence file: where it lay, what it holds and what it is as a picture. Facets are there only where their facts are known. */
export function evidenceNodes(slug: string, item: ExtractItem): { readonly id: string; readonly nodes: readonly GraphNode[] } {
  const id = identifier('file', slug, item.id);
  const { facts } = item;
  const modified = modifiedTime(item.modified);
  const nodes: GraphNode[] = [
    node(identifier('file-facet', slug, item.id), 'uco-observable:FileFacet', {
      'uco-observable:fileName': item.name, 'uco-observable:filePath': item.path, 'uco-observable:sizeInBytes': item.bytes, 'uco-observable:modifiedTime': modified === null ? null : dateTime(modified), 'uco-observable:isDirectory': false,
    }),
  ];
  const hashes = [['SHA256', item.sha256], ['SHA1', item.sha1], ['MD5', item.md5]] as const;
  if (item.sha256 !== null) nodes.push(...contentNodes([slug, 'item', item.id], item.bytes, facts?.mimeType ?? null, hashes));
  if (facts !== null) {
    nodes.push(node(identifier('raster-picture-facet', slug, item.id), 'uco-observable:RasterPictureFacet', {
      'uco-observable:pictureType': facts.format, 'uco-observable:pictureWidth': facts.width, 'uco-observable:pictureHeight': facts.height, 'uco-observable:bitsPerPixel': facts.channels * facts.bitDepth,
    }));
  }
  const facets = nodes.filter(({ '@type': type }) => String(type).endsWith('Facet')).map((one) => reference(one['@id']));
  const duplicates = item.duplicates.length === 0 ? null : `Same SHA-256 as item ${item.duplicates.join(', ')} of the case.`;
  return {
    id,
    nodes: [
      node(id, facts === null ? 'uco-observable:File' : 'uco-observable:RasterPicture', { 'uco-core:name': item.name, 'uco-core:description': [`Item ${item.id}, ${item.status}${item.problem === null ? '' : `: ${item.problem.message}`}`, ...(duplicates === null ? [] : [duplicates])], 'uco-core:objectCreatedTime': dateTime(item.addedAt), 'uco-core:hasFacet': facets }),
      ...nodes,
    ],
  };
}

/** A file that an analysis wrote. */
export function artifactNodes(slug: string, artifact: Artifact): { readonly id: string; readonly nodes: readonly GraphNode[] } {
  const id = identifier('file', slug, artifact.sha256);
  const content = contentNodes([slug, 'artifact', artifact.sha256], artifact.bytes, artifact.mimeType, [['SHA256', artifact.sha256]]);
  const file = node(identifier('file-facet', slug, artifact.sha256), 'uco-observable:FileFacet', { 'uco-observable:fileName': artifact.path.split('/').at(-1), 'uco-observable:filePath': artifact.path, 'uco-observable:sizeInBytes': artifact.bytes, 'uco-observable:isDirectory': false });
  const raster = node(identifier('raster-picture-facet', slug, artifact.sha256), 'uco-observable:RasterPictureFacet', { 'uco-observable:pictureType': artifact.mimeType.replace('image/', ''), 'uco-observable:pictureWidth': artifact.width, 'uco-observable:pictureHeight': artifact.height });
  return { id, nodes: [node(id, 'uco-observable:RasterPicture', { 'uco-core:name': `${artifact.kind} ${artifact.sha256.slice(0, 12)}`, 'uco-core:tag': [artifact.kind], 'uco-core:hasFacet': [content[0]!, file, raster].map((one) => reference(one['@id'])) }), file, raster, ...content] };
}

/** The facet first, then its hashes. */
function contentNodes(words: readonly (string | number)[], bytes: number, mimeType: string | null, hashes: readonly (readonly [string, string | null])[]): readonly GraphNode[] {
  const known = hashes.flatMap(([method, value]) => (value === null ? [] : [node(identifier('hash', ...words, method), 'uco-types:Hash', { 'uco-types:hashMethod': method, 'uco-types:hashValue': hexadecimal(value) })]));
  return [
    node(identifier('content-data-facet', ...words), 'uco-observable:ContentDataFacet', { 'uco-observable:sizeInBytes': bytes, 'uco-observable:mimeType': mimeType, 'uco-observable:hash': known.map((one) => reference(one['@id'])) }),
    ...known,
  ];
}
