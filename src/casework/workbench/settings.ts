import { join } from 'node:path';
import { type Settings, settingsSchema } from '../../contract/index.ts';
import type { Handlers } from './handlers.ts';
import { readJsonFile, writeJsonFile } from './jsonFile.ts';

/** Settings of this installation, read once and kept. */
export interface SettingsStore {
  readonly read: () => Settings;
  readonly write: (settings: Settings) => Settings;
}

export function createSettingsStore(dataFolder: string): SettingsStore {
  const path = join(dataFolder, 'settings.json');
  let current: Settings | null = null;
  return {
    read() {
      current ??= readJsonFile(path, settingsSchema) ?? settingsSchema.parse({});
      return current;
    },
    write(settings) {
      const checked = settingsSchema.parse(settings);
      writeJsonFile(path, checked);
      current = checked;
      return checked;
    },
  };
}

export function settingsHandlers(settings: SettingsStore): Handlers<'settings'> {
  return {
    read: async () => settings.read(),
    write: async (input) => settings.write(input),
  };
}
