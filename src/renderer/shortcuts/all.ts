import { actions as annotateActions } from '../annotate/actions.ts';
import { actions as frameActions } from '../app/actions.ts';
import { actions as custodyActions } from '../custody/actions.ts';
import { actions as evidenceActions } from '../evidence/actions.ts';
import { actions as explainActions } from '../explain/actions.ts';
import { actions as reportActions } from '../report/actions.ts';
import { actions as reviewActions } from '../review/actions.ts';
import { registerActions } from './definitions.ts';

/** Every action of the page becomes known here, before the first screen is drawn. */
registerActions([...frameActions, ...evidenceActions, ...reviewActions, ...explainActions, ...annotateActions, ...custodyActions, ...reportActions]);
