import type { ActionDefinition } from '../shortcuts/registry.ts';

/** Actions of the frame: they work on every screen, also while typing where they hold Ctrl. */
export const actions: readonly ActionDefinition[] = [
  { id: 'app.palette', title: 'Open the command palette', group: 'General', scope: 'global', keys: 'Ctrl+K' },
  { id: 'app.map', title: 'Show all shortcuts', group: 'General', scope: 'global', keys: '?' },
  { id: 'app.cases', title: 'Go to cases', group: 'General', scope: 'global', keys: 'Alt+Shift+1' },
  { id: 'app.case', title: 'Go to the case overview', group: 'General', scope: 'global', keys: 'Alt+Shift+2' },
  { id: 'app.evidence', title: 'Go to evidence', group: 'General', scope: 'global', keys: 'Alt+Shift+3' },
  { id: 'app.review', title: 'Go to review', group: 'General', scope: 'global', keys: 'Alt+Shift+4' },
  { id: 'app.scan', title: 'Go to scan', group: 'General', scope: 'global', keys: 'Alt+Shift+5' },
  { id: 'app.audit', title: 'Go to the audit log', group: 'General', scope: 'global', keys: 'Alt+Shift+6' },
  { id: 'app.custody', title: 'Go to custody', group: 'General', scope: 'global', keys: 'Alt+Shift+8' },
  { id: 'app.report', title: 'Go to the report', group: 'General', scope: 'global', keys: 'Alt+Shift+9' },
  { id: 'app.settings', title: 'Go to settings', group: 'General', scope: 'global', keys: 'Alt+Shift+7' },
  { id: 'app.theme', title: 'Change between light and dark', group: 'General', scope: 'global', keys: 'Ctrl+Shift+L' },
  { id: 'cases.new', title: 'Create a case', group: 'General', scope: 'global', keys: 'Ctrl+Alt+N' },
  { id: 'case.add', title: 'Add evidence', group: 'Evidence', scope: 'global', keys: 'Ctrl+Shift+A' },
  { id: 'scan.start', title: 'Start a scan', group: 'Scan', scope: 'global', keys: 'Ctrl+Shift+S' },
  { id: 'scan.pause', title: 'Pause or resume the running job', group: 'Scan', scope: 'global', keys: 'Ctrl+Shift+P' },
];
