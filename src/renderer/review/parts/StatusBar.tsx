import { ActionIcon, Popover } from '@mantine/core';
import { IconGridDots } from '@tabler/icons-react';
import { memo, type ReactNode } from 'react';
import type { ImageFacts, SignalRun } from '../../../contract/index.ts';
import { keyWords, useKeysOf } from '../../shortcuts/registry.ts';
import type { CanvasEngine } from '../canvas/engine.ts';
import { useReview, useView } from '../state.ts';
import { Coefficients } from './Coefficients.tsx';
import classes from './parts.module.css';
import { useMarks } from './useMarks.ts';
import { usePixel } from './usePixel.ts';

/** What lies under the pointer, in numbers. */
export const StatusBar = memo(function StatusBar({ engine, slug, evidenceId, findingId, facts, run }: { readonly engine: CanvasEngine; readonly slug: string; readonly evidenceId: number; readonly findingId: number | null; readonly facts: ImageFacts | null; readonly run: SignalRun | null }): ReactNode {
  const { place, reading } = usePixel(engine, slug, evidenceId, findingId);
  const methods = run?.agreement?.methods ?? [];
  const marks = useMarks(engine, place, methods.length);
  const open = useReview((state) => state.coefficients);
  const keys = useKeysOf('review.coefficients');
  const turn = useView((state) => state.view?.turn ?? 0);
  const current = reading !== null && place !== null && reading.x === place.x && reading.y === place.y ? reading : null;
  const block = current?.block ?? null;
  const number = (value: number | null | undefined): string => (value === null || value === undefined ? '–' : value.toFixed(2));
  const isJpeg = facts?.format === 'jpeg';
  return (
    <footer className={classes.status} aria-label="Readout under the pointer">
      <Item name="x" value={place === null ? '–' : String(place.x)} wide={5} title="Column of the stored picture, from 0" />
      <Item name="y" value={place === null ? '–' : String(place.y)} wide={5} title="Row of the stored picture, from 0" />
      <Item name="RGB" value={current === null ? '–' : current.rgb.join(' ')} wide={11} title="Stored sample values 0 to 255, before any colour management" />
      <Item name="p" value={number(current?.probability)} wide={4} title="Probability that this pixel was altered, 0 to 1, as the model gives it" />
      <Item name="reliability" value={number(current?.reliability)} wide={4} title="How far the model trusts its answer here, 0 to 1" />
      {methods.length > 0 && <Item name="marked by" value={marks === null ? `– of ${methods.length}` : `${marks} of ${methods.length} methods`} wide={16} title={`How many of the second opinions that apply${methods.includes('network') ? ', the network counted,' : ''} mark this pixel, each by its own decision`} />}
      {isJpeg && <Item name="block" value={block === null ? '–' : `(${block.column}, ${block.row})`} wide={10} title="JPEG block of 8×8 pixels, column and row from the upper left" />}
      {isJpeg && <Item name="q-table" value={block === null ? '–' : `#${block.table}`} wide={2} title="Quantisation table of the luma component" />}
      {isJpeg && (
        <Popover opened={open} position="top-start" withinPortal shadow="md" trapFocus={false} closeOnClickOutside={false} closeOnEscape={false}>
          <Popover.Target>
            <ActionIcon size="sm" aria-label="Coefficients of the block" title={`Coefficients of the block under the pointer${keys === null ? '' : ` (${keyWords(keys)})`}`} onClick={() => useReview.setState({ coefficients: !open })}>
              <IconGridDots size={15} />
            </ActionIcon>
          </Popover.Target>
          <Popover.Dropdown aria-label="Coefficients of the block under the pointer">
            <Coefficients block={reading?.block ?? null} />
          </Popover.Dropdown>
        </Popover>
      )}
      <span className={classes.grow} />
      {turn !== 0 && <span title="Turned for display only; the file and all coordinates stay as stored">Shown turned by {turn * 90}°</span>}
      {facts !== null && facts.orientation !== 1 && <span title="The file's EXIF orientation, applied for display; coordinates are those of the stored picture">EXIF orientation {facts.orientation}</span>}
    </footer>
  );
});

function Item({ name, value, wide, title }: { readonly name: string; readonly value: string; readonly wide: number; readonly title: string }): ReactNode {
  return (
    <span className={classes.item} title={title}>
      <span className={classes.itemName}>{name}</span>
      <span className={classes.number} style={{ minWidth: `${wide}ch` }}>
        {value}
      </span>
    </span>
  );
}
