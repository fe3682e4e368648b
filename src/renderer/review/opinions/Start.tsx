import { Button, Checkbox, Popover, Progress } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import { SIGNAL_NAMES, SIGNAL_WORDS, type SignalName, type SignalRun } from '../../../contract/index.ts';
import { countOf } from '../../ui/words.ts';
import classes from './opinions.module.css';
import { methodInWork } from './run.ts';

/** Chooses some of the methods and runs them. */
export function ChooseMethods({ disabled, onRun }: { readonly disabled: boolean; readonly onRun: (names: readonly SignalName[]) => void }): ReactNode {
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const [open, setOpen] = useState(false);
  const names = SIGNAL_NAMES.filter((name) => chosen.includes(name));
  return (
    <Popover opened={open} onChange={setOpen} position="bottom-start" shadow="md" withinPortal trapFocus returnFocus>
      <Popover.Target>
        <Button variant="default" disabled={disabled} rightSection={<IconChevronDown size={14} aria-hidden="true" />} onClick={() => setOpen(!open)}>
          Choose methods
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label="Methods to run">
        <Checkbox.Group label="Methods to run" value={[...chosen]} onChange={setChosen}>
          <div className={classes.choices}>
            {SIGNAL_NAMES.map((name) => (
              <Checkbox key={name} value={name} label={SIGNAL_WORDS[name].title} title={SIGNAL_WORDS[name].shows} />
            ))}
          </div>
        </Checkbox.Group>
        <Button
          fullWidth
          disabled={names.length === 0}
          onClick={() => {
            setOpen(false);
            onRun(names);
          }}
        >
          {names.length === 0 ? 'Run' : `Run ${countOf(names.length, 'method')}`}
        </Button>
      </Popover.Dropdown>
    </Popover>
  );
}

/** How far a run is; its results stand below as they come. */
export function Progressing({ run, onCancel }: { readonly run: SignalRun; readonly onCancel: () => void }): ReactNode {
  const now = methodInWork(run);
  const done = run.results.length;
  const total = run.names.length;
  return (
    <section className={classes.running} aria-label="Progress of the second opinions">
      <div className={classes.runningHead}>
        <p className={classes.text} role="status">
          {now === null ? 'Comparing what they mark' : SIGNAL_WORDS[now].title}
          <span className={classes.dim}>
            , {done} of {total} done
          </span>
        </p>
        <Button size="compact-sm" variant="default" onClick={onCancel}>
          Cancel
        </Button>
      </div>
      <Progress value={(done / total) * 100} size="sm" aria-label="Methods that have ended" />
    </section>
  );
}
