import { Tabs } from '@mantine/core';
import { useEffect, useMemo, useState, type ReactNode } from 'react';
import type { ReviewView } from '../../contract/index.ts';
import { AnnotatePanel } from '../annotate/AnnotatePanel.tsx';
import { ExplainPanel } from '../explain/ExplainPanel.tsx';
import { startExplain } from '../explain/state.ts';
import { EmptyState } from '../ui/EmptyState.tsx';
import { ErrorState } from '../ui/ErrorState.tsx';
import { createCanvasEngine, type CanvasEngine } from './canvas/engine.ts';
import { createPointerHub, PointerHubContext } from './canvas/pointer.ts';
import { useReviewView, useThreshold, type ThresholdNumbers } from './data.ts';
import { useOpinions, type Opinions } from './opinions/data.ts';
import { OpinionsPanel } from './opinions/OpinionsPanel.tsx';
import { FilePanel } from './panels/FilePanel.tsx';
import { FindingPanel } from './panels/FindingPanel.tsx';
import { LayersPanel } from './panels/LayersPanel.tsx';
import { NotesPanel } from './panels/NotesPanel.tsx';
import { RegionsPanel } from './panels/RegionsPanel.tsx';
import { Filmstrip } from './parts/Filmstrip.tsx';
import { Header } from './parts/Header.tsx';
import { usePlace, type Place } from './parts/neighbours.ts';
import { StatusBar } from './parts/StatusBar.tsx';
import classes from './review.module.css';
import { startPicture, useReview, type PanelTab } from './state.ts';
import { useCommands, type Commands } from './useCommands.ts';
import { useScan } from './useScan.ts';
import { Workspace } from './Workspace.tsx';

/** One picture of the case, its maps and what can be said about it. */
export function ReviewScreen({ slug, evidenceId }: { readonly slug: string; readonly evidenceId: number }): ReactNode {
  const engine = useEngine();
  const query = useReviewView(slug, evidenceId);
  const place = usePlace(slug, evidenceId);
  useEffect(() => {
    startPicture();
    startExplain();
  }, [slug, evidenceId]);
  if (query.error !== null && query.data === undefined) return <ErrorState error={query.error} retry={() => void query.refetch()} />;
  if (engine === null || query.data === undefined) {
    return (
      <div className={classes.loading} role="status" aria-label="Loading the picture">
        <div className={classes.skeleton} />
      </div>
    );
  }
  return <LoadedReview key={evidenceId} engine={engine} slug={slug} review={query.data} place={place} />;
}

const TABS: readonly { readonly value: PanelTab; readonly label: string }[] = [
  { value: 'layers', label: 'Layers' },
  { value: 'regions', label: 'Regions' },
  { value: 'explain', label: 'Explain' },
  { value: 'opinions', label: 'Opinions' },
  { value: 'finding', label: 'Finding' },
  { value: 'file', label: 'File' },
  { value: 'notes', label: 'Notes' },
  { value: 'annotations', label: 'Marks' },
];

function LoadedReview({ engine, slug, review, place }: { readonly engine: CanvasEngine; readonly slug: string; readonly review: ReviewView; readonly place: Place }): ReactNode {
  const { item, facts, findings } = review;
  const findingId = useReview((state) => state.findingId);
  const moved = useReview((state) => state.threshold);
  const finding = findings.find(({ id }) => id === findingId) ?? findings[0] ?? null;
  const numbers = useThreshold(slug, item.id, finding, moved);
  const scan = useScan(slug, review);
  const opinions = useOpinions(slug, item.id);
  const commands = useCommands({ slug, review, place, engine, numbers, scan: scan.start, opinions });
  const hub = useMemo(() => createPointerHub(), []);
  return (
    <PointerHubContext value={hub}>
      <div className={classes.screen}>
        <Header review={review} opinions={opinions.layers} index={place.index} total={place.total} onStatus={commands.setStatus} onPrevious={commands.previous} onNext={commands.next} onList={commands.list} onTurn={commands.turn} onFit={commands.fit} onScale={commands.scaleTo} />
        <Workspace
          engine={engine}
          slug={slug}
          review={review}
          finding={finding}
          numbers={numbers}
          scan={scan}
          opinions={opinions}
          filmstrip={<Filmstrip slug={slug} evidenceId={item.id} place={place} />}
          side={<SidePanel slug={slug} review={review} numbers={numbers} finding={finding} scan={scan} opinions={opinions} onGo={commands.goTo} onFlash={commands.flash} />}
          empty={<EmptyState title="This picture cannot be shown" text={item.problem?.message ?? 'Its content has not been read yet. Scan it to have it read, or look under File for what is known.'} />}
        />
        <StatusBar engine={engine} slug={slug} evidenceId={item.id} findingId={finding?.id ?? null} facts={facts} run={opinions.run} />
      </div>
    </PointerHubContext>
  );
}

