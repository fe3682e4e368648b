import { createParser } from 'eventsource-parser';
import { complaintOf, readChunk } from './chunks.ts';
import { repeatedPhrase } from './repetition.ts';

/** What a reply held. */
export interface Collected {
  content: string;
  reasoning: string;
  reasoningField: string | null;
  refusal: string;
  finish: string | null;
  complaint: string | null;
  promptTokens: number | null;
  /** Pieces of a chat completion that came; 0: whatever answered is no such API. */
  chunks: number;
  streamed: boolean;
  /** The end of a stream was seen. */
  done: boolean;
}

export interface Collector {
  readonly collected: Collected;
  /** Takes the next text of the body; says whether more is wanted. */
  push(text: string): 'more' | 'done' | 'repeating';
  /** The body has ended. */
  finish(): void;
}

const CHECK_EVERY = 48;

/** Reads the body of an answer, whether stream or one object: by what it holds, since servers err in the content type. */
export function createCollector(status: number, onReceived: (characters: number) => void): Collector {
  const collected: Collected = { content: '', reasoning: '', reasoningField: null, refusal: '', finish: null, complaint: null, promptTokens: null, chunks: 0, streamed: false, done: false };
  let whole = '';
  let kind: 'unknown' | 'object' | 'stream' = status === 200 ? 'unknown' : 'object';
  let checked = 0;

  function add(text: string): void {
    const chunk = readChunk(text);
    if (chunk === null) return;
    collected.chunks += 1;
    collected.content += chunk.content;
    collected.reasoning += chunk.reasoning;
    collected.reasoningField ??= chunk.reasoningField;
    collected.refusal += chunk.refusal;
    collected.finish = chunk.finish ?? collected.finish;
    collected.complaint ??= chunk.complaint;
    collected.promptTokens = chunk.promptTokens ?? collected.promptTokens;
    const characters = collected.content.length + collected.reasoning.length;
    if (chunk.content !== '' || chunk.reasoning !== '') onReceived(characters);
  }

  const parser = createParser({
    onEvent({ data }) {
      collected.streamed = true;
      if (data.trim() === '[DONE]') collected.done = true;
      else if (!collected.done) add(data);
    },
  });

  function isRepeating(): boolean {
    const characters = collected.content.length + collected.reasoning.length;
    if (characters - checked < CHECK_EVERY) return false;
    checked = characters;
    return repeatedPhrase(collected.content) !== null || repeatedPhrase(collected.reasoning) !== null;
  }

  return {
    collected,
    push(text) {
      if (kind !== 'stream') whole += text;
      if (kind === 'unknown' && whole.trim() !== '') {
        kind = /^\s*[{[]/.test(whole) ? 'object' : 'stream';
        if (kind === 'stream') parser.feed(whole);
      } else if (kind === 'stream') parser.feed(text);
      if (kind !== 'stream') return 'more';
      if (collected.done) return 'done';
      return isRepeating() ? 'repeating' : 'more';
    },
    finish() {
      if (kind === 'stream') parser.reset({ consume: true });
      else add(whole);
      if (status !== 200 && collected.complaint === null) {
        let json: unknown = whole;
        try {
          json = JSON.parse(whole);
        } catch {
          // Plain text is a complaint as well.
        }
        collected.complaint = complaintOf(json);
      }
    },
  };
}
