import { z } from 'zod';
import { providerSchema } from './analysis.ts';
import { modelServerSchema } from './explanation.ts';

export const paletteSchema = z.enum(['viridis', 'cividis', 'mako', 'magma', 'greys']);
export type PaletteName = z.infer<typeof paletteSchema>;

/** Settings of this installation. Shortcuts hold only what differs from the defaults: action id to a key text such as `Ctrl+K`, or null for none. */
export const settingsSchema = z.object({
  theme: z.enum(['system', 'light', 'dark']).default('system'),
  palette: paletteSchema.default('viridis'),
  threshold: z.number().gt(0).lt(1).default(0.5),
  /** Probability below which the heat map is transparent. */
  heatFloor: z.number().min(0).max(1).default(0.15),
  provider: providerSchema.or(z.literal('auto')).default('auto'),
  model: z.string().default('omni-nano'),
  shortcuts: z.record(z.string(), z.string().nullable()).default({}),
  /** Name written as author; empty means the account's. */
  examiner: z.string().max(200).default(''),
  /** The language model that puts findings into words; off until the examiner turns it on. */
  server: modelServerSchema.default(modelServerSchema.parse({})),
  /** Reading level of explanations. */
  readingLevel: z.enum(['plain', 'technical']).default('plain'),
  view: z.object({ evidence: z.enum(['grid', 'table']).default('grid'), thumbnail: z.number().int().min(64).max(320).default(128) }).default({ evidence: 'grid', thumbnail: 128 }),
});
export type Settings = z.infer<typeof settingsSchema>;

export const hostInfoSchema = z.object({
  host: z.enum(['electron', 'browser', 'memory']),
  appVersion: z.string(),
  platform: z.string(),
  user: z.string(),
  /** Where cases lie; chosen at start. */
  casesFolder: z.string(),
  dataFolder: z.string(),
  /** Why this host and not the other, for instance that Electron's binary is not installed. */
  reason: z.string(),
});
export type HostInfo = z.infer<typeof hostInfoSchema>;

/** A folder's entries for the path entry of the browser host. Hidden ones are left out; at most 2000. */
export const folderListingSchema = z.object({ path: z.string(), parent: z.string().nullable(), entries: z.array(z.object({ name: z.string(), path: z.string(), kind: z.enum(['folder', 'file']), bytes: z.number().nullable() })), truncated: z.boolean() });
export type FolderListing = z.infer<typeof folderListingSchema>;