function SidePanel({ slug, review, finding, numbers, scan, opinions, onGo, onFlash }: { readonly slug: string; readonly review: ReviewView; readonly finding: ReviewView['findings'][number] | null; readonly numbers: ThresholdNumbers; readonly scan: ReturnType<typeof useScan>; readonly opinions: Opinions; readonly onGo: Commands['goTo']; readonly onFlash: Commands['flash'] }): ReactNode {
  const tab = useReview((state) => state.tab);
  return (
    <Tabs value={tab} onChange={(value) => value !== null && useReview.setState({ tab: value as PanelTab })} className={classes.tabs ?? ''}>
      <Tabs.List grow className={classes.tabList ?? ''} aria-label="About this picture">
        {TABS.map(({ value, label }) => (
          <Tabs.Tab key={value} value={value} className={classes.tab ?? ''}>
            {label}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      <Tabs.Panel value="layers" className={classes.tabPanel ?? ''} tabIndex={0}>
        <LayersPanel finding={finding} numbers={numbers} opinions={opinions} />
      </Tabs.Panel>
      <Tabs.Panel value="regions" className={classes.tabPanel ?? ''} tabIndex={0}>
        <RegionsPanel finding={finding} numbers={numbers} onGo={onGo} />
      </Tabs.Panel>
      <Tabs.Panel value="explain" className={classes.tabPanel ?? ''} tabIndex={0}>
        <ExplainPanel slug={slug} evidenceId={review.item.id} finding={finding} threshold={numbers.threshold} scanning={scan.running} onScan={scan.start} onFlash={(ids) => onFlash((finding?.regions ?? []).filter(({ id }) => ids.includes(id)))} />
      </Tabs.Panel>
      <Tabs.Panel value="opinions" className={classes.tabPanel ?? ''} tabIndex={0}>
        <OpinionsPanel opinions={opinions} findings={review.findings} />
      </Tabs.Panel>
      <Tabs.Panel value="finding" className={classes.tabPanel ?? ''} tabIndex={0}>
        <FindingPanel findings={review.findings} finding={finding} numbers={numbers} onScan={scan.start} scanning={scan.running} />
      </Tabs.Panel>
      <Tabs.Panel value="file" className={classes.tabPanel ?? ''} tabIndex={0}>
        <FilePanel review={review} />
      </Tabs.Panel>
      <Tabs.Panel value="notes" className={classes.tabPanel ?? ''} tabIndex={0}>
        <NotesPanel key={review.item.id} slug={slug} review={review} />
      </Tabs.Panel>
      <Tabs.Panel value="annotations" className={classes.tabPanel ?? ''} tabIndex={0}>
        <AnnotatePanel slug={slug} evidenceId={review.item.id} />
      </Tabs.Panel>
    </Tabs>
  );
}

/** The canvas's engine lives as long as the screen, from picture to picture, so that its workers and cache serve them all. */
function useEngine(): CanvasEngine | null {
  const [engine, setEngine] = useState<CanvasEngine | null>(null);
  useEffect(() => {
    const made = createCanvasEngine();
    setEngine(made);
    return () => made.close();
  }, []);
  return engine;
}
