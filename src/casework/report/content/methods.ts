import type { ExtractModel } from '../../../contract/index.ts';
import { wholeNumber } from '../../sheet/html.ts';
import type { Block } from '../document.ts';
import { column, type Composition, fact, facts, heading, list, paragraph, table } from './blocks.ts';
import { classRates } from './classRates.ts';
import { type ParameterGroup, ranges } from './parameters.ts';
import { count, rate, two, utc } from './print.ts';
import { signalMethods } from './secondOpinions.ts';
import { DOMAIN_SETS, DOMAIN_WORDS, SET_WORDS } from './words.ts';

const METHODS: readonly (readonly [name: string, what: string, applies: string, reference: string])[] = [
  ['M1 Digests', 'SHA-256, SHA-1 and MD5 over the file’s bytes in one pass at intake', 'every file', 'FIPS 180-4; RFC 1321'],
  ['M2 File type and facts', 'Format by content, size, orientation, colour profile, EXIF maker, model, software and time', 'every picture', 'format specifications'],
  ['M3 JPEG structure', 'Quantisation tables, subsampling, process, nearest libjpeg quality, damage', 'JPEG only', 'ITU-T T.81'],
  ['M4 Network', 'Probability of alteration of each pixel, its predicted reliability, and a score of the picture, from pixels and quantised DCT coefficients', 'every picture from 16 px', 'Omni-IML, arXiv 2411.14823; own implementation and weights'],
  ['M5 Regions', '8-connected groups of pixels at or above the threshold, traced at native resolution', 'with M4', 'contours along pixel borders; own implementation'],
  ['M6 Region measurement', 'Twelve quantities inside a region against the rest of the picture: effect in spreads (1.4826 MAD) and how usual the value is elsewhere', 'regions of enough windows; JPEG quantities on JPEG only', 'robust statistics; no trained part'],
  ['M7 Sentences from measurement', 'Fixed sentences chosen by M2 to M6, each with its values', 'with M6', 'rules of this program'],
  ['M8 Language model', 'Optional. Describes marked places; its sentences are held against M2 to M6 and struck where contradicted', 'only where named in section 8', 'as named there'],
  ['M9 Second opinions', 'Optional. Classical methods, each for one kind of trace, and a count of how many of them mark a place', 'as each method says of a picture', 'section 5.5'],
];

export function methods(composition: Composition): readonly Block[] {
  const { extract, groups } = composition;
  return [
    heading(1, '5', 'Methods', 'section-5'),
    heading(2, '5.1', 'Methods in the order of examination', 'section-5-1'),
    table('', [column('Method', 0.18), column('What it does', 0.4), column('Applies to', 0.19), column('Reference', 0.23)], METHODS),
    heading(2, '5.2', 'Models', 'section-5-2'),
    ...(extract.software.models.length === 0 ? [paragraph('No finding in this report was made by a model.')] : extract.software.models.map(modelFacts)),
    heading(2, '5.3', 'Parameters, software and machine', 'section-5-3'),
    ...(groups.length === 0 ? [paragraph('No finding in this report, so no parameters were used.')] : groups.map(groupFacts)),
    heading(2, '5.4', 'Measured error rates', 'section-5-4'),
    ...errorRates(composition),
    heading(2, '5.5', 'Second opinions', 'section-5-5'),
    ...signalMethods(composition),
    heading(2, '5.6', 'Not done, and why', 'section-5-6'),
    list(notDone(composition)),
  ];
}

function modelFacts(model: ExtractModel): Block {
  return facts(
    fact('Model', `${model.id}, version ${model.version}`),
    fact('SHA-256 of the file', model.sha256, true),
    fact('Licence', model.licence),
    fact('Operating point', `A pixel counts from probability ${two(model.threshold)} on, unless the parameters below say otherwise`),
    fact('Image score', model.calibration.length > 0 ? 'Measured by kind of picture (section 5.4); by itself it orders pictures and is no probability that anything was altered' : model.scoreCalibrated ? 'Calibrated on a named set' : 'Not calibrated: it orders pictures and is no probability that anything was altered'),
    fact('Trained at', model.trainedAt === 0 ? 'Not known' : `${model.trainedAt} × ${model.trainedAt} px at last`),
  );
}

