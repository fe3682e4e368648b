import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, relative, sep } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type EvaluationSet, findSets, type LayoutName, readTruth, type TamperedPicture } from '../../src/cli/evaluate/sets.ts';
import { type Colour, type Form, formIn, SHAPE, WHITE } from './layoutForms.ts';

let folder: string;
let form: Form;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'palimpsest layouts ü '));
  form = formIn(folder);
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function only(layout?: LayoutName): Promise<EvaluationSet> {
  const sets = await findSets(folder, layout);
  expect(sets).toHaveLength(1);
  return sets[0]!;
}

const below = (path: string): string => relative(folder, path).split(sep).join('/');
const images = (set: EvaluationSet): readonly string[] => set.tampered.map(({ image }) => below(image));
const untouched = (set: EvaluationSet): readonly string[] => set.authentic.map(below);

/** The box of a truth as [left, top, right, bottom], checked to be filled and alone. */
async function boxOf(picture: TamperedPicture | undefined, size: { width: number; height: number } = SHAPE): Promise<readonly number[]> {
  const truth = await readTruth(picture!, size);
  const marked = [...truth.data.keys()].filter((index) => truth.data[index] === 255);
  expect([...new Set(truth.data)].every((value) => value === 0 || value === 255)).toBe(true);
  const [columns, rows] = [marked.map((index) => index % truth.width), marked.map((index) => Math.floor(index / truth.width))];
  const box = [Math.min(...columns), Math.min(...rows), Math.max(...columns) + 1, Math.max(...rows) + 1];
  expect(marked).toHaveLength((box[2]! - box[0]!) * (box[3]! - box[1]!));
  return box;
}

