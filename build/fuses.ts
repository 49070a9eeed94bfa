// Decides every fuse of the packaged Electron binary (an electron-builder afterPack hook). A fuse
// that a later Electron adds stops the packaging until it is decided here too.

import { join } from 'node:path';
import { flipFuses, FuseV1Options, FuseVersion, type FuseConfig } from '@electron/fuses';
import type { AfterPackContext } from 'electron-builder';

export const FUSES = {
  version: FuseVersion.V1,
  strictlyRequireAllFuses: true,
  // The program is not a Node for whoever can set an environment variable.
  [FuseV1Options.RunAsNode]: false,
  [FuseV1Options.EnableNodeOptionsEnvironmentVariable]: false,
  [FuseV1Options.EnableNodeCliInspectArguments]: false,
  // Cookies on disk are readable by this user's key ring alone.
  [FuseV1Options.EnableCookieEncryption]: true,
  // Only the program that was packaged runs, unaltered.
  [FuseV1Options.EnableEmbeddedAsarIntegrityValidation]: true,
  [FuseV1Options.OnlyLoadAppFromAsar]: true,
  [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
  // The page comes from app://; file:// is refused.
  [FuseV1Options.GrantFileProtocolExtraPrivileges]: false,
  [FuseV1Options.WasmTrapHandlers]: true,
} satisfies FuseConfig;

export default async function decideFuses(context: AfterPackContext): Promise<void> {
  await flipFuses(binaryIn(context), {
    ...FUSES,
    // On Apple silicon a changed binary needs a new signature to run before it is signed properly.
    resetAdHocDarwinSignature: context.electronPlatformName === 'darwin',
  });
}

function binaryIn({ appOutDir, electronPlatformName, packager }: AfterPackContext): string {
  const name = packager.appInfo.productFilename;
  switch (electronPlatformName) {
    case 'darwin':
    case 'mas':
      return join(appOutDir, `${name}.app`);
    case 'win32':
      return join(appOutDir, `${packager.platformSpecificBuildOptions.executableName ?? name}.exe`);
    default:
      return join(appOutDir, packager.platformSpecificBuildOptions.executableName ?? 'sealwatch');
  }
}
