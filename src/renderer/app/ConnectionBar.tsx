import { Button } from '@mantine/core';
import { IconPlugConnectedX } from '@tabler/icons-react';
import { useEffect, useState, type ReactNode } from 'react';
import { connectionState } from '../api/client.ts';
import { refreshAll } from '../api/queries.ts';
import classes from './frame.module.css';

/** Says that the line to the host is down, and asks for everything anew once it is back. */
export function ConnectionBar(): ReactNode {
  const { state, attempts } = connectionState();
  const slow = useSlowStart(state === 'connecting');
  const [wasLost, setWasLost] = useState(false);
  useEffect(() => {
    if (state === 'lost') setWasLost(true);
    if (state === 'open' && wasLost) {
      setWasLost(false);
      void refreshAll();
    }
  }, [state, wasLost]);
  if (state === 'open' || (state === 'connecting' && !slow)) return null;
  return (
    <div className={classes.connection} role="alert">
      <IconPlugConnectedX size={18} aria-hidden="true" />
      <span>
        <strong>{state === 'connecting' ? 'Waiting for Palimpsest to answer.' : 'The connection to Palimpsest is lost.'}</strong> What you do now is sent once it is back, as long as this page stays open.
        {attempts > 4 && ' If Palimpsest was started again, open the address that it printed: each start has its own key.'}
      </span>
      <Button variant="default" onClick={() => globalThis.location.reload()}>
        Reload
      </Button>
    </div>
  );
}

function useSlowStart(waiting: boolean): boolean {
  const [slow, setSlow] = useState(false);
  useEffect(() => {
    if (!waiting) return setSlow(false);
    const timer = setTimeout(() => setSlow(true), 1500);
    return () => clearTimeout(timer);
  }, [waiting]);
  return slow;
}
