import { Button, SegmentedControl } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { useSettings } from '../../settings/useSettings.ts';
import { GUIDES, MEMORY, type Memory } from '../logic/guide.ts';
import { CopyText } from './CopyText.tsx';
import classes from './connection.module.css';

/** How to start a vision model on this machine: lines to type, by memory and by server. */
export function Guide({ onUsed }: { readonly onUsed?: () => void }): ReactNode {
  const { settings, change } = useSettings();
  const [memory, setMemory] = useState<Memory>('card8');
  const [id, setId] = useState('llama');
  const guide = GUIDES.find((one) => one.id === id) ?? GUIDES[0]!;
  const model = guide.models[memory];
  const used = settings.server.enabled && settings.server.address === guide.address;
  return (
    <div className={classes.guide}>
      <div className={classes.choice}>
        <span id="guide-memory">Memory</span>
        <SegmentedControl aria-labelledby="guide-memory" value={memory} onChange={(value) => setMemory(value as Memory)} data={MEMORY.map(({ id: value, name }) => ({ value, label: name }))} />
        <span className={classes.text}>{MEMORY.find((one) => one.id === memory)?.help}</span>
      </div>
      <div className={classes.choice}>
        <span id="guide-server">Server</span>
        <SegmentedControl aria-labelledby="guide-server" value={id} onChange={setId} data={GUIDES.map(({ id: value, name }) => ({ value, label: name }))} />
        <span className={classes.text}>{guide.help}</span>
      </div>
      {model === null ? (
        <p className={classes.text}>{guide.name} needs a graphics card. Choose llama-server or Ollama for this memory.</p>
      ) : (
        <>
          <ol className={classes.commands} aria-label="Lines to type in a terminal">
            {guide.commands(model).map((line) => (
              <li key={line}>
                <code>{line}</code>
                <CopyText text={line} name="the line" />
              </li>
            ))}
          </ol>
          <div className={classes.line}>
            <div className={classes.words}>
              <span className={classes.text}>
                Gives <code>{guide.address}</code>, open to this machine alone. The model is loaded from the network once, by the server and not by Palimpsest.
              </span>
            </div>
            <Button
              size="compact-sm"
              variant="default"
              disabled={used}
              onClick={() => {
                change({ server: { ...settings.server, enabled: true, address: guide.address, model: '' } });
                onUsed?.();
              }}
            >
              {used ? 'In use' : 'Use this address'}
            </Button>
          </div>
        </>
      )}
    </div>
  );
}
