import { useMantineColorScheme } from '@mantine/core';
import { useEffect, type ReactNode } from 'react';
import { useLocation } from 'wouter';
import { navigate } from 'wouter/use-hash-location';
import { notifyDone } from '../api/errors.ts';
import { useCaseEvents } from '../api/events.ts';
import { forgetCase, useCase } from '../api/queries.ts';
import { AddEvidence } from '../cases/AddEvidence.tsx';
import { CreateCase } from '../cases/CreateCase.tsx';
import { setShortcutOverrides } from '../shortcuts/definitions.ts';
import { ShortcutMap } from '../shortcuts/ShortcutMap.tsx';
import { useSettings } from '../settings/useSettings.ts';
import { ConnectionBar } from './ConnectionBar.tsx';
import classes from './frame.module.css';
import { enterCase, frameState, rememberReviewed } from './frameState.ts';
import { Navigation } from './Navigation.tsx';
import { Palette } from './Palette.tsx';
import { placeOf } from './routes.ts';
import { Screens } from './Screens.tsx';
import { StatusLine } from './StatusLine.tsx';
import { TitleBar } from './TitleBar.tsx';
import { useDrop } from './useDrop.ts';
import { useFrameActions } from './useFrameActions.ts';

/** Everything that stays while screens change. */
export function Frame(): ReactNode {
  const [path] = useLocation();
  const place = placeOf(path);
  const slug = frameState((state) => state.slug);
  useFrameSettings();
  useEffect(() => {
    if (place.slug !== null) enterCase(place.slug);
    if (place.slug !== null && place.evidenceId !== null) rememberReviewed(place.slug, place.evidenceId);
  }, [place.slug, place.evidenceId]);
  useFrameActions(slug);
  useDrop(slug);
  return (
    <div className={classes.frame}>
      <TitleBar slug={slug} path={path} />
      <Navigation place={place} slug={slug} />
      <main id="content" className={classes.main} tabIndex={-1} data-screen={place.screen}>
        <ConnectionBar />
        <div className={classes.screen}>
          <Screens place={place} />
        </div>
      </main>
      <StatusLine slug={slug} />
      {slug !== null && <OpenCase key={slug} slug={slug} />}
      <Palette slug={slug} />
      <ShortcutMap />
      <CreateCase />
      <AddEvidence />
    </div>
  );
}

function onLeft(slug: string): void {
  enterCase(null);
  forgetCase(slug);
  navigate('/');
  notifyDone('The case was left in another window. Open it again to go on.');
}

/** Listens to the case worked in, on every screen, once it is open. */
function OpenCase({ slug }: { readonly slug: string }): null {
  const { data } = useCase(slug);
  useCaseEvents(slug, data !== undefined, onLeft);
  const title = data === undefined ? '' : [data.details.number, data.details.title].filter((part) => part !== '').join(' · ');
  useEffect(() => {
    document.title = title === '' ? 'Palimpsest' : `${title} · Palimpsest`;
    return () => {
      document.title = 'Palimpsest';
    };
  }, [title]);
  return null;
}

/** Lets the settings take effect: the scheme and the user's own keys. */
function useFrameSettings(): void {
  const { settings, loaded } = useSettings();
  const { setColorScheme } = useMantineColorScheme();
  const scheme = settings.theme === 'system' ? 'auto' : settings.theme;
  useEffect(() => {
    if (loaded) setColorScheme(scheme);
  }, [loaded, scheme, setColorScheme]);
  useEffect(() => setShortcutOverrides(settings.shortcuts), [settings.shortcuts]);
}
