import type { ServerStatus } from '../../../contract/index.ts';

/** The one thing to do next about the language model. */
export type ServerStep = 'guide' | 'check' | 'ask' | 'consent';

export interface ServerWords {
  readonly title: string;
  readonly text: string;
  readonly step: ServerStep;
  readonly stepName: string;
  /** `good`: can be asked; `bad`: something must be mended. */
  readonly state: 'quiet' | 'good' | 'bad';
}

/** What is known of the server, in words, and what can be done. */
export function serverWords(status: ServerStatus): ServerWords {
  const where = status.remote ? status.origin : 'on this machine';
  switch (status.state) {
    case 'off':
      return { title: 'No language model', text: 'What was measured needs none.', step: 'guide', stepName: 'Set one up', state: 'quiet' };
    case 'not_asked':
      return { title: 'Not checked yet', text: `${status.address}. Nothing has been sent.`, step: 'check', stepName: 'Check connection', state: 'quiet' };
    case 'needs_consent':
      return { title: 'Another machine', text: `This case has not agreed to send pictures to ${status.origin}.`, step: 'consent', stepName: 'Read and agree', state: 'bad' };
    case 'unreachable':
      return { title: 'Does not answer', text: status.problem?.message ?? `Nothing answers at ${status.address}. Start the server and check again.`, step: 'check', stepName: 'Check again', state: 'bad' };
    case 'unfit':
      return { title: 'Cannot be used', text: status.problem?.message ?? 'It cannot take pictures. Choose a vision model.', step: 'check', stepName: 'Check again', state: 'bad' };
    case 'ready':
      return { title: status.model ?? 'Ready', text: `${status.software ?? 'Server'} ${where}`, step: 'ask', stepName: 'Ask the model', state: 'good' };
  }
}

/** What a checked server can do, in the order of what matters. */
export function capabilityWords({ capabilities }: Pick<ServerStatus, 'capabilities'>): readonly { readonly name: string; readonly able: boolean; readonly help: string }[] {
  if (capabilities === null) return [];
  return [
    { name: 'Pictures', able: capabilities.pictures, help: 'It saw the colour of a test picture. Without this it cannot be used.' },
    { name: 'Schema', able: capabilities.schema, help: 'It keeps to the form asked for. Without this its answers are read with more care and asked for once more.' },
    { name: 'Streaming', able: capabilities.streaming, help: 'Its answer is seen as it comes. Without this only the steps are.' },
  ];
}

/** Scheme, host and port of an address; null where it is none for HTTP. */
export function originOf(address: string): string | null {
  try {
    const url = new URL(address);
    return url.protocol === 'http:' || url.protocol === 'https:' ? url.origin : null;
  } catch {
    return null;
  }
}

/** Whether an address is this machine by its letters alone: localhost or a loopback number. The host decides again, and strictly, before anything is sent. */
export function isOwnMachine(address: string): boolean {
  if (originOf(address) === null) return false;
  const { hostname } = new URL(address);
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);
}