describe('published forms are recognised and read', () => {
  test('casia1: Tp/CM and Tp/Sp, masks _gt in another tree, one picture without a mask', async () => {
    await form.picture('CASIA 1.0 dataset/Modified Tp/Tp/CM/Sp_S_NNN_A_cha0001_cha0001_0001.jpg');
    await form.picture('CASIA 1.0 dataset/Modified Tp/Tp/Sp/Sp_D_CND_A_pla0016_pla0016_0196.JPG');
    await form.picture('CASIA 1.0 dataset/Modified Tp/Tp/Sp/Sp_D_NRN_A_cha0011_sec0011_0542.jpg');
    await form.picture('CASIA 1.0 dataset/Au/Au_ani_0001.jpg');
    await form.mask('CASIA 1.0 groundtruth/CM/Sp_S_NNN_A_cha0001_cha0001_0001_gt.png');
    await form.mask('CASIA 1.0 groundtruth/Sp/Sp_D_CND_A_pla0016_pla0016_0196_gt.PNG');
    form.text('CASIA 1.0 groundtruth/FileNameCorrection.xlsx', '');
    const set = await only();
    expect(set).toMatchObject({ layout: 'casia1', name: basename(folder), why: expect.stringContaining('Tp') });
    expect(images(set).map((path) => basename(path))).toEqual(['Sp_S_NNN_A_cha0001_cha0001_0001.jpg', 'Sp_D_CND_A_pla0016_pla0016_0196.JPG']);
    expect(untouched(set)).toEqual(['CASIA 1.0 dataset/Au/Au_ani_0001.jpg']);
    expect(set.warnings).toEqual([expect.stringMatching(/0542\.jpg has no mask and is left out$/)]);
    expect(await boxOf(set.tampered[0])).toEqual(SHAPE.box);
  });

  test('coverage: image/<n>t.tif with mask/<n>forged.tif of another size; copy and paste masks are not taken', async () => {
    for (const name of ['1', '1t', '2', '2t', '10', '10t']) await form.picture(`image/${name}.tif`);
    for (const name of ['1forged', '1copy', '1paste', '10forged']) await form.mask(`mask/${name}.tif`, name === '10forged' ? { width: 64, height: 48, box: [16, 12, 32, 24] } : { mark: [126, 126, 126] });
    form.text('label/1.mat', '');
    const set = await only();
    expect(set.layout).toBe('coverage');
    expect(images(set).toSorted()).toEqual(['image/10t.tif', 'image/1t.tif']);
    expect(set.authentic).toHaveLength(3);
    expect(set.warnings).toEqual(['image/2t.tif has no mask and is left out']);
    const truths = Object.fromEntries(set.tampered.map((picture) => [basename(picture.image), picture]));
    // 126 is altered here: the rule is above 120.
    expect(await boxOf(truths['1t.tif'])).toEqual(SHAPE.box);
    expect(await readTruth(truths['10t.tif']!, SHAPE)).toMatchObject({ width: 64, height: 48 });
  });

  test.each<[string, Colour, Colour]>([
    ['bright', [0, 255, 0], [255, 0, 0]],
    ['regular', [0, 200, 0], [200, 0, 0]],
    ['mixed', [0, 200, 0], [255, 0, 0]],
  ])('columbia: the green camera of a %s edgemask is altered, the red one is not', async (_, green, red) => {
    await form.picture('4cam_splc/canong3_canonxt_sub_01.tif');
    await form.picture('4cam_splc/canong3_canonxt_sub_02.tif');
    await form.picture('4cam_auth/canong3_02_sub_01.tif');
    await form.mask('4cam_splc/edgemask/canong3_canonxt_sub_01_edgemask.jpg', { mark: green, ground: red, box: [8, 8, 16, 16] });
    await form.mask('4cam_splc/edgemask/canong3_canonxt_sub_01_edgemask_3.jpg', { mark: [0, 0, 255] });
    form.text('README.txt', '');
    const set = await only();
    expect(set.layout).toBe('columbia');
    expect(images(set)).toEqual(['4cam_splc/canong3_canonxt_sub_01.tif']);
    expect(untouched(set)).toEqual(['4cam_auth/canong3_02_sub_01.tif']);
    expect(set.warnings).toEqual(['4cam_splc/canong3_canonxt_sub_02.tif has no mask and is left out']);
    expect(await boxOf(set.tampered[0])).toEqual([8, 8, 16, 16]);
  });

  test.each([['|'], [','], ['\t']])('nist16: reference separated by %j, masks with a white background, other case in paths', async (separator) => {
    await form.picture('probe/NC2016_0001.jpg');
    await form.picture('probe/NC2016_0002.JPG');
    await form.picture('probe/NC2016_0003.jpg');
    await form.picture('world/NC2016_0009.jpg');
    await form.mask('reference/manipulation/mask/NC2016_0001_mask.png', { ground: WHITE, mark: [0, 0, 0] });
    const rows = [['TaskID', 'IsTarget', 'ProbeFileName', 'ProbeMaskFileName', 'BaseFileName'], ['m', 'Y', 'probe/NC2016_0001.jpg', 'reference/manipulation/mask/NC2016_0001_mask.png', 'world/NC2016_0009.jpg'], ['m', 'N', 'PROBE/nc2016_0002.jpg', '', ''], ['m', 'Y', 'probe/NC2016_0003.jpg', 'reference/manipulation/mask/none.png', ''], ['m', 'Y', '../../../probe/NC2016_0004.jpg', '', '']];
    form.text('reference/manipulation/NC2016-manipulation-ref.csv', `\uFEFF${rows.map((row) => row.join(separator)).join('\r\n')}\r\n`);
    const set = await only();
    expect(set.layout).toBe('nist16');
    expect(images(set)).toEqual(['probe/NC2016_0001.jpg']);
    expect(untouched(set)).toEqual(['probe/NC2016_0002.JPG']);
    expect(set.warnings).toEqual(['probe/NC2016_0004.jpg is in the reference but not in the folder and is left out', 'probe/NC2016_0003.jpg has no mask and is left out']);
    expect(await boxOf(set.tampered[0])).toEqual(SHAPE.box);
  });

  test('imd20: a folder a scene, originals untouched', async () => {
    await form.picture('1a1ogs/1a1ogs_orig.jpg');
    await form.picture('1a1ogs/c8tf5mq_0.png');
    await form.mask('1a1ogs/c8tf5mq_0_mask.png');
    await form.picture('1a3oag/1a3oag_orig.jpg');
    await form.picture('1a3oag/c8tt7fg_0.jpg');
    const set = await only();
    expect(set.layout).toBe('imd20');
    expect(images(set)).toEqual(['1a1ogs/c8tf5mq_0.png']);
    expect(set.authentic).toHaveLength(2);
    expect(set.warnings).toEqual(['1a3oag/c8tt7fg_0.jpg has no mask and is left out']);
  });

  test('cocoglide: fake, mask and real are joined by the COCO number', async () => {
    await form.picture('fake/glide_inpainting_val2017_114871_up.png');
    await form.picture('fake/glide_inpainting_val2017_9_up.png');
    await form.mask('mask/dining table_114871_mask.png');
    await form.picture('real/dining table_114871.png');
    form.text('table.csv', 'real,fake,mask,prompt\n');
    const set = await only();
    expect(set.layout).toBe('cocoglide');
    expect(set.tampered.map(({ image, mask }) => [below(image), below(mask)])).toEqual([['fake/glide_inpainting_val2017_114871_up.png', 'mask/dining table_114871_mask.png']]);
    expect(untouched(set)).toEqual(['real/dining table_114871.png']);
    expect(set.warnings).toEqual(['fake/glide_inpainting_val2017_9_up.png has no mask and is left out']);
  });

  test('sacp: masks of 0 and 1 as well as of 0 and 255; pictures without published masks are named', async () => {
    await form.picture('s2_data/data/train/1.jpg');
    await form.picture('s2_data/data/train/2.jpg');
    await form.picture('s2_data/data/test/1.jpg');
    await form.mask('s2_data/data/train_mask/1.png', { mark: [1, 1, 1] });
    await form.mask('s2_data/data/train_mask/2.png');
    const set = await only();
    expect(set).toMatchObject({ layout: 'sacp', name: basename(folder) });
    expect(await boxOf(set.tampered[0])).toEqual(SHAPE.box);
    expect(await boxOf(set.tampered[1])).toEqual(SHAPE.box);
    expect(set.warnings).toEqual(['1 pictures of test/ have no masks and are left out']);
  });

  test('openforensics: made faces are filled, pictures of real faces are untouched, the size is the JSON’s', async () => {
    for (const name of ['a', 'b', 'c']) await form.picture(`Images/Test-Dev/${name}.jpg`);
    await form.picture('Images/Val/a.jpg');
    const coco = {
      categories: [{ id: 0, name: 'Real' }, { id: 1, name: 'Fake' }],
      images: ['a', 'b', 'c', 'gone'].map((name, id) => ({ id, file_name: `Images/Test-Dev/${name}.jpg`, width: 32, height: 24 })),
      annotations: [
        { image_id: 0, category_id: 1, segmentation: [[8, 6, 16, 6, 16, 12, 8, 12]] },
        { image_id: 0, category_id: 0, segmentation: [[0, 0, 4, 0, 4, 4, 0, 4]] },
        { image_id: 1, category_id: 0, segmentation: [[0, 0, 4, 0, 4, 4, 0, 4]] },
        { image_id: 2, category_id: 1, segmentation: { counts: [1, 2], size: [24, 32] } },
        { image_id: 3, category_id: 1, segmentation: [[0, 0, 4, 0, 4, 4]] },
      ],
    };
    form.text('Images/annotations/Test-Dev_poly.json', JSON.stringify(coco));
    const set = await only();
    expect(set).toMatchObject({ layout: 'openforensics', name: `${basename(folder)}-Test-Dev` });
    expect(images(set)).toEqual(['Images/Test-Dev/a.jpg']);
    expect(untouched(set)).toEqual(['Images/Test-Dev/b.jpg']);
    expect(set.warnings).toEqual(['Images/Test-Dev/c.jpg has a made face without polygons and is left out', '1 of 4 pictures of Images/annotations/Test-Dev_poly.json are not in the folder and are left out']);
    expect(await boxOf(set.tampered[0], { width: 999, height: 999 })).toEqual([8, 6, 16, 12]);
  });

  test('tampered-ic13: boxes of class 2, last column and row included; quadrilaterals; unreadable lines leave a picture out', async () => {
    for (const name of ['img_1', 'img_2', 'img_3', 'img_4', 'img_5']) await form.picture(`test_img/${name}.jpg`);
    form.text('test_gt/img_1.txt', '8,6,15,11,2\r\n0,0,3,3,1\r\n');
    form.text('test_gt/img_2.txt', '0,0,3,3,1\n');
    form.text('test_gt/img_3.txt', '8,6,16,6,16,12,8,12,2,word\n');
    form.text('test_gt/img_4.txt', 'what is this\n');
    const set = await only();
    expect(set).toMatchObject({ layout: 'tampered-ic13', name: `${basename(folder)}-test` });
    expect(images(set)).toEqual(['test_img/img_1.jpg', 'test_img/img_3.jpg']);
    expect(untouched(set)).toEqual(['test_img/img_2.jpg']);
    expect(set.warnings).toEqual(['test_gt/img_4.txt: 1 lines are not a box and a class; the picture is left out', 'test_img/img_5.jpg has no text file in test_gt and is left out']);
    expect(await boxOf(set.tampered[0])).toEqual([8, 6, 16, 12]);
    expect(await boxOf(set.tampered[1])).toEqual([8, 6, 16, 12]);
  });

  test('ostf: a pickle a method; a pickle that would run something is refused', async () => {
    await form.picture('mmacc/srnet/x.jpg');
    await form.picture('mmacc/srnet/y.jpg');
    // pickle.dumps({'srnet/x.jpg': {'w': 32, 'h': 24, 'b': [[8, 6, 15, 11, 1], [0, 0, 3, 3, 0]]}, 'srnet/y.jpg': {'w': 32, 'h': 24, 'b': [[0, 0, 3, 3, 0]]}, 'srnet/z.jpg': {'w': 1, 'h': 1, 'b': []}}, 2)
    form.text('mmacc/srnet_test.pk', Buffer.from('80027d710028580b00000073726e65742f782e6a706771017d71022858010000007771034b2058010000006871044b1858010000006271055d7106285d7107284b084b064b0f4b0b4b01655d7108284b004b004b034b034b00656575580b00000073726e65742f792e6a706771097d710a2868034b2068044b1868055d710b5d710c284b004b004b034b034b00656175580b00000073726e65742f7a2e6a7067710d7d710e2868034b0168044b0168055d710f75752e', 'hex'));
    const set = await only();
    expect(set).toMatchObject({ layout: 'ostf', name: `${basename(folder)}-srnet_test` });
    expect(images(set)).toEqual(['mmacc/srnet/x.jpg']);
    expect(untouched(set)).toEqual(['mmacc/srnet/y.jpg']);
    expect(set.warnings).toEqual(['srnet/z.jpg of mmacc/srnet_test.pk is not in the folder and is left out']);
    expect(await boxOf(set.tampered[0])).toEqual([8, 6, 16, 12]);
    form.text('mmacc/srnet_test.pk', "cos\nsystem\n(S'true'\ntR.");
    await expect(findSets(folder)).rejects.toMatchObject({ code: 'ARGUMENT_INVALID', message: expect.stringContaining('GLOBAL') });
  });

  test('doctamper: unpacked, with qualities; the database itself says how to unpack it', async () => {
    await form.picture('images/000000000.jpg');
    await form.picture('images/000000001.jpg');
    await form.mask('masks/000000000.png');
    await form.mask('masks/000000001.png');
    form.text('qualities.json', JSON.stringify({ format: 'palimpsest-doctamper-1', pictures: { '000000000': [88, 93, 76] } }));
    const set = await only();
    expect(set.layout).toBe('doctamper');
    expect(set.tampered.map(({ qualities }) => qualities)).toEqual([[88, 93, 76], undefined]);
    for (const [content, what] of [['{"format":"palimpsest-doctamper-1","pictures":{"0":[0]}}', 'qualities of 1 to 100'], ['{', 'JSON'], ['{"format":"other"}', 'palimpsest-doctamper-1']] as const) {
      form.text('qualities.json', content);
      await expect(findSets(folder)).rejects.toMatchObject({ code: 'ARGUMENT_INVALID', message: expect.stringContaining(what) });
    }
    form.text('data.mdb', '');
    await expect(findSets(folder)).rejects.toMatchObject({ code: 'ARGUMENT_INVALID', message: expect.stringContaining('training.unpack_doctamper') });
  });
});

