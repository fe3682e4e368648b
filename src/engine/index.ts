/** The engine's door: a client that runs it in a process of its own. Nothing native is loaded into the process that imports this. */
export { nodeLauncher, nodeViewLauncher, type ChildEvents, type EngineChild, type Launch, type ViewLaunch } from './client/child.ts';
export { startEngine, type AnalyzeCall, type CallOptions, type Engine, type EngineConfig } from './client/engine.ts';
export { defaultLanes, startEngines, type LanesConfig } from './client/lanes.ts';
export { readGreyPicture, type GreyPicture } from './client/grey.ts';
export { startViewer, type Viewer, type ViewerConfig } from './client/viewer.ts';
export { degradePicture, type DegradedPicture, type PictureChange } from './degrade/degradePicture.ts';
export { type GreySaves, saveGreyChain } from './resave/greySaves.ts';
