import { type Asked, type Reply, type ScriptedServer, startScriptedServer } from '../servers/scriptedServer.ts';
import { streamed, whole } from '../servers/traps.ts';

/** What the model of a test says when it is asked to describe; chosen by the test while the server runs. */
export interface Said {
  readonly title: string;
  /** Of the first region; the others get words of their own. */
  readonly description: string;
  readonly summary: string;
  readonly count: number;
}

export interface TalkingServer extends ScriptedServer {
  say: (said: Said) => void;
  /** Holds every further answer back until released. */
  hold: () => () => void;
}

function schemaName({ body }: Asked): string | null {
  const format = body['response_format'] as { json_schema?: { name?: string } } | undefined;
  return format?.json_schema?.name ?? null;
}

/** The text of the last message a model was sent. */
function askedText({ body }: Asked): string {
  const messages = body['messages'] as { content: string | { type: string; text?: string }[] }[];
  const content = messages.at(-1)?.content ?? '';
  return typeof content === 'string' ? content : content.map((part) => part.text ?? '').join('\n');
}

function hasPicture(asked: Asked): boolean {
  return asked.text.includes('data:image/jpeg;base64,');
}

/** A vision model that answers each question of the protocol in the form asked for, with the words a test gives it. It sees red wherever there is a picture. */
export async function startTalkingServer(): Promise<TalkingServer> {
  let said: Said = { title: 'a word', description: 'no visible artifact', summary: 'Nothing stands out.', count: 1 };
  let gate: Promise<void> = Promise.resolve();
  const answer = (asked: Asked): string => {
    const regions = [...new Set([...askedText(asked).matchAll(/^Region (\d+):/gm)].map((found) => Number(found[1])))];
    switch (schemaName(asked)) {
      case 'colour':
        return JSON.stringify({ colour: 'red' });
      case 'instance':
        return JSON.stringify({ title: said.title, text: '', relation: 'none', anchor: '' });
      case 'places':
        return JSON.stringify({ places: [{ title: 'a dark corner', text: '', relation: 'none', anchor: '', position: 'unknown' }] });
      case 'description':
        return JSON.stringify({
          regions: regions.map((region, index) => ({ region, position: 'unknown', artifacts: ['edge'], method: 'unknown', description: index === 0 ? said.description : 'Its outline can be seen.', confidence: 'low' })),
          count: said.count,
          summary: said.summary,
        });
      case 'self_check':
        return JSON.stringify({ withdrawn: [] });
      default:
        return hasPicture(asked) ? 'Red.' : 'I see no picture.';
    }
  };
  const reply: Reply = async (response, asked) => {
    const text = answer(asked);
    await gate;
    if (response.destroyed) return;
    const send = asked.body['stream'] === true ? streamed(text.match(/\S+\s*/g) ?? []) : whole(text);
    await send(response, asked);
  };
  const server = await startScriptedServer({ models: ['test-vision'], chat: [reply] });
  return {
    ...server,
    say: (next) => {
      said = next;
    },
    hold: () => {
      const { promise, resolve } = Promise.withResolvers<void>();
      gate = promise;
      return resolve;
    },
  };
}
