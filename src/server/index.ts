/** The server's door: the workbench for a browser on this machine. */
export { type RunningServer, type ServerConfig, startServer } from './server.ts';
