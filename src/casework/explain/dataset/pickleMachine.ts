import type { PickleKey, PickleLimits, PickleValue } from './pickle.ts';
import { floatOf, integerOf, lineOf, smallInteger } from './pickleNumbers.ts';
import { OP, opcodeName, REFUSED } from './pickleOpcodes.ts';
import { type PickleSource, pickleSource, refusal } from './pickleSource.ts';
import { looseText, quotedText, rawUnicodeEscape, utf8Text } from './pickleText.ts';

const HIGHEST_PROTOCOL = 5;

type Container = Uint8Array | PickleValue[] | Map<PickleKey, PickleValue> | Set<PickleKey>;

/** The unpickling machine: a stack, marks in it, and a memo. Carries out opcodes until STOP. Throws ARGUMENT_INVALID. */
export function carryOut(bytes: Uint8Array, limits: PickleLimits): PickleValue {
  const source = pickleSource(bytes);
  const stack: PickleValue[] = [];
  const marks: number[] = [];
  const memo = new Map<number, PickleValue>();
  let values = 0;
  let containers = 0;

  const refuse = (message: string): never => {
    throw refusal(message, source.opcodeAt());
  };
  function push(value: PickleValue): void {
    values += 1;
    if (values > limits.values) refuse(`it holds more than ${limits.values} values`);
    if (stack.length >= limits.stack) refuse(`more than ${limits.stack} values wait on the stack`);
    stack.push(value);
  }
  function pushContainer(value: Container | readonly PickleValue[]): void {
    containers += 1;
    if (containers > limits.containers) refuse(`it holds more than ${limits.containers} lists, tuples, dicts, sets and bytes`);
    push(value);
  }
  function pop(): PickleValue {
    if (stack.length <= (marks.at(-1) ?? 0)) refuse('a value is taken that was never put');
    return stack.pop() as PickleValue;
  }
  function top(): PickleValue {
    if (stack.length <= (marks.at(-1) ?? 0)) refuse('a value is used that was never put');
    return stack.at(-1) as PickleValue;
  }
  function popToMark(): PickleValue[] {
    const mark = marks.pop();
    return mark === undefined ? refuse('there is no mark') : stack.splice(mark);
  }
  function pushMark(): void {
    // As deep as lists may be nested, and one for a batch on each level.
    if (marks.length > 2 * limits.depth) refuse(`it is nested more than ${limits.depth} deep`);
    marks.push(stack.length);
  }
  function bytesOf(length: number): Uint8Array {
    if (length > limits.stringBytes) refuse(`a text of ${length} bytes is longer than ${limits.stringBytes}`);
    return source.take(length);
  }
  function pushText(text: string | null): void {
    if (text === null) return refuse('a text is not in its encoding');
    push(text);
  }
  function put(index: number): void {
    if (memo.size >= limits.memo && !memo.has(index)) refuse(`the memo holds more than ${limits.memo} values`);
    memo.set(index, top());
  }
  function get(index: number): void {
    const value = memo.get(index);
    if (value === undefined) return refuse(`the memo holds nothing under ${index}`);
    push(value);
  }
  function keyOf(value: PickleValue | undefined): PickleKey {
    return value === undefined || (typeof value === 'object' && value !== null) ? refuse('a key is no text, number, bool or None') : value;
  }
  function setItems(target: PickleValue, items: readonly PickleValue[]): void {
    if (!(target instanceof Map) || items.length % 2 !== 0) return refuse('items are set on what is no dict');
    for (let at = 0; at < items.length; at += 2) target.set(keyOf(items[at]), items[at + 1] as PickleValue);
  }
  function appendTo(target: PickleValue, items: readonly PickleValue[]): void {
    if (!Array.isArray(target) || Object.isFrozen(target)) return refuse('items are appended to what is no list');
    for (const item of items) target.push(item);
  }
  function pushTuple(items: readonly PickleValue[]): void {
    pushContainer(Object.freeze(items));
  }
  const popped = (count: number): PickleValue[] => Array.from({ length: count }, pop).toReversed();

  for (;;) {
    const code = source.nextOpcode();
    switch (code) {
      case OP.PROTO: {
        const version = source.byte();
        if (source.opcodeAt() !== 0) refuse('PROTO stands inside the pickle');
        if (version > HIGHEST_PROTOCOL) refuse(`protocol ${version} is not known`);
        break;
      }
      case OP.FRAME:
        source.beginFrame(source.length64());
        break;
      case OP.STOP: {
        const value = pop();
        if (stack.length > 0 || marks.length > 0) refuse('values are left over at its end');
        if (!source.atEnd()) refuse('more follows after its end');
        return value;
      }
      case OP.MARK:
        pushMark();
        break;
      case OP.POP:
        if (marks.length > 0 && stack.length === marks.at(-1)) marks.pop();
        else pop();
        break;
      case OP.POP_MARK:
        popToMark();
        break;
      case OP.DUP:
        push(top());
        break;
      case OP.NONE:
        push(null);
        break;
      case OP.NEWTRUE:
        push(true);
        break;
      case OP.NEWFALSE:
        push(false);
        break;
      case OP.BININT:
        push(source.signed32());
        break;
      case OP.BININT1:
        push(source.byte());
        break;
      case OP.BININT2:
        push(source.unsigned(2));
        break;
      case OP.INT: {
        const line = lineOf(source, limits);
        push(line === '01' ? true : line === '00' ? false : smallInteger(line, source));
        break;
      }
      case OP.LONG:
        push(smallInteger(lineOf(source, limits).replace(/L$/, ''), source));
        break;
      case OP.LONG1:
      case OP.LONG4: {
        const length = code === OP.LONG1 ? source.byte() : source.signed32();
        if (length < 0) refuse('a length is negative');
        if (length > limits.integerBytes) refuse(`an integer of ${length} bytes is longer than ${limits.integerBytes}`);
        push(integerOf(source.take(length)));
        break;
      }
      case OP.FLOAT:
        push(floatOf(lineOf(source, limits), source));
        break;
      case OP.BINFLOAT: {
        const eight = source.take(8);
        push(new DataView(eight.buffer, eight.byteOffset, 8).getFloat64(0, false));
        break;
      }
      case OP.STRING:
        pushText(quotedText(source.line(limits.stringBytes)));
        break;
      case OP.UNICODE:
        pushText(rawUnicodeEscape(source.line(limits.stringBytes)));
        break;
      case OP.SHORT_BINSTRING:
        push(looseText(bytesOf(source.byte())));
        break;
      case OP.BINSTRING: {
        const length = source.signed32();
        if (length < 0) refuse('a length is negative');
        push(looseText(bytesOf(length)));
        break;
      }
      case OP.SHORT_BINUNICODE:
      case OP.BINUNICODE:
      case OP.BINUNICODE8:
        pushText(utf8Text(bytesOf(counted(source, code === OP.SHORT_BINUNICODE ? 1 : code === OP.BINUNICODE ? 4 : 8))));
        break;
      case OP.SHORT_BINBYTES:
      case OP.BINBYTES:
      case OP.BINBYTES8:
      case OP.BYTEARRAY8:
        pushContainer(Uint8Array.from(bytesOf(counted(source, code === OP.SHORT_BINBYTES ? 1 : code === OP.BINBYTES ? 4 : 8))));
        break;
      case OP.EMPTY_LIST:
        pushContainer([]);
        break;
      case OP.EMPTY_DICT:
        pushContainer(new Map());
        break;
      case OP.EMPTY_SET:
        pushContainer(new Set());
        break;
      case OP.EMPTY_TUPLE:
        pushTuple([]);
        break;
      case OP.LIST:
        pushContainer(popToMark());
        break;
      case OP.TUPLE:
        pushTuple(popToMark());
        break;
      case OP.TUPLE1:
      case OP.TUPLE2:
      case OP.TUPLE3:
        pushTuple(popped(code - OP.TUPLE1 + 1));
        break;
      case OP.DICT: {
        const items = popToMark();
        const dict = new Map<PickleKey, PickleValue>();
        setItems(dict, items);
        pushContainer(dict);
        break;
      }
      case OP.FROZENSET:
        pushContainer(new Set(popToMark().map(keyOf)));
        break;
      case OP.APPEND: {
        const item = pop();
        appendTo(top(), [item]);
        break;
      }
      case OP.APPENDS: {
        const items = popToMark();
        appendTo(top(), items);
        break;
      }
      case OP.SETITEM: {
        const [key, value] = popped(2);
        setItems(top(), [key as PickleValue, value as PickleValue]);
        break;
      }
      case OP.SETITEMS: {
        const items = popToMark();
        setItems(top(), items);
        break;
      }
      case OP.ADDITEMS: {
        const items = popToMark();
        const target = top();
        if (target instanceof Set) for (const item of items) (target as Set<PickleKey>).add(keyOf(item));
        else refuse('items are added to what is no set');
        break;
      }
      case OP.PUT:
      case OP.GET: {
        const index = lineOf(source, limits);
        if (!/^\d{1,10}$/.test(index)) refuse('a memo index is no number');
        if (code === OP.PUT) put(Number(index));
        else get(Number(index));
        break;
      }
      case OP.BINPUT:
        put(source.byte());
        break;
      case OP.LONG_BINPUT:
        put(source.unsigned(4));
        break;
      case OP.MEMOIZE:
        put(memo.size);
        break;
      case OP.BINGET:
        get(source.byte());
        break;
      case OP.LONG_BINGET:
        get(source.unsigned(4));
        break;
      default:
        refuse(REFUSED.has(code) ? `${opcodeName(code)} would run or fetch something that is not data` : `${opcodeName(code)} is no opcode`);
    }
  }
}

function counted(source: PickleSource, bytes: 1 | 4 | 8): number {
  return bytes === 1 ? source.byte() : bytes === 4 ? source.unsigned(4) : source.length64();
}
