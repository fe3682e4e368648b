import { Button } from '@mantine/core';
import { IconChevronRight } from '@tabler/icons-react';
import { useId, type ReactNode } from 'react';
import type { SignalLayer } from '../../../contract/index.ts';
import { countOf } from '../../ui/words.ts';
import { OPINION_LAYERS } from '../layers.ts';
import { LayerRow } from '../panels/LayerRow.tsx';
import { useReview } from '../state.ts';
import type { Opinions } from './data.ts';
import { LayerHelp } from './LayerHelp.tsx';
import classes from './opinions.module.css';
import { absenceWords } from './run.ts';

/** The group of second opinions in the list of layers: those that have a map here as layers, the others with the reason why not. */
export function OpinionLayers({ opinions }: { readonly opinions: Opinions }): ReactNode {
  const { run, layers } = opinions;
  const open = useReview((state) => state.opinionLayers);
  const shown = useReview((state) => layers.filter((layer) => state.layers[layer].visible).length);
  const list = useId();
  const absent = OPINION_LAYERS.toReversed().map(({ name }) => name as SignalLayer).filter((name) => !layers.includes(name));
  return (
    <li className={classes.group}>
      <button type="button" className={classes.groupHead} aria-expanded={open} aria-controls={list} onClick={() => useReview.setState({ opinionLayers: !open })}>
        <IconChevronRight size={14} aria-hidden="true" />
        Second opinions
        <span className={classes.groupFacts}>{run === null ? 'not run' : `${countOf(layers.length, 'map')}, ${shown} shown`}</span>
      </button>
      <div id={list} hidden={!open}>
        {open && run === null && <NotRun opinions={opinions} />}
        {open && run !== null && (
          <ul className={classes.groupLayers} aria-label="Second opinions">
            {OPINION_LAYERS.toReversed()
              .filter(({ name }) => layers.includes(name as SignalLayer))
              .map((layer) => (
                <LayerRow key={layer.name} layer={layer} number={null} disabled={false} brief help={<LayerHelp layer={layer.name as SignalLayer} />} />
              ))}
            {absent.map((name) => (
              <Absent key={name} layer={name} reason={absenceWords(run, name) ?? ''} />
            ))}
          </ul>
        )}
      </div>
    </li>
  );
}

function NotRun({ opinions }: { readonly opinions: Opinions }): ReactNode {
  const start = (): void => {
    useReview.setState({ tab: 'opinions' });
    opinions.start(null);
  };
  return (
    <div className={classes.groupEmpty}>
      <p className={classes.hint}>Classical methods beside the network, one layer each. None has been run on this picture.</p>
      <Button size="compact-xs" variant="default" loading={opinions.starting} disabled={opinions.runs === undefined} onClick={start}>
        Run second opinions
      </Button>
    </div>
  );
}

function Absent({ layer, reason }: { readonly layer: SignalLayer; readonly reason: string }): ReactNode {
  const title = OPINION_LAYERS.find(({ name }) => name === layer)?.title ?? layer;
  return (
    <li className={classes.absent}>
      <span className={classes.name}>
        {title}
        <LayerHelp layer={layer} />
      </span>
      <p className={classes.reason}>{reason}</p>
    </li>
  );
}
