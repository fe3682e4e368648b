import { ActionIcon, Button, CopyButton, Menu, Popover, SegmentedControl, Select, Slider, Switch, Tooltip } from '@mantine/core';
import { IconArrowBackUp, IconCheck, IconChevronDown, IconChevronLeft, IconChevronRight, IconColumns2, IconCopy, IconRotateClockwise2, IconZoomIn } from '@tabler/icons-react';
import { memo, type ReactNode } from 'react';
import type { ReviewStatus, ReviewView, SignalLayer } from '../../../contract/index.ts';
import { ActionTooltip } from '../../ui/ActionTooltip.tsx';
import { ReviewStatusMenu } from '../../ui/ReviewStatusMenu.tsx';
import { formatSize, shortHash } from '../../ui/words.ts';
import { paneChoices, type CompareMode, type PaneContent } from '../layers.ts';
import { changeCompare, changeLoupe, useReview, useView } from '../state.ts';
import classes from './parts.module.css';

const MODES: readonly { readonly value: CompareMode; readonly label: string }[] = [
  { value: 'single', label: 'One view' },
  { value: 'swipe', label: 'Swipe' },
  { value: 'side', label: 'Side by side' },
  { value: 'flicker', label: 'Flicker' },
];

export interface HeaderProps {
  readonly review: ReviewView;
  /** Second opinions that have a map of this picture. */
  readonly opinions: readonly SignalLayer[];
  readonly index: number | null;
  readonly total: number | null;
  readonly onStatus: (review: ReviewStatus) => void;
  readonly onPrevious: () => void;
  readonly onNext: () => void;
  readonly onList: () => void;
  readonly onTurn: () => void;
  readonly onFit: () => void;
  readonly onScale: (scale: number) => void;
}

export const Header = memo(function Header({ review, opinions, index, total, onStatus, onPrevious, onNext, onList, onTurn, onFit, onScale }: HeaderProps): ReactNode {
  const { item, facts } = review;
  const quality = facts?.jpeg?.quality;
  return (
    <header className={classes.header}>
      <ActionTooltip action="review.list">
        <ActionIcon aria-label="Back to the list" onClick={onList}>
          <IconArrowBackUp size={18} />
        </ActionIcon>
      </ActionTooltip>
      <div className={classes.place}>
        <ActionTooltip action="review.previous">
          <ActionIcon aria-label="Previous item" disabled={index === null || index <= 0} onClick={onPrevious}>
            <IconChevronLeft size={18} />
          </ActionIcon>
        </ActionTooltip>
        <span className={classes.number} title={index === null ? 'Not in the list as it is filtered now' : 'Place in the list of evidence as it is filtered and sorted'}>
          {index === null ? '–' : index + 1}/{total ?? '–'}
        </span>
        <ActionTooltip action="review.next">
          <ActionIcon aria-label="Next item" disabled={index === null || total === null || index + 1 >= total} onClick={onNext}>
            <IconChevronRight size={18} />
          </ActionIcon>
        </ActionTooltip>
      </div>
      <h1 className={classes.name} title={item.path}>
        {item.name}
      </h1>
      <div className={classes.facts}>
        {item.sha256 !== null && (
          <CopyButton value={item.sha256}>
            {({ copied, copy }) => (
              <Tooltip label={copied ? 'Copied' : `SHA-256 ${item.sha256}. Click to copy.`} multiline maw={360}>
                <button type="button" className={classes.hash} onClick={copy} aria-label={`Copy the SHA-256 of the file, ${shortHash(item.sha256, 8)}`}>
                  {shortHash(item.sha256, 8)} {copied ? <IconCheck size={14} aria-hidden="true" /> : <IconCopy size={14} aria-hidden="true" />}
                </button>
              </Tooltip>
            )}
          </CopyButton>
        )}
        <span title="Width and height in pixels as stored">{formatSize(item.width, item.height)}</span>
        <span title={quality === undefined || quality === null ? 'Type of the file by its content' : `JPEG, nearest libjpeg quality ${quality.nearest} by its luma table${quality.exact ? ', exactly' : ', not exactly'}`}>
          {item.format?.toUpperCase() ?? 'Unknown type'}
          {quality !== undefined && quality !== null && ` q${quality.exact ? '' : '≈'}${quality.nearest}`}
        </span>
      </div>
      <ReviewStatusMenu review={item.review} onChange={onStatus} />
      <span className={classes.grow} />
      <CompareMenu opinions={opinions} />
      <LoupeMenu />
      <ActionTooltip action="review.turn" text="The file stays as it is.">
        <ActionIcon aria-label="Turn right, for display only" onClick={onTurn}>
          <IconRotateClockwise2 size={18} />
        </ActionIcon>
      </ActionTooltip>
      <ZoomMenu onFit={onFit} onScale={onScale} />
    </header>
  );
});

/** A list longer than its place can be reached by the keyboard. */
const SCROLLED = { viewportProps: { tabIndex: 0 } };

