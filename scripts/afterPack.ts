import { join } from 'node:path';
import { flipFuses, type FuseConfig, FuseV1Options, FuseVersion } from '@electron/fuses';
import type { AfterPackContext } from 'electron-builder';

/** The one place that says which of Electron's switches are burnt in, all of them written out: a new one in a later Electron stops the packaging. */
export const FUSES = {
  version: FuseVersion.V1,
  strictlyRequireAllFuses: true,
  // The program is the application and nothing else: no Node for whoever can start it, no inspector, no options from the environment.
  [FuseV1Options.RunAsNode]: false,
  [FuseV1Options.EnableNodeOptionsEnvironmentVariable]: false,
  [FuseV1Options.EnableNodeCliInspectArguments]: false,
  // It runs the archive it was packed with, unchanged where the system can check that.
  [FuseV1Options.EnableEmbeddedAsarIntegrityValidation]: true,
  [FuseV1Options.OnlyLoadAppFromAsar]: true,
  [FuseV1Options.EnableCookieEncryption]: true,
  [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
  // The page comes over app://, never from file://.
  [FuseV1Options.GrantFileProtocolExtraPrivileges]: false,
  [FuseV1Options.WasmTrapHandlers]: true,
} as const satisfies FuseConfig;

/** Sets the fuses of the program at `path`. A Mac that runs only signed programs needs its signature made anew. */
export async function setFuses(path: string, platform: string): Promise<void> {
  await flipFuses(path, { ...FUSES, resetAdHocDarwinSignature: platform === 'darwin' });
}

/** Where the packed program lies. */
export function packedProgram(folder: string, platform: string, productName: string, executableName: string): string {
  if (platform === 'darwin' || platform === 'mas') return join(folder, `${productName}.app`, 'Contents', 'MacOS', productName);
  return join(folder, platform === 'win32' ? `${productName}.exe` : executableName);
}

/** Called by electron-builder when a program is put together and not yet signed. */
export async function afterPack({ appOutDir, electronPlatformName, packager }: AfterPackContext): Promise<void> {
  const { productFilename } = packager.appInfo;
  const executable = 'executableName' in packager && typeof packager.executableName === 'string' ? packager.executableName : productFilename;
  await setFuses(packedProgram(appOutDir, electronPlatformName, productFilename, executable), electronPlatformName);
}
