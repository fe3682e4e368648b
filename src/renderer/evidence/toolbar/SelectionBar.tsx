import { Button, Menu } from '@mantine/core';
import { IconAlertTriangle, IconChevronDown } from '@tabler/icons-react';
import { memo, type ReactNode } from 'react';
import { domainSchema, REVIEW_STATUSES, type Domain, type EvidenceItem, type ReviewStatus } from '../../../contract/evidence.ts';
import { errorTitle } from '../../api/errors.ts';
import { keyParts, useKeysOf } from '../../shortcuts/registry.ts';
import { KeyCaps } from '../../ui/ActionTooltip.tsx';
import { StatusGlyph } from '../../ui/StatusGlyph.tsx';
import { countOf, DOMAIN_WORDS, formatCount, REVIEW_HELP, REVIEW_WORDS } from '../../ui/words.ts';
import { statusNotice, undoStatus } from '../data/triage.ts';
import classes from './toolbar.module.css';

export interface SelectionBarProps {
  readonly slug: string;
  readonly selected: number;
  readonly total: number;
  readonly focused: EvidenceItem | undefined;
  readonly focus: number;
  /** Problem files among what the filters find. */
  readonly problems: number;
  readonly onStatus: (review: ReviewStatus) => void;
  readonly onDomain: (domain: Domain) => void;
  readonly onScan: () => void;
  readonly onRetry: () => void;
  readonly onRetryAll: () => void;
  readonly onOpen: () => void;
  readonly onClear: () => void;
}

/** What is chosen and what can be done with it; with nothing selected it is the item with the focus. */
export const SelectionBar = memo(function SelectionBar(props: SelectionBarProps): ReactNode {
  const { selected, total, focused, focus, problems } = props;
  const problem = selected === 0 ? focused?.problem : null;
  return (
    <section className={classes.selection} aria-label="Selection">
      <div className={classes.what}>
        <ChangeNotice slug={props.slug} />
        {selected > 0 ? (
          <strong>{countOf(selected, 'item')} selected</strong>
        ) : (
          focused !== undefined && (
            <>
              <span className={classes.place}>
                {formatCount(focus + 1)}/{formatCount(total)}
              </span>
              <span className={classes.path} title={focused.path}>
                {focused.name}
              </span>
            </>
          )
        )}
        {problem !== null && problem !== undefined && (
          <span className={classes.problem} title={problem.message}>
            <IconAlertTriangle size={14} aria-hidden="true" />
            <span>
              {errorTitle(problem.code)}. {problem.message}
            </span>
          </span>
        )}
      </div>
      <div className={classes.actions}>
        {selected > 0 && (
          <Button variant="subtle" color="gray" onClick={props.onClear}>
            Clear
          </Button>
        )}
        {problem !== null && problem !== undefined && (
          <Button variant="default" onClick={props.onRetry}>
            Retry
          </Button>
        )}
        {selected > 0 && (
          <Button variant="default" onClick={props.onRetry} title="Take the problem files among them up again">
            Retry problem files
          </Button>
        )}
        {selected === 0 && (problem === null || problem === undefined) && problems > 0 && (
          <Button variant="subtle" color="gray" onClick={props.onRetryAll} title="Take up again all problem files that the filters find">
            Retry {formatCount(problems)} failed
          </Button>
        )}
        <Choice label="Set status" disabled={focused === undefined && selected === 0}>
          {REVIEW_STATUSES.map((review) => (
            <Menu.Item key={review} title={REVIEW_HELP[review]} leftSection={<StatusGlyph review={review} decorative />} rightSection={<KeyOf action={`evidence.set.${review}`} />} onClick={() => props.onStatus(review)}>
              {REVIEW_WORDS[review]}
            </Menu.Item>
          ))}
        </Choice>
        <Choice label="Set domain" disabled={focused === undefined && selected === 0}>
          {domainSchema.options.map((domain) => (
            <Menu.Item key={domain} onClick={() => props.onDomain(domain)}>
              {DOMAIN_WORDS[domain]}
            </Menu.Item>
          ))}
        </Choice>
        <Button variant="default" disabled={selected === 0 && focused === undefined} onClick={props.onScan}>
          {selected > 0 ? 'Scan selected' : 'Scan item'}
        </Button>
        <Button variant="default" disabled={focused === undefined} onClick={props.onOpen} rightSection={<KeyOf action="evidence.open" />}>
          Review
        </Button>
      </div>
    </section>
  );
});

/** Tells of the last status change and takes it back. */
function ChangeNotice({ slug }: { readonly slug: string }): ReactNode {
  const notice = statusNotice((state) => (state.notice?.slug === slug ? state.notice : null));
  return (
    <span className={classes.notice} role="status" data-empty={notice === null || undefined}>
      {notice !== null && (
        <>
          <span>{notice.text}</span>
          {notice.undo && (
            <Button size="compact-xs" variant="default" onClick={() => void undoStatus(slug)} rightSection={<KeyOf action="evidence.undo" />}>
              Undo
            </Button>
          )}
        </>
      )}
    </span>
  );
}

function Choice({ label, disabled, children }: { readonly label: string; readonly disabled: boolean; readonly children: ReactNode }): ReactNode {
  return (
    <Menu shadow="md" position="top-end" returnFocus>
      <Menu.Target>
        <Button variant="default" disabled={disabled} rightSection={<IconChevronDown size={14} aria-hidden="true" />}>
          {label}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>{children}</Menu.Dropdown>
    </Menu>
  );
}

function KeyOf({ action }: { readonly action: string }): ReactNode {
  const keys = useKeysOf(action);
  return keys === null || keyParts(keys).length === 0 ? null : <KeyCaps keys={keys} />;
}
