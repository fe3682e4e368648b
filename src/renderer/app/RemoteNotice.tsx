import { IconWorldUpload } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { useServer } from '../explain/data.ts';
import { isOwnMachine, originOf } from '../explain/logic/server.ts';
import { useSettings } from '../settings/useSettings.ts';
import classes from './frame.module.css';

/** Stands in the title bar of every screen as long as a language model on another machine is configured and on. */
export function RemoteNotice({ slug }: { readonly slug: string | null }): ReactNode {
  const { settings } = useSettings();
  const { enabled, address } = settings.server;
  const { data: status } = useServer(slug);
  if (!enabled || isOwnMachine(address)) return null;
  const origin = originOf(address) ?? address;
  const agreed = status === undefined || slug === null ? 'Only of cases that have agreed.' : status.state === 'needs_consent' ? 'This case has not agreed, so nothing of it is sent.' : 'This case has agreed.';
  return (
    <Link href="/settings" className={classes.remote} title={`A language model on another machine is configured: ${origin}. ${agreed} Nothing is sent until it is asked.`}>
      <IconWorldUpload size={16} aria-hidden="true" />
      <span>Sends pictures to {origin}</span>
    </Link>
  );
}