function CompareMenu({ opinions }: { readonly opinions: readonly SignalLayer[] }): ReactNode {
  const { mode, left, right, hertz } = useReview((state) => state.compare);
  const contents = (chosen: PaneContent) => paneChoices(opinions, chosen).map(({ group, items }) => ({ group, items: [...items] }));
  return (
    <Popover position="bottom-end" shadow="md" withinPortal trapFocus returnFocus>
      <Popover.Target>
        <Button variant="default" leftSection={<IconColumns2 size={16} aria-hidden="true" />} rightSection={<IconChevronDown size={14} aria-hidden="true" />} aria-label={`Compare: ${MODES.find(({ value }) => value === mode)?.label ?? mode}`}>
          {mode === 'single' ? 'Compare' : MODES.find(({ value }) => value === mode)?.label}
        </Button>
      </Popover.Target>
      <Popover.Dropdown className={classes.dropdown ?? ''}>
        <SegmentedControl aria-label="Way to compare" fullWidth data={MODES.map((entry) => ({ ...entry }))} value={mode} onChange={(value) => changeCompare({ mode: value as CompareMode })} />
        {mode !== 'single' && (
          <div className={classes.pair}>
            <Select label={mode === 'flicker' ? 'First' : 'Left'} data={contents(left)} value={left} onChange={(value) => value !== null && changeCompare({ left: value as PaneContent })} comboboxProps={{ withinPortal: false }} maxDropdownHeight={360} scrollAreaProps={SCROLLED} />
            <Select label={mode === 'flicker' ? 'Then' : 'Right'} data={contents(right)} value={right} onChange={(value) => value !== null && changeCompare({ right: value as PaneContent })} comboboxProps={{ withinPortal: false }} maxDropdownHeight={360} scrollAreaProps={SCROLLED} />
          </div>
        )}
        {mode === 'flicker' && (
          <div className={classes.sliderRow}>
            <span id="flicker-rate">Changes a second</span>
            <Slider thumbLabel="Changes a second" min={0.5} max={4} step={0.5} value={hertz} onChange={(value) => changeCompare({ hertz: value })} label={null} flex={1} />
            <span className={classes.number}>{hertz.toFixed(1)}</span>
          </div>
        )}
        <p className={classes.hint}>Hold O to see the picture alone at any time.</p>
      </Popover.Dropdown>
    </Popover>
  );
}

function LoupeMenu(): ReactNode {
  const { on, magnification, stretch } = useReview((state) => state.loupe);
  return (
    <Popover position="bottom-end" shadow="md" withinPortal trapFocus returnFocus>
      <div className={classes.split}>
        <ActionTooltip action="review.loupe">
          <ActionIcon aria-label="Loupe" aria-pressed={on} variant={on ? 'filled' : 'subtle'} color={on ? 'accent' : 'gray'} onClick={() => changeLoupe({ on: !on })}>
            <IconZoomIn size={18} />
          </ActionIcon>
        </ActionTooltip>
        <Popover.Target>
          <ActionIcon aria-label="Settings of the loupe" size="sm">
            <IconChevronDown size={14} />
          </ActionIcon>
        </Popover.Target>
      </div>
      <Popover.Dropdown className={classes.dropdown ?? ''}>
        <div className={classes.sliderRow}>
          <span id="loupe-size">Screen pixels per picture pixel</span>
          <Slider thumbLabel="Magnification of the loupe" min={2} max={16} step={1} value={magnification} onChange={(value) => changeLoupe({ magnification: value, on: true })} label={null} flex={1} />
          <span className={classes.number}>{magnification}×</span>
        </div>
        <Switch label="Stretch contrast inside the loupe" checked={stretch} onChange={(event) => changeLoupe({ stretch: event.currentTarget.checked, on: true })} />
        <p className={classes.hint}>Alt and wheel change the magnification.</p>
      </Popover.Dropdown>
    </Popover>
  );
}

const SCALES = [0.25, 0.5, 1, 2, 4, 8, 16] as const;

function ZoomMenu({ onFit, onScale }: Pick<HeaderProps, 'onFit' | 'onScale'>): ReactNode {
  const scale = useView((state) => state.view?.scale ?? 1);
  const percent = scale * globalThis.devicePixelRatio * 100;
  const text = `${percent < 10 ? percent.toFixed(1) : Math.round(percent)} %`;
  return (
    <Menu position="bottom-end" shadow="md" withinPortal>
      <Menu.Target>
        <Button variant="default" className={classes.zoom ?? ''} rightSection={<IconChevronDown size={14} aria-hidden="true" />} aria-label={`Zoom: ${text}`} title="Screen pixels for each picture pixel">
          {text}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={onFit} rightSection={<kbd className={classes.key}>F</kbd>}>
          Fit
        </Menu.Item>
        {SCALES.map((value) => (
          <Menu.Item key={value} onClick={() => onScale(value / globalThis.devicePixelRatio)} rightSection={value === 1 ? <kbd className={classes.key}>Ctrl+0</kbd> : null}>
            {value * 100} %
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
