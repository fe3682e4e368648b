import { ActionIcon, Button, TextInput } from '@mantine/core';
import { IconAlertTriangle, IconRestore, IconSearch } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import type { Settings } from '../../contract/index.ts';
import { matchesWords } from '../app/search.ts';
import { boundKeys } from '../shortcuts/definitions.ts';
import { KeyCapture } from '../shortcuts/KeyCapture.tsx';
import { withoutShortcut, withShortcut } from '../shortcuts/overrides.ts';
import { allActions, conflicts, keyWords, type ActionDefinition } from '../shortcuts/registry.ts';
import { Panel } from '../ui/Panel.tsx';
import classes from './settings.module.css';

const GROUPS: readonly ActionDefinition['group'][] = ['General', 'Evidence', 'Review', 'Annotate', 'Scan', 'Report'];

/** Every action with its keys; a key that two actions would answer to is shown at both. */
export function ShortcutSettings({ settings, change }: { readonly settings: Settings; readonly change: (partial: Partial<Settings>) => void }): ReactNode {
  const [text, setText] = useState('');
  const [editing, setEditing] = useState<string | null>(null);
  const clashes = conflicts(settings);
  const actions = allActions().filter((action) => matchesWords(text, `${action.title} ${action.group}`));
  const changed = Object.keys(settings.shortcuts).length;
  function set(shortcuts: Settings['shortcuts']): void {
    change({ shortcuts });
  }
  return (
    <Panel
      title="Shortcuts"
      actions={
        <>
          <TextInput type="search" aria-label="Search shortcuts" placeholder="Search actions" leftSection={<IconSearch size={14} aria-hidden="true" />} value={text} onChange={(event) => setText(event.currentTarget.value)} />
          <Button variant="default" disabled={changed === 0} onClick={() => set({})}>
            Restore defaults
          </Button>
        </>
      }
    >
      {clashes.length > 0 && (
        <div className={classes.clashes} role="alert">
          <IconAlertTriangle size={16} aria-hidden="true" />
          <ul>
            {clashes.map((clash) => (
              <li key={clash.keys}>
                <strong>{keyWords(clash.keys)}</strong> is given to {clash.actions.map((action) => action.title).join(' and ')}. Only one of them will answer.
              </li>
            ))}
          </ul>
        </div>
      )}
      {GROUPS.map((group) => {
        const list = actions.filter((action) => action.group === group);
        return list.length === 0 ? null : (
          <section key={group} className={classes.group}>
            <h3>{group}</h3>
            <ul>
              {list.map((action) => (
                <li key={action.id} data-clash={clashes.some((clash) => clash.actions.includes(action)) || undefined}>
                  <span className={classes.actionTitle}>{action.title}</span>
                  <KeyCapture
                    action={action}
                    keys={boundKeys(action, settings.shortcuts)}
                    editing={editing === action.id}
                    onEdit={(on) => setEditing(on ? action.id : null)}
                    onChange={(keys) => set(withShortcut(settings.shortcuts, action, keys))}
                  />
                  {Object.hasOwn(settings.shortcuts, action.id) ? (
                    <ActionIcon size="sm" aria-label={`Restore the default key of ${action.title}`} title={action.keys === null ? 'Restore the default: none' : `Restore the default: ${keyWords(action.keys)}`} onClick={() => set(withoutShortcut(settings.shortcuts, action.id))}>
                      <IconRestore size={15} aria-hidden="true" />
                    </ActionIcon>
                  ) : (
                    <span className={classes.noRestore} />
                  )}
                </li>
              ))}
            </ul>
          </section>
        );
      })}
      {actions.length === 0 && <p className={classes.nothing}>No action of this name.</p>}
    </Panel>
  );
}
