import type { Router } from '@orpc/server';
import type { ApiContract, HostInfo, Provider } from '../../contract/index.ts';
import type { EnginePort } from '../enginePort.ts';
import type { ModelReference } from '../modelFolder.ts';
import type { ViewerPort } from '../viewerPort.ts';

/** What a host (browser server, Electron, a test in memory) gives the workbench. */
export interface WorkbenchConfig {
  readonly host: HostInfo['host'];
  /** Why this host runs, in one sentence for people. */
  readonly reason: string;
  readonly casesFolder: string;
  /** Settings and recent cases of this installation. */
  readonly dataFolder: string;
  readonly modelsFolder: string;
  readonly startEngine: (model: ModelReference, provider: Provider | 'auto') => EnginePort;
  readonly startViewer: () => ViewerPort;
}

/** A file that may be sent to the page. */
export interface ServedFile {
  /** Absolute, with links resolved, inside the case's folder. */
  readonly path: string;
  readonly mimeType: string;
  /** Content under this address never changes. */
  readonly immutable: boolean;
  /** Content-Security-Policy it is sent with; that of files which run nothing (FILE_POLICY) when left out. */
  readonly policy?: string;
}

/** The application without its window: what the RPC handlers of all hosts serve. */
export interface Workbench {
  readonly router: Router<ApiContract, Record<never, never>>;
  /** Resolves a path below the files root; makes tiles and thumbnails when first asked for. Rejects with AppError (ITEM_NOT_FOUND for what is no such file). */
  readonly file: (path: string, signal?: AbortSignal) => Promise<ServedFile>;
  /** Stops jobs so that they go on at the next start, closes every case and ends the engine processes. */
  readonly close: () => Promise<void>;
}
