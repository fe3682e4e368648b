/**
 * Cuts a part out of an ONNX model as a model of its own. Only the framing of the protocol buffers is read: nodes, weights and types are copied
 * as they lie in the file. Field numbers are those of onnx.proto: ModelProto.graph 7; GraphProto node 1, name 2, initializer 5, input 11,
 * output 12, value_info 13; NodeProto input 1, output 2; TensorProto.name 8; ValueInfoProto.name 1.
 */

interface Field {
  readonly number: number;
  /** The whole field with its tag, to be copied. */
  readonly raw: Uint8Array;
  /** Content of a length-delimited field; empty for others. */
  readonly content: Uint8Array;
}

interface Node {
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly raw: Uint8Array;
}

const MODEL_GRAPH = 7;
const GRAPH = { node: 1, name: 2, initializer: 5, input: 11, output: 12, valueInfo: 13 } as const;
const NODE = { input: 1, output: 2 } as const;
const TENSOR_NAME = 8;
const VALUE_NAME = 1;
const LENGTH_DELIMITED = 2;

/** A parsed model, ready to be cut more than once. */
export interface CuttableModel {
  /**
   * The model that computes `outputs` from `inputs`. Both name values that the file gives a type: its inputs, outputs and value_info. Throws
   * an Error where a name is unknown or an output cannot be computed from the inputs.
   */
  cut(inputs: readonly string[], outputs: readonly string[]): Uint8Array;
}

/** Throws an Error where `model` is no ONNX file. */
export function readCuttable(model: Uint8Array): CuttableModel {
  const fields = readFields(model);
  const graph = fields.find((field) => field.number === MODEL_GRAPH);
  if (graph === undefined) throw new Error('the model holds no graph');
  const parts = readFields(graph.content);
  const nodes = parts.filter((part) => part.number === GRAPH.node).map(readNode);
  const producers = new Map(nodes.flatMap((node, index) => node.outputs.map((name) => [name, index] as const)));
  const weights = byName(parts, [GRAPH.initializer], TENSOR_NAME);
  const types = byName(parts, [GRAPH.input, GRAPH.output, GRAPH.valueInfo], VALUE_NAME);

  function typeOf(name: string): Uint8Array {
    const type = types.get(name);
    if (type === undefined) throw new Error(`the model says no type of ${name}`);
    return type;
  }

  function cut(inputs: readonly string[], outputs: readonly string[]): Uint8Array {
    const ends = new Set(inputs);
    const wanted = new Set<number>();
    const used = new Set<string>();
    const waiting = [...outputs];
    for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
      if (name === '' || ends.has(name) || used.has(name)) continue;
      if (weights.has(name)) {
        used.add(name);
        continue;
      }
      const producer = producers.get(name);
      if (producer === undefined) throw new Error(`${name} cannot be computed from ${inputs.join(', ')}`);
      if (wanted.has(producer)) continue;
      wanted.add(producer);
      waiting.push(...nodes[producer]!.inputs);
    }
    const content = [
      ...nodes.filter((_, index) => wanted.has(index)).map((node) => node.raw),
      ...parts.filter((part) => part.number === GRAPH.name).map((part) => part.raw),
      ...[...used].map((name) => encode(GRAPH.initializer, weights.get(name)!)),
      ...inputs.map((name) => encode(GRAPH.input, typeOf(name))),
      ...outputs.map((name) => encode(GRAPH.output, typeOf(name))),
    ];
    return Buffer.concat([...fields.filter((field) => field.number !== MODEL_GRAPH).map((field) => field.raw), encode(MODEL_GRAPH, Buffer.concat(content))]);
  }

  return { cut };
}

function readNode(field: Field): Node {
  const parts = readFields(field.content);
  const names = (number: number): readonly string[] => parts.filter((part) => part.number === number).map((part) => text(part.content));
  return { inputs: names(NODE.input), outputs: names(NODE.output), raw: field.raw };
}

/** Contents of the fields of these numbers by the name they hold. */
function byName(parts: readonly Field[], numbers: readonly number[], nameField: number): ReadonlyMap<string, Uint8Array> {
  const named = new Map<string, Uint8Array>();
  for (const part of parts) {
    if (!numbers.includes(part.number)) continue;
    const name = readFields(part.content).find((field) => field.number === nameField);
    if (name !== undefined) named.set(text(name.content), part.content);
  }
  return named;
}

function text(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
}

function readFields(bytes: Uint8Array): readonly Field[] {
  const fields: Field[] = [];
  for (let at = 0; at < bytes.length; ) {
    const start = at;
    const tag = readVarint(bytes, at);
    at = tag.next;
    const kind = tag.value % 8;
    let content = bytes.subarray(at, at);
    if (kind === LENGTH_DELIMITED) {
      const length = readVarint(bytes, at);
      at = length.next + length.value;
      content = bytes.subarray(length.next, at);
    } else {
      at = kind === 0 ? readVarint(bytes, at).next : at + fixedSize(kind);
    }
    if (at > bytes.length) throw new Error('the model file ends inside a field');
    fields.push({ number: Math.floor(tag.value / 8), raw: bytes.subarray(start, at), content });
  }
  return fields;
}

function fixedSize(kind: number): number {
  if (kind === 1) return 8;
  if (kind === 5) return 4;
  throw new Error(`the model file holds a field of unknown kind ${kind}`);
}

/** Values beyond 2^53 occur only in fields that are skipped. */
function readVarint(bytes: Uint8Array, from: number): { value: number; next: number } {
  let value = 0;
  for (let at = from, scale = 1; at < bytes.length && at < from + 10; at += 1, scale *= 128) {
    value += (bytes[at]! & 0x7f) * scale;
    if (bytes[at]! < 0x80) return { value, next: at + 1 };
  }
  throw new Error('the model file ends inside a number');
}

function encode(number: number, content: Uint8Array): Uint8Array {
  return Buffer.concat([varint(number * 8 + LENGTH_DELIMITED), varint(content.length), content]);
}

function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return Uint8Array.from([...bytes, rest]);
    bytes.push((rest % 128) + 128);
  }
}