/** The Python of training/, not that of the consumers: the unpacker is part of training. */
const PYTHON = 'python3';
const hasLmdb = spawnSync(PYTHON, ['-c', 'import lmdb, numpy, PIL']).status === 0;
if (!hasLmdb) process.stderr.write(`SKIPPED: ${PYTHON} has no lmdb, numpy and pillow, so DocTamper's database form is not tested; install training/requirements.txt\n`);
if (!hasLmdb && process.env['PALIMPSEST_REQUIRE_PYTHON'] === '1') throw new Error('lmdb must be there (PALIMPSEST_REQUIRE_PYTHON=1): install training/requirements.txt');

/** A database in DocTamper's published form: two samples, the second of them with a label of another size. */
const MAKE_DATABASE = `
import io, pickle, sys, lmdb, numpy as np
from PIL import Image
def encoded(array, kind):
    handle = io.BytesIO(); Image.fromarray(array).save(handle, kind); return handle.getvalue()
mark = np.zeros((24, 32), np.uint8); mark[6:12, 8:16] = 1
with lmdb.open(sys.argv[1], map_size=1 << 24) as environment, environment.begin(write=True) as transaction:
    transaction.put(b"num-samples", b"2")
    for index, label in enumerate([mark, mark[:, :16]]):
        transaction.put(b"image-%09d" % index, encoded(np.full((24, 32, 3), 200, np.uint8), "JPEG"))
        transaction.put(b"label-%09d" % index, encoded(label, "PNG"))
pickle.dump({0: np.array([88, 93, 76]), 1: np.array([90])}, open(sys.argv[2], "wb"))
`;

