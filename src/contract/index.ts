export * from './analysis.ts';
export * from './engine.ts';
export * from './errors.ts';
export * from './geometry.ts';
export * from './golden.ts';
export * from './manifest.ts';
export * from './progress.ts';
