import { type Asked, type Reply, sendJson, startScriptedServer } from './scriptedServer.ts';
import { whole } from './traps.ts';

/** A server of this machine that answers every question of the protocol by the name of its schema, always with the same words. */
export interface TalkingServer {
  readonly address: string;
  readonly asked: Asked[];
  /** Bytes of every picture that came over the wire. */
  readonly pictures: () => readonly Buffer[];
  /** Answers questions of the protocol with this until `reset`. */
  answer: Reply | null;
  /** Forgets what was asked and how to answer. */
  readonly reset: () => void;
  readonly close: () => Promise<void>;
}

interface ChatBody {
  readonly messages?: readonly { readonly role: string; readonly content: string | readonly { readonly type: string; readonly text?: string; readonly image_url?: { readonly url: string } | string }[] }[];
  readonly response_format?: { readonly json_schema?: { readonly name?: string } };
}

/** The words are chosen so that some of them cannot stand: a place that is said of every region, and a judgement nobody asked for. */
function words(name: string | undefined, prompt: string): object | string {
  const instance = { title: 'blue patch', text: '', relation: 'none', anchor: '' };
  const regions = [...new Set([...prompt.matchAll(/^Region (\d+):/gm)].map((match) => Number(match[1])))];
  switch (name) {
    case 'instance':
      return instance;
    case 'places':
      return { places: [{ ...instance, position: 'center' }] };
    case 'description':
      return {
        regions: regions.map((region) => ({ region, position: 'bottom-right', artifacts: ['edge', 'texture'], method: 'splicing', description: 'The patch has a hard edge against the pattern around it.', confidence: 'medium' })),
        count: regions.length,
        summary: 'Blue patches stand out from a pattern. This picture is clearly fake.',
      };
    case 'self_check':
      return { withdrawn: [] };
    case 'colour':
      return { colour: 'red' };
    default:
      return 'red';
  }
}

export async function startTalkingServer(): Promise<TalkingServer> {
  const reply: Reply = (response, asked) => {
    const body = asked.body as ChatBody;
    const name = body.response_format?.json_schema?.name;
    if (talking.answer !== null && name !== undefined && name !== 'colour') return talking.answer(response, asked);
    const prompt = (body.messages ?? []).flatMap(({ content }) => (typeof content === 'string' ? content : content.map(({ text }) => text ?? ''))).join('\n');
    const said = words(name, prompt);
    return whole(typeof said === 'string' ? said : JSON.stringify(said))(response, asked);
  };
  const server = await startScriptedServer({ models: (response) => sendJson(response, 200, { object: 'list', data: [{ id: 'tiny-vl', object: 'model' }] }), chat: [reply] });
  const talking: TalkingServer = {
    address: server.address,
    asked: server.asked,
    pictures: () =>
      server.chats().flatMap(({ body }) =>
        ((body as ChatBody).messages ?? []).flatMap(({ content }) => (typeof content === 'string' ? [] : content)).flatMap(({ image_url: image }) => {
          const url = typeof image === 'string' ? image : image?.url;
          return url === undefined ? [] : [Buffer.from(url.slice(url.indexOf(',') + 1), 'base64')];
        }),
      ),
    answer: null,
    reset() {
      server.asked.length = 0;
      talking.answer = null;
    },
    close: () => server.close(),
  };
  return talking;
}

/** From now on the protocol's questions are left waiting; `waiting` is the first of them. */
export function onlyWhenAsked(server: TalkingServer): { readonly waiting: Promise<Asked> } {
  const { promise, resolve } = Promise.withResolvers<Asked>();
  server.answer = (_response, asked) => resolve(asked);
  return { waiting: promise };
}