test.skipIf(!hasLmdb)('doctamper: from the published database to a set', async () => {
  const [database, pickle, out] = [join(folder, 'DocTamperV1-FCD'), join(folder, 'q.pk'), join(folder, 'unpacked FCD')];
  const run = (...parts: readonly string[]) => spawnSync(PYTHON, parts, { cwd: join(import.meta.dirname, '../..'), encoding: 'utf8' });
  expect(run('-c', MAKE_DATABASE, database, pickle)).toMatchObject({ status: 0, stderr: '' });
  await expect(findSets(database)).rejects.toMatchObject({ message: expect.stringContaining('unpack_doctamper') });
  expect(run('-m', 'training.unpack_doctamper', database, out, '--qualities', pickle)).toMatchObject({ status: 0, stdout: expect.stringContaining('1 pictures, 1 remarks') });
  const [set] = await findSets(out);
  expect(set).toMatchObject({ layout: 'doctamper', name: 'unpacked FCD', warnings: [] });
  expect(set?.tampered.map(({ qualities }) => qualities)).toEqual([[88, 93, 76]]);
  expect(await boxOf(set?.tampered[0])).toEqual(SHAPE.box);
});

describe('hostile and half folders', () => {
  test('a folder of collections gives every one, also one level further down, under names of their own', async () => {
    for (const path of ['first/COVERAGE/image/1t.tif', 'COVERAGE/image/1t.tif', 'plain/images/a.jpg']) await form.picture(path);
    for (const path of ['first/COVERAGE/mask/1forged.tif', 'COVERAGE/mask/1forged.tif', 'plain/masks/a.png']) await form.mask(path);
    const sets = await findSets(folder);
    expect(sets.map(({ name, layout }) => [name, layout])).toEqual([['COVERAGE', 'coverage'], ['COVERAGE-2', 'coverage'], ['plain', 'generic']]);
    expect((await findSets(folder, 'generic')).map(({ name }) => name)).toEqual(['plain']);
  });

  test('altered pictures without any mask are an error that says what was looked for', async () => {
    await form.picture('Tp/CM/a.jpg');
    await expect(findSets(folder)).rejects.toMatchObject({ code: 'ARGUMENT_INVALID', message: expect.stringMatching(/1 altered pictures, but a mask for none of them: looked for <picture>_gt\.png/) });
  });

  test('a layout asked for that the folder is not in is an error that says its form and what is there', async () => {
    await form.picture('holiday/beach.jpg');
    await expect(findSets(folder, 'coverage')).rejects.toMatchObject({ code: 'ARGUMENT_INVALID', message: expect.stringMatching(/not in the form of coverage: looked for image\/<n>\.tif.*there is holiday\//) });
    await expect(findSets(folder)).rejects.toMatchObject({ code: 'ARGUMENT_INVALID', message: expect.stringMatching(/^(?=.*casia1: )(?=.*ostf: )(?=.*generic: ).*there is holiday/) });
    await expect(findSets(join(folder, 'holiday', 'beach.jpg'))).rejects.toMatchObject({ code: 'ARGUMENT_INVALID' });
  });

  test('loops of links end, archivers’ leftovers and broken links are no pictures', async () => {
    await form.picture('images/ä b.jpg');
    await form.mask('masks/ä b.png');
    await form.picture('images/._ä b.jpg');
    await form.picture('__MACOSX/images/x.jpg');
    symlinkSync(folder, join(folder, 'again'));
    symlinkSync(join(folder, 'images'), join(folder, 'images', 'self'));
    symlinkSync(join(folder, 'nowhere.jpg'), join(folder, 'images', 'broken.jpg'));
    const set = await only();
    expect(images(set)).toEqual(['images/ä b.jpg']);
    expect(set.warnings).toEqual([]);
  });

  test('two pictures of one mask are said; two masks of one picture leave it out', async () => {
    for (const path of ['images/a.jpg', 'images/a.png', 'images/b.jpg']) await form.picture(path);
    for (const path of ['masks/a.png', 'masks/b_gt.png', 'masks/b_mask.png']) await form.mask(path);
    const set = await only();
    expect(images(set)).toEqual(['images/a.jpg', 'images/a.png']);
    expect(set.warnings).toEqual(['images/a.png has the same mask as images/a.jpg: one of the two may be a copy', expect.stringMatching(/^images\/b\.jpg has 2 masks \(masks\/b_gt\.png, masks\/b_mask\.png\)/)]);
  });

  test('a reference or annotation file of another form is refused, not guessed at', async () => {
    form.text('reference/manipulation/NC2016-manipulation-ref.csv', 'a|b|c\n1|2|3\n');
    await expect(findSets(folder)).rejects.toMatchObject({ code: 'ARGUMENT_INVALID', message: expect.stringContaining('IsTarget') });
    rmSync(join(folder, 'reference'), { recursive: true });
    for (const content of ['[]', '{', '{"images":[],"annotations":[]}', '{"images":[{"id":1,"file_name":"x.jpg"}],"annotations":[],"categories":[]}']) {
      form.text('Val_poly.json', content);
      await expect(findSets(folder)).rejects.toMatchObject({ code: 'ARGUMENT_INVALID' });
    }
  });

  test('an annotation that states an absurd size fails with its reason when it is read, and takes no memory', async () => {
    await form.picture('Test-Dev/a.jpg');
    form.text('Test-Dev_poly.json', JSON.stringify({ categories: [{ id: 1, name: 'Fake' }], images: [{ id: 1, file_name: 'Images/Test-Dev/a.jpg', width: 1e9, height: 1e9 }], annotations: [{ image_id: 1, category_id: 1, segmentation: [[0, 0, 5, 0, 5, 5]] }] }));
    const set = await only();
    await expect(readTruth(set.tampered[0]!, SHAPE)).rejects.toMatchObject({ code: 'ARGUMENT_INVALID', message: expect.stringContaining('1000000000') });
  });

  test('a mask that marks most of its picture is pointed out, not turned round', async () => {
    await form.picture('images/a.jpg');
    await form.mask('masks/a.png', { ground: WHITE, mark: [0, 0, 0] });
    const truth = await readTruth((await only()).tampered[0]!, SHAPE);
    expect(truth.note).toContain('94 %');
    expect(truth.data[0]).toBe(255);
  });

  test('nothing in the folder is written', async () => {
    await form.picture('images/a.jpg');
    await form.mask('masks/a.png');
    const before = readFileSync(join(folder, 'masks', 'a.png'));
    mkdirSync(join(folder, 'authentic'));
    await readTruth((await only()).tampered[0]!, SHAPE);
    expect(readFileSync(join(folder, 'masks', 'a.png')).equals(before)).toBe(true);
  });
});
