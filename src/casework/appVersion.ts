import packageFile from '../../package.json' with { type: 'json' };

/** Release of Palimpsest, as every run and report states it. */
export const APP_VERSION: string = packageFile.version;
