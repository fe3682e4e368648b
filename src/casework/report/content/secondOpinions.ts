import { AGREEMENT_WORDS, type ExtractItem, FIGURE_HEAT, SIGNAL_NAMES, SIGNAL_WORDS, type SignalName, type SignalResult, type SignalRun } from '../../../contract/index.ts';
import { thresholdByte } from '../../../contract/threshold.ts';
import { canonicalJson } from '../../canonicalJson.ts';
import { percent } from '../../sheet/html.ts';
import { agreementInWords, methodName, parametersInWords } from '../../signals/words.ts';
import type { Block } from '../document.ts';
import { column, type Composition, fact, facts, figureNumber, list, paragraph, table } from './blocks.ts';
import { agreementLegend, pictureOf, scaleBarOf, scaleWords } from './itemFigures.ts';
import { ranges } from './parameters.ts';
import { count, two, utc } from './print.ts';

/** One line, where an item has none. */
export const NO_SECOND_OPINIONS = 'No second opinions: the classical methods of section 5.5 were not run on this item.';

/** What each classical method says of one picture, and how far they agree. Empty where they were not run. */
export function secondOpinions(item: ExtractItem, composition: Composition): readonly Block[] {
  const run = item.secondOpinions;
  if (run === null) return [];
  const shared = sharedParameters(composition);
  return [
    facts(fact('Run', `${run.id}, ${utc(run.createdAt)}, by ${run.author}: ${count(run.results.filter(({ applies }) => applies).length, 'method')} of ${run.results.length} ${run.results.length === 1 ? 'applies' : 'apply'}`)),
    table(
      `Second opinions on item ${item.id}; the score orders pictures by one method and is no probability`,
      [column('Method', 0.24), column('Applies', 0.44), column('Marked', 0.1, { right: true }), column('Score', 0.08, { right: true }), column('Version', 0.14)],
      run.results.map((result) => [methodName(result.name), result.applies ? 'yes' : `no: ${result.reason}`, result.maskShare === null ? '–' : percent(result.maskShare), result.score === null ? '–' : two(result.score), versionOf(result, shared)]),
    ),
    ...agreement(item, run, composition),
  ];
}

/** Version of a method, and what it took for this item alone. */
function versionOf({ name, version, parameters }: SignalResult, shared: SharedParameters): string {
  const common = shared.get(methodKey(name, version)) ?? {};
  const own = Object.fromEntries(Object.entries(parameters).filter(([key]) => !(key in common)));
  return Object.keys(own).length === 0 ? String(version) : `${version}; ${parametersInWords(own)}`;
}

type SharedParameters = ReadonlyMap<string, SignalResult['parameters']>;

/** For each method and version the parameters that are the same in all runs of the report: they stand in it once. */
function sharedParameters({ extract }: Composition): SharedParameters {
  const results = extract.items.flatMap(({ secondOpinions: run }) => run?.results ?? []);
  const groups = Map.groupBy(results, ({ name, version }) => methodKey(name, version));
  return new Map([...groups].map(([key, group]) => [key, Object.fromEntries(Object.entries(group[0]!.parameters).filter(([name, value]) => group.every(({ parameters }) => parameters[name] === value)))]));
}

function methodKey(name: SignalName, version: number): string {
  return `${name} ${version}`;
}

/** Parameters of the classical methods, once for all items. */
export function signalParameters(composition: Composition): readonly Block[] {
  const shared = sharedParameters(composition);
  if (shared.size === 0) return [];
  const rows = SIGNAL_NAMES.flatMap((name) => [...shared].filter(([key]) => key.startsWith(`${name} `)).map(([key, parameters]) => [methodName(name), key.slice(name.length + 1), parametersInWords(parameters)]));
  return [table('Second opinions; what differs between items stands with the item', [column('Method', 0.24), column('Version', 0.1), column('Parameters', 0.66)], rows)];
}

function agreement(item: ExtractItem, run: SignalRun, composition: Composition): readonly Block[] {
  if (run.agreement === null) return [paragraph('There is no agreement to state: fewer than two maps can be compared.', 'muted')];
  const other = run.agreement.methods.includes('network') && run.findingId !== item.finding?.id ? [`The network is counted by its finding ${run.findingId ?? ''}, which is not the one shown above.`] : [];
  return [list([...agreementInWords(run.agreement), ...other]), ...agreementFigure(item, composition)];
}

function agreementFigure(item: ExtractItem, composition: Composition): readonly Block[] {
  const made = composition.meta.agreementFigures?.get(item.id);
  const methods = item.secondOpinions?.agreement?.methods.length ?? 0;
  if (made === undefined || methods === 0) return [];
  const least = leastShown(methods);
  return [{
    kind: 'figure',
    number: String(figureNumber(composition, agreementKey(item.id))),
    pictures: [pictureOf(made, composition, 'Agreement', `Item ${item.id} with the share of methods that mark each place over it.`)],
    caption: `Item ${item.id}, ${item.name}, whole: share of the ${methods} compared methods that mark a place; ${FIGURE_HEAT.palette} at ${Math.round(FIGURE_HEAT.opacity * 100)} %${least > 1 ? `, clear where fewer than ${least} do` : ''}. ${scaleWords(made)}`,
    arrangement: 'single',
    scaleBar: scaleBarOf(made),
    legend: agreementLegend(),
  }];
}

/** What the figure is known by among the numbered ones. */
export function agreementKey(id: number): string {
  return `item-${id}-agreement`;
}

/** Fewest methods whose count is drawn: below the floor of the colours the picture shows through. */
function leastShown(methods: number): number {
  const floor = thresholdByte(FIGURE_HEAT.floor);
  for (let by = 1; by < methods; by += 1) if (Math.round((by / methods) * 255) >= floor) return by;
  return methods;
}

/** The methods with their sources, and what they ran on. */
export function signalMethods({ extract }: Composition): readonly Block[] {
  const runs = extract.items.flatMap(({ id, secondOpinions: run }) => (run === null ? [] : [{ id, run }]));
  if (runs.length === 0) return [paragraph('M9 was not run on any item of this report.')];
  const names = SIGNAL_NAMES.filter((name) => runs.some(({ run }) => run.names.includes(name)));
  const groups = Map.groupBy(runs, ({ run: { record: { inputSha256: _input, ...shared } } }) => canonicalJson(shared));
  return [
    paragraph('Classical methods, each for one kind of trace, run as second opinions beside the network. Each scales its map so that its own decision lies at one half; a place from there up counts as marked. A method without anything to go on in a picture says so and is not counted. Versions stand with each item, parameters in appendix D.'),
    table('', [column('Method', 0.15), column('Shows', 0.3), column('To be ignored', 0.25), column('Source', 0.3)], names.map((name) => {
      const { title, shows, ignore, source } = SIGNAL_WORDS[name];
      return [title, shows, ignore, source];
    })),
    list([
      `${AGREEMENT_WORDS.title}: ${lowerFirst(AGREEMENT_WORDS.shows)} ${AGREEMENT_WORDS.ignore}`,
      'Score: the highest mean of the map over 16 × 16 pixels, 0 to 1. It orders pictures by one method; scores of two methods cannot be compared, and no error rate is stated for any of these methods on pictures of this case.',
      ...[...groups.values()].map((group) => {
        const { versions, platform } = group[0]!.run.record;
        return `${group.length === 1 ? 'Item' : 'Items'} ${ranges(group.map(({ id }) => id))}: Palimpsest ${versions.app}, engine ${versions.engine}, sharp ${versions.sharp}, libvips ${versions.libvips}, Node ${versions.node}, ${platform}.`;
      }),
    ]),
  ];
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
