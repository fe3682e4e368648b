import { Button, Modal } from '@mantine/core';
import type { ReactNode } from 'react';
import { useLocation } from 'wouter';
import { frameState } from '../app/frameState.ts';
import { KeyCaps } from '../ui/ActionTooltip.tsx';
import { allActions, useKeysOf, type ActionDefinition } from './registry.ts';
import classes from './shortcuts.module.css';

const GROUPS: readonly ActionDefinition['group'][] = ['General', 'Evidence', 'Review', 'Annotate', 'Scan', 'Report'];

/** All actions and their keys on one sheet. */
export function ShortcutMap(): ReactNode {
  const open = frameState((state) => state.mapOpen);
  const [, go] = useLocation();
  function close(): void {
    frameState.setState({ mapOpen: false });
  }
  const actions = allActions();
  return (
    <Modal opened={open} onClose={close} title="Shortcuts" size="min(1100px, 94vw)">
      <div className={classes.map}>
        {GROUPS.map((group) => {
          const list = actions.filter((action) => action.group === group);
          return list.length === 0 ? null : (
            <section key={group} className={classes.mapGroup}>
              <h3>{group}</h3>
              <dl>
                {list.map((action) => (
                  <MapRow key={action.id} action={action} />
                ))}
              </dl>
            </section>
          );
        })}
      </div>
      <div className={classes.mapFoot}>
        <span>While typing, only keys with Ctrl reach the frame.</span>
        <Button
          variant="default"
          onClick={() => {
            close();
            go('/settings');
          }}
        >
          Change shortcuts
        </Button>
      </div>
    </Modal>
  );
}

function MapRow({ action }: { readonly action: ActionDefinition }): ReactNode {
  const keys = useKeysOf(action.id);
  return (
    <div className={classes.mapRow}>
      <dt>{action.title}</dt>
      <dd>{keys === null ? <span className={classes.none}>none</span> : <KeyCaps keys={keys} />}</dd>
    </div>
  );
}
