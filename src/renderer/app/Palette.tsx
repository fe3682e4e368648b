import { useDebouncedValue } from '@mantine/hooks';
import { Spotlight, spotlight } from '@mantine/spotlight';
import { useQuery } from '@tanstack/react-query';
import { IconPhoto, IconSearch, IconFolder, IconCommand } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import { useLocation } from 'wouter';
import type { EvidenceItem } from '../../contract/index.ts';
import { api } from '../api/client.ts';
import { keys, useCases } from '../api/queries.ts';
import { allActions, keysOf, offeredActions, runAction } from '../shortcuts/registry.ts';
import { KeyCaps } from '../ui/ActionTooltip.tsx';
import { StatusGlyph } from '../ui/StatusGlyph.tsx';
import { shortPath } from '../ui/words.ts';
import classes from './frame.module.css';
import { matchesWords } from './search.ts';
import { toCase, toReview } from './routes.ts';

/** Everything that can be done or gone to from here, by typing: actions, cases, and items of the case. */
export function Palette({ slug }: { readonly slug: string | null }): ReactNode {
  const [query, setQuery] = useState('');
  const [open, setOpen] = useState(false);
  return (
    <Spotlight.Root
      query={query}
      onQueryChange={setQuery}
      shortcut={null}
      scrollable
      centered={false}
      overlayProps={{ backgroundOpacity: 0.35, blur: 0 }}
      attributes={{ content: { 'aria-label': 'Command palette' } }}
      maxHeight="min(60vh, 560px)"
      size="lg"
      onSpotlightOpen={() => setOpen(true)}
      onSpotlightClose={() => setOpen(false)}
      transitionProps={{ duration: 80 }}
    >
      <Spotlight.Search placeholder={slug === null ? 'Search actions and cases' : 'Search actions, cases and items'} aria-label="Search actions, cases and items" leftSection={<IconSearch size={18} stroke={1.5} aria-hidden="true" />} />
      <Spotlight.ActionsList>{open && <Results query={query} slug={slug} />}</Spotlight.ActionsList>
    </Spotlight.Root>
  );
}

function Results({ query, slug }: { readonly query: string; readonly slug: string | null }): ReactNode {
  const [, go] = useLocation();
  const offered = offeredActions();
  const actions = allActions().filter((action) => action.id !== 'app.palette' && offered.has(action.id) && matchesWords(query, `${action.title} ${action.group}`));
  const { data: allCases = [] } = useCases();
  const cases = allCases.filter((one) => one.problem === null && matchesWords(query, `${one.number} ${one.title} ${one.slug}`)).slice(0, query === '' ? 4 : 8);
  const items = useItems(slug, query);
  if (actions.length + cases.length + items.length === 0) return <Spotlight.Empty>Nothing of this name here</Spotlight.Empty>;
  return (
    <>
      {items.length > 0 && slug !== null && (
        <Spotlight.ActionsGroup label="Items of this case">
          {items.map((item) => (
            <Spotlight.Action
              key={item.id}
              label={item.name}
              description={shortPath(item.folder, 70)}
              leftSection={<IconPhoto size={18} stroke={1.5} aria-hidden="true" />}
              rightSection={<StatusGlyph review={item.review} />}
              onClick={() => go(toReview(slug, item.id))}
            />
          ))}
        </Spotlight.ActionsGroup>
      )}
      {actions.length > 0 && (
        <Spotlight.ActionsGroup label="Actions">
          {actions.map((action) => (
            <PaletteAction key={action.id} id={action.id} title={action.title} group={action.group} />
          ))}
        </Spotlight.ActionsGroup>
      )}
      {cases.length > 0 && (
        <Spotlight.ActionsGroup label="Cases">
          {cases.map((one) => (
            <Spotlight.Action
              key={one.slug}
              label={[one.number, one.title].filter((part) => part !== '').join(' · ')}
              leftSection={<IconFolder size={18} stroke={1.5} aria-hidden="true" />}
              onClick={() => go(toCase(one.slug))}
            />
          ))}
        </Spotlight.ActionsGroup>
      )}
    </>
  );
}

function PaletteAction({ id, title, group }: { readonly id: string; readonly title: string; readonly group: string }): ReactNode {
  const keys = keysOf(id);
  function run(): void {
    spotlight.close();
    // After the palette has given the focus back, since an action may move it.
    setTimeout(() => runAction(id), 0);
  }
  return (
    <Spotlight.Action
      label={title}
      leftSection={<IconCommand size={18} stroke={1.5} aria-hidden="true" />}
      rightSection={
        <span className={classes.paletteEnd}>
          <span>{group}</span>
          {keys !== null && <KeyCaps keys={keys} />}
        </span>
      }
      onClick={run}
    />
  );
}

function useItems(slug: string | null, query: string): readonly EvidenceItem[] {
  const [text] = useDebouncedValue(query.trim(), 120);
  const wanted = slug !== null && text.length >= 2;
  const { data } = useQuery({
    queryKey: [...keys.evidence(slug ?? ''), 'palette', text],
    queryFn: ({ signal }) => api.evidence.query({ case: slug ?? '', filter: { text }, sort: { by: 'name', descending: false }, offset: 0, limit: 8 }, { signal }),
    enabled: wanted,
    staleTime: 5000,
  });
  return wanted && query.trim().length >= 2 ? (data?.items ?? []) : [];
}