function groupFacts({ name, record, items, firstAt, lastAt }: ParameterGroup): Block {
  const { options, versions } = record;
  return facts(
    fact(`Group ${name}`, `${count(items.length, 'item')}: ${ranges(items)}`),
    fact('Model', record.modelId),
    fact('Model SHA-256', record.modelSha256, true),
    fact('Threshold', `${two(options.threshold)}; smallest region ${count(options.minimumRegionArea, 'pixel')}`),
    fact('Tiles', `${options.tileSize} px, overlap ${options.tileOverlap} px; pictures of up to one and a half tiles in one piece; ${options.globalPass ? 'with' : 'without'} a pass over the whole picture, reduced`),
    fact('Computed on', `${record.provider} (${record.providerReason})`),
    fact('Software', `Palimpsest ${versions.app}, engine ${versions.engine}, ONNX Runtime ${versions.onnxruntime}, sharp ${versions.sharp}, libvips ${versions.libvips}, Node ${versions.node}`),
    fact('System', record.platform),
    fact('Analysed', firstAt === lastAt ? utc(firstAt) : `${utc(firstAt)} to ${utc(lastAt)}`),
    fact('Random seeds', 'None: the analysis draws no random numbers'),
  );
}

function errorRates({ extract }: Composition): readonly Block[] {
  const models = extract.software.models;
  if (models.length === 0) return [paragraph('No model, so no error rates.')];
  const classes = [...new Set(extract.items.filter(({ finding }) => finding !== null).map(({ domain }) => domain))];
  const lines = classes.map((domain) => {
    if (domain === 'unset') return 'Items whose class the examiner has not stated: no error rate of a class can be named for them.';
    const known = models.some(({ validation }) => validation.some(({ set }) => set === DOMAIN_SETS[domain]));
    return known ? `${DOMAIN_WORDS[domain]}: the row “${DOMAIN_SETS[domain]}” is the nearest set.` : `${DOMAIN_WORDS[domain]}: not validated for this class.`;
  });
  return [
    ...models.flatMap(setRates),
    paragraph('F1: agreement of marked with truly altered pixels over altered pictures, 1 is complete. Image AUC: how well the score orders altered before unaltered pictures, 0.5 is chance. False area: mean share of unaltered pictures that is marked. –: not measured or not stated. The sets are not the pictures of this case; no rate of error follows for a single item.', 'muted'),
    ...(lines.length === 0 ? [] : [list(lines)]),
    ...models.flatMap(classRates),
  ];
}

/** Errors of the map on named sets. */
function setRates(model: ExtractModel): readonly Block[] {
  if (model.validation.length === 0) return [paragraph(`${model.id} ${model.version}: not validated. No measured error rates are known for these weights.`, 'warning')];
  return [table(`${model.id} ${model.version}, threshold 0.50 on every set`, [column('Set', 0.13), column('What it holds', 0.4), column('Pictures', 0.11, { right: true }), column('F1', 0.09, { right: true }), column('Image AUC', 0.13, { right: true }), column('False area', 0.14, { right: true })], model.validation.map(({ set, pictures, f1, auc, falseArea }) => [
    set, SET_WORDS[set] ?? 'not described in the extract', pictures === null ? '–' : wholeNumber(pictures), rate(f1), rate(auc), rate(falseArea),
  ]))];
}

function notDone({ extract }: Composition): readonly string[] {
  const models = extract.items.some(({ explanations }) => explanations.some(({ kind }) => kind === 'model'));
  const opinions = extract.items.some(({ secondOpinions }) => secondOpinions !== null);
  const measured = extract.items.some(({ explanations }) => explanations.some(({ measurement }) => measurement !== null));
  return [
    'Camera identification by sensor noise: needs reference pictures of the camera, and this version has no such method.',
    'Signed provenance (C2PA): not read by this version. That a file carries none would mean nothing, since services strip it.',
    'Metadata beyond EXIF maker, model, software and time (XMP, IPTC, maker notes): not read by this version.',
    'Comparison with a reference or original: none was part of the case.',
    'Search for resized or saved-again copies of a picture: no method in this version.',
    'Content, meaning and plausibility of a scene: not assessed by any method above.',
    ...(measured ? [] : ['M6 and M7, measurement of regions: not run on these items.']),
    ...(models ? [] : ['M8, language model: not used on these items.']),
    ...(opinions ? [] : ['M9, second opinions, copies within a picture among them: not run on these items.']),
  ];
}
