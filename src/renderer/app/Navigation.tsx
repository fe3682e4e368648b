import { IconBriefcase2, IconFileText, IconFolders, IconHistory, IconPhotoScan, IconPhotoSearch, IconRadar2, IconSettings, IconShieldCheck, type Icon } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useLocation } from 'wouter';
import { runAction } from '../shortcuts/registry.ts';
import { ActionTooltip } from '../ui/ActionTooltip.tsx';
import classes from './frame.module.css';
import { frameState } from './frameState.ts';
import { toAudit, toCase, toCustody, toEvidence, toReport, toReview, toScan, type Place, type Screen } from './routes.ts';

interface Entry {
  readonly screen: Screen;
  readonly word: string;
  readonly icon: Icon;
  readonly action: string;
  readonly href: string | null;
}

export function Navigation({ place, slug }: { readonly place: Place; readonly slug: string | null }): ReactNode {
  const [, go] = useLocation();
  const reviewed = frameState((state) => (slug === null ? undefined : state.reviewed[slug]));
  const entries: readonly Entry[] = [
    { screen: 'cases', word: 'Cases', icon: IconFolders, action: 'app.cases', href: '/' },
    { screen: 'case', word: 'Case', icon: IconBriefcase2, action: 'app.case', href: slug === null ? null : toCase(slug) },
    { screen: 'evidence', word: 'Evidence', icon: IconPhotoScan, action: 'app.evidence', href: slug === null ? null : toEvidence(slug) },
    { screen: 'review', word: 'Review', icon: IconPhotoSearch, action: 'app.review', href: slug === null ? null : reviewed === undefined ? toEvidence(slug) : toReview(slug, reviewed) },
    { screen: 'scan', word: 'Scan', icon: IconRadar2, action: 'app.scan', href: slug === null ? null : toScan(slug) },
    { screen: 'custody', word: 'Custody', icon: IconShieldCheck, action: 'app.custody', href: slug === null ? null : toCustody(slug) },
    { screen: 'report', word: 'Report', icon: IconFileText, action: 'app.report', href: slug === null ? null : toReport(slug) },
    { screen: 'audit', word: 'Audit', icon: IconHistory, action: 'app.audit', href: slug === null ? null : toAudit(slug) },
    { screen: 'settings', word: 'Settings', icon: IconSettings, action: 'app.settings', href: '/settings' },
  ];
  return (
    <nav className={classes.nav} aria-label="Screens">
      {entries.map(({ screen, word, icon: Icon, action, href }) => {
        const inside = (
          <>
            <Icon size={20} stroke={1.6} aria-hidden="true" />
            <span>{word}</span>
          </>
        );
        if (href === null) {
          return (
            <span key={screen} className={classes.navEntry} data-off title="Open a case first">
              {inside}
            </span>
          );
        }
        return (
          <ActionTooltip key={screen} action={action} position="right">
            <a
              className={classes.navEntry}
              href={`#${href}`}
              data-last={screen === 'settings' || undefined}
              aria-current={place.screen === screen ? 'page' : undefined}
              onClick={(event) => {
                if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
                event.preventDefault();
                if (screen !== 'review' || !runAction('app.review')) go(href);
              }}
            >
              {inside}
            </a>
          </ActionTooltip>
        );
      })}
    </nav>
  );
}
