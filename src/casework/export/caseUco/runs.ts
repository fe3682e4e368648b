import type { CaseExtract, ExtractFinding, ExtractItem } from '../../../contract/extract.ts';
import { artifactNodes } from './files.ts';
import { dateTime, type GraphNode, identifier, node, reference } from './nodes.ts';

/** The program, and one configured tool for every model and setting that findings of the extract were made with. */
export function toolNodes({ case: one, software, items }: CaseExtract): { readonly tool: string; readonly configured: (finding: ExtractFinding) => string; readonly nodes: readonly GraphNode[] } {
  const toolOf = (version: string): string => identifier('tool', one.slug, version);
  const findings = items.flatMap(({ finding }) => (finding === null ? [] : [finding]));
  const versions = [...new Set([software.app, ...findings.map(({ record }) => record.versions.app)])];
  const nodes = new Map<string, GraphNode>(versions.map((version) => [toolOf(version), node(toolOf(version), 'uco-tool:AnalyticTool', { 'uco-core:name': 'Palimpsest', 'uco-tool:version': version, 'uco-tool:toolType': 'image forensics' })]));
  const settingOf = (finding: ExtractFinding): readonly (readonly [string, string])[] => settings(finding);
  const configured = (finding: ExtractFinding): string => identifier('configured-tool', one.slug, JSON.stringify(settingOf(finding)));
  for (const finding of findings) {
    const id = configured(finding);
    if (nodes.has(id)) continue;
    const configuration = identifier('configuration', one.slug, JSON.stringify(settingOf(finding)));
    const entries = settingOf(finding).map(([name, value]) => node(identifier('configuration-entry', one.slug, name, value), 'uco-configuration:ConfigurationEntry', { 'uco-configuration:itemName': name, 'uco-configuration:itemValue': value }));
    for (const entry of entries) nodes.set(entry['@id'], entry);
    nodes.set(configuration, node(configuration, 'uco-configuration:Configuration', { 'uco-configuration:configurationEntry': entries.map((entry) => reference(entry['@id'])) }));
    nodes.set(id, node(id, ['uco-tool:AnalyticTool', 'uco-tool:ConfiguredTool'], { 'uco-core:name': 'Palimpsest', 'uco-tool:version': finding.record.versions.app, 'uco-configuration:isConfigurationOf': reference(toolOf(finding.record.versions.app)), 'uco-configuration:usesConfiguration': reference(configuration) }));
  }
  return { tool: toolOf(software.app), configured, nodes: [...nodes.values()] };
}

function settings({ record }: ExtractFinding): readonly (readonly [string, string])[] {
  const { options, versions } = record;
  return [
    ['model', record.modelId], ['model SHA-256', record.modelSha256], ['provider', record.provider], ['platform', record.platform],
    ...Object.entries(options).map(([name, value]) => [`option ${name}`, String(value)] as const),
    ...Object.entries(versions).map(([name, value]) => [`version ${name}`, value] as const),
  ];
}

/** One analysis: an action on the file with the configured tool, the files it wrote and what it says as an analytic result. */
export function runNodes(slug: string, item: ExtractItem, finding: ExtractFinding, file: string, instrument: string): { readonly action: string; readonly results: readonly string[]; readonly nodes: readonly GraphNode[] } {
  const action = identifier('investigative-action', slug, 'analysis', finding.id);
  const artifacts = finding.artifacts.map((artifact) => artifactNodes(slug, artifact));
  const result = identifier('analytic-result', slug, finding.id);
  const says = node(result, 'uco-analysis:AnalyticResult', {
    'uco-core:name': `Finding ${finding.id} on item ${item.id}`,
    'uco-core:description': [
      `Image-level score ${finding.score} (0..1), threshold ${finding.threshold}, share of pixels at or above it ${finding.maskShare}, predicted reliability ${finding.reliability}.`,
      `Regions: ${finding.regions.length}. Digest of the finding: ${finding.digest}.`,
    ],
    'uco-core:objectCreatedTime': dateTime(finding.createdAt),
    'uco-analysis:resultContent': artifacts.map(({ id }) => reference(id)),
  });
  const results = [...artifacts.map(({ id }) => id), result];
  const run = node(action, 'case-investigation:InvestigativeAction', {
    'uco-core:name': 'analysed',
    'uco-core:description': [`Localisation of alterations in item ${item.id}; input SHA-256 ${finding.record.inputSha256}.`],
    'uco-action:startTime': dateTime(finding.record.startedAt),
    'uco-action:endTime': Date.parse(finding.createdAt) >= Date.parse(finding.record.startedAt) ? dateTime(finding.createdAt) : null,
    'uco-action:instrument': [reference(instrument)],
    'uco-action:object': [reference(file)],
    'uco-action:result': results.map(reference),
  });
  return { action, results, nodes: [run, says, ...artifacts.flatMap(({ nodes }) => nodes)] };
}

/** Checks of an item's bytes against the digests of its intake. */
export function checkNodes(slug: string, item: ExtractItem, file: string, tool: string): readonly GraphNode[] {
  return item.checks.map((check, index) =>
    node(identifier('investigative-action', slug, 'check', item.id, check.at, index), 'case-investigation:InvestigativeAction', {
      'uco-core:name': 'verified',
      'uco-core:description': [`${check.outcome}: ${check.message}`, ...(check.sha256 === null ? [] : [`SHA-256 read: ${check.sha256}`]), `By ${check.author}`],
      'uco-action:startTime': dateTime(check.at),
      'uco-action:instrument': [reference(tool)],
      'uco-action:object': [reference(file)],
    }));
}
