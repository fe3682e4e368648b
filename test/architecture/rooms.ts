import type { Import } from './sources.ts';
import { packageOf, roomOf } from './sources.ts';

export interface Room {
  /** Other rooms it may import from. */
  readonly rooms: readonly string[];
  /** Packages it may import; `node:` stands for all built-in modules. */
  readonly packages: readonly string[];
}

/** The walls of the house. A wall moves only with a reason written in docs/decisions. */
export const ROOMS: Readonly<Record<string, Room>> = {
  contract: { rooms: [], packages: ['zod', '@orpc/contract'] },
  engine: { rooms: ['contract'], packages: ['node:', 'sharp', 'onnxruntime-node'] },
  casework: { rooms: ['contract', 'engine'], packages: ['node:', 'better-sqlite3', 'zod', '@orpc/server', 'eventsource-parser', 'pdfkit', 'pkijs', 'asn1js', 'node-forge', '@fontsource/noto-sans', '@fontsource/noto-sans-mono', 'csv-stringify', 'write-excel-file', 'fflate'] },
  main: { rooms: ['contract', 'casework', 'engine'], packages: ['node:', 'electron', '@orpc/server'] },
  preload: { rooms: ['contract'], packages: ['electron'] },
  server: { rooms: ['contract', 'casework', 'engine'], packages: ['node:', 'zod', 'ws', '@orpc/server'] },
  cli: { rooms: ['contract', 'casework', 'engine', 'server'], packages: ['node:', 'commander', 'cli-progress'] },
  renderer: { rooms: ['contract'], packages: ['react', 'react-dom', 'konva', 'react-konva', '@mantine/core', '@mantine/hooks', '@mantine/notifications', '@mantine/spotlight', '@tabler/icons-react', '@tanstack/react-query', '@tanstack/react-virtual', '@orpc/client', '@orpc/contract', 'zod', 'wouter', 'zustand'] },
};

const NETWORK = /^node:(http|https|http2|net|tls|dgram|dns)(\/|$)/;

/** The file a room shows to others. */
function isDoor(target: string): boolean {
  return target.endsWith('/index.ts') || roomOf(target) === 'contract';
}

/** Why an import breaks a wall, or null when it does not. */
export function violation(one: Import): string | null {
  const room = roomOf(one.from);
  if (room === null) return null;
  const rule = ROOMS[room];
  const where = `${one.from} imports ${one.specifier}`;
  if (rule === undefined) return `${where}: src/${room} is no known room`;
  const bare = packageOf(one.specifier);
  if (bare !== null) {
    if (!rule.packages.includes(bare)) return `${where}: ${room} may not use ${bare}`;
    return room === 'engine' && NETWORK.test(one.specifier) ? `${where}: the engine never reaches for the network` : null;
  }
  const target = one.target ?? '';
  if (!/\.(ts|tsx|json|sql|css)$/.test(target)) return `${where}: write the extension`;
  const other = roomOf(target);
  if (other === room) return null;
  if (other === null) return target === 'package.json' ? null : `${where}: leaves src/`;
  if (!rule.rooms.includes(other)) return `${where}: ${room} may not see ${other}`;
  return isDoor(target) ? null : `${where}: go through the public door (index.ts)`;
}
