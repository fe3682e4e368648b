import { useQuery } from '@tanstack/react-query';
import { settingsSchema, type Settings } from '../../contract/index.ts';
import { api } from '../api/client.ts';
import { notifyError } from '../api/errors.ts';
import { keys, queryClient } from '../api/queries.ts';

export const DEFAULT_SETTINGS: Settings = settingsSchema.parse({});
/** A slider changes many times a second; the host is told once it rests, in milliseconds. */
const WRITE_AFTER = 250;

let timer: ReturnType<typeof setTimeout> | null = null;
/** One write after another, so that an older one can never win. */
let writing: Promise<void> = Promise.resolve();

function currentSettings(): Settings {
  return queryClient.getQueryData<Settings>(keys.settings) ?? DEFAULT_SETTINGS;
}

async function writeNow(): Promise<void> {
  timer = null;
  try {
    await api.settings.write(currentSettings());
    // Address and model may be others now; asking for what is known of the server sends nothing to it.
    await queryClient.invalidateQueries({ queryKey: ['server'] });
  } catch (error) {
    notifyError(error, 'The settings were not saved');
    await queryClient.invalidateQueries({ queryKey: keys.settings });
  }
}

/** Shows the change at once and writes it shortly after. */
export function changeSettings(partial: Partial<Settings>): void {
  void queryClient.cancelQueries({ queryKey: keys.settings });
  queryClient.setQueryData<Settings>(keys.settings, { ...currentSettings(), ...partial });
  if (timer !== null) clearTimeout(timer);
  timer = setTimeout(() => {
    writing = writing.then(writeNow);
  }, WRITE_AFTER);
}

/** What was changed is written now and not after its rest; done once the host has it. */
export async function settingsWritten(): Promise<void> {
  if (timer !== null) {
    clearTimeout(timer);
    writing = writing.then(writeNow);
  }
  await writing;
}

/** Settings of this installation; the defaults until the host has answered. */
export function useSettings(): { readonly settings: Settings; readonly loaded: boolean; readonly error: Error | null; readonly change: (partial: Partial<Settings>) => void } {
  const { data, error } = useQuery({ queryKey: keys.settings, queryFn: ({ signal }) => api.settings.read(undefined, { signal }), staleTime: Infinity });
  return { settings: data ?? DEFAULT_SETTINGS, loaded: data !== undefined, error, change: changeSettings };
}
