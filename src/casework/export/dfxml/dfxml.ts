import type { CaseExtract, ExtractItem } from '../../../contract/extract.ts';
import { modifiedText } from '../times.ts';

/** Where and when the export is made; only what the host knows. */
export interface ExecutionFacts {
  /** ISO 8601. */
  readonly startedAt: string;
  readonly commandLine?: string;
  readonly system?: { readonly name: string; readonly release: string; readonly version: string; readonly architecture: string };
}

const NAMESPACE = 'http://www.forensicswiki.org/wiki/Category:Digital_Forensics_XML';

/** Text for XML 1.0: the five characters as entities, what XML cannot hold as U+FFFD. */
export function xmlText(text: string): string {
  // eslint-disable-next-line no-control-regex
  const allowed = text.replaceAll(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, '\ufffd');
  return allowed.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;').replaceAll("'", '&apos;').replaceAll('\r', '&#13;');
}

function element(name: string, text: string | number | null | undefined, attributes = ''): string {
  return text === null || text === undefined || text === '' ? '' : `<${name}${attributes}>${xmlText(String(text))}</${name}>`;
}

/**
 * An instruction for those who read our files by program. Schemas say nothing of instructions, so that it may stand where the oldest schema
 * takes no element for what it says. Values are escaped as in attributes, `>` too, so that none ends it early.
 */
function instruction(about: string, values: Readonly<Record<string, string>>): string {
  const parts = Object.entries(values).map(([name, value]) => ` ${name}="${xmlText(value).replaceAll(/[\t\n]/g, (character) => `&#${character.codePointAt(0)};`)}"`);
  return `<?palimpsest ${about}${parts.join('')}?>`;
}

/**
 * The items as Digital Forensics XML (https://github.com/dfxml-working-group/dfxml_schema): one `fileobject` a file with name, size, time of change
 * and digests, after the provenance of this program. Only files the case has listed; other files examined are in the extract. Written is what
 * versions 1.1.0rfc1, 1.2.0 and 2.0.0-beta.0 of the schema all take: the first has room for one Dublin Core element and for no `error`, so the
 * fields of the case and what went wrong with a file stand in `palimpsest` instructions as well.
 */
export function dfxmlOf(extract: CaseExtract, execution: ExecutionFacts): string {
  const { case: one, software } = extract;
  const { system } = execution;
  const versions = extract.items.find(({ finding }) => finding !== null)?.finding?.record.versions;
  const libraries = versions === undefined ? [] : (['onnxruntime', 'sharp', 'libvips', 'node'] as const).map((name) => `<library name="${name}" version="${xmlText(versions[name])}"/>`);
  const environment = [
    element('os_sysname', system?.name), element('os_release', system?.release), element('os_version', system?.version), element('arch', system?.architecture),
    element('command_line', execution.commandLine), element('start_time', new Date(execution.startedAt).toISOString()),
  ].join('');
  return `${[
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<dfxml xmlns="${NAMESPACE}" xmlns:dc="http://purl.org/dc/elements/1.1/" version="1.2.0">`,
    `<metadata>${element('dc:title', titleOf(one))}${instruction('case', { number: one.number, title: one.title, examiner: one.examiner, agency: one.agency })}</metadata>`,
    `<creator><program>Palimpsest</program>${element('version', software.app)}<execution_environment>${environment}</execution_environment>${libraries.join('')}</creator>`,
    '<source/>',
    ...extract.items.map(fileObject),
    '</dfxml>',
  ].join('\n')}\n`;
}

/** The case in one line: there is room for one element. */
function titleOf({ number, slug, title, examiner, agency }: CaseExtract['case']): string {
  const by = [examiner, agency].filter((part) => part !== '').join(', ');
  const name = number === '' ? slug : number;
  return `Hash list of case ${name}${title === '' || title === name ? '' : `: ${title}`}${by === '' ? '' : ` (${by})`}`;
}

/** `r` a regular file, `d` a folder, `-` something else that was listed, such as a link or a pipe (the instruction says what). */
function nameType({ problem }: ExtractItem): string {
  if (problem?.code === 'FILE_NOT_REGULAR') return '-';
  return problem?.code === 'FILE_IS_DIRECTORY' ? 'd' : 'r';
}

function fileObject(item: ExtractItem): string {
  const digests = ([['md5', item.md5], ['sha1', item.sha1], ['sha256', item.sha256]] as const).map(([type, value]) => element('hashdigest', value, ` type="${type}"`));
  return [
    '<fileobject>', element('filename', item.path), element('id', item.id), element('name_type', nameType(item)), element('filesize', item.bytes),
    element('mtime', modifiedText(item.modified)), ...digests, item.problem === null ? '' : instruction('problem', item.problem), '</fileobject>',
  ].join('');
}
