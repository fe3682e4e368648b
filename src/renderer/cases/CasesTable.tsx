import { ActionIcon, Menu } from '@mantine/core';
import { IconAlertTriangle, IconArchive, IconCircleFilled, IconDots, IconDoorExit, IconFolderOpen, IconLockOpen, IconSquareCheck } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { Link, useLocation } from 'wouter';
import type { CaseSummary } from '../../contract/index.ts';
import { toCase } from '../app/routes.ts';
import screen from '../ui/screen.module.css';
import { CASE_STATUS_WORDS, formatAgo, formatCount, formatTime } from '../ui/words.ts';
import classes from './cases.module.css';
import { leaveCase, setCaseStatus } from './caseCommands.ts';

export function CasesTable({ cases }: { readonly cases: readonly CaseSummary[] }): ReactNode {
  return (
    <div className={classes.tableBox}>
      <table className={screen.table}>
        <thead>
          <tr>
            <th scope="col">Number</th>
            <th scope="col">Title</th>
            <th scope="col">Examiner</th>
            <th scope="col">Status</th>
            <th scope="col" className={screen.number} title="Files listed in the case">
              Items
            </th>
            <th scope="col" className={screen.number} title="Items without a verdict yet">
              Need review
            </th>
            <th scope="col">Last opened</th>
            <th scope="col">
              <span className={classes.hidden}>Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {cases.map((one) => (
            <CaseRow key={one.slug} summary={one} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function CaseRow({ summary }: { readonly summary: CaseSummary }): ReactNode {
  const [, go] = useLocation();
  const { slug, number, title, examiner, status, items, needReview, openedAt, createdAt, open, problem } = summary;
  return (
    <tr className={classes.row} data-problem={problem !== null || undefined} onDoubleClick={() => go(toCase(slug))}>
      <td className={classes.numberCell}>{number === '' ? <span className={screen.dim}>–</span> : number}</td>
      <td>
        <Link href={toCase(slug)} className={classes.titleLink}>
          {title === '' ? slug : title}
        </Link>
        {problem !== null && (
          <div className={classes.problem}>
            <IconAlertTriangle size={14} aria-hidden="true" /> {problem.message}
          </div>
        )}
      </td>
      <td>{examiner === '' ? <span className={screen.dim}>–</span> : examiner}</td>
      <td className={classes.statusCell}>
        {problem === null ? CASE_STATUS_WORDS[status] : <span className={screen.dim}>–</span>}
        {open && (
          <span className={classes.openMark} title="Open in this application: nobody else can open it until you leave it">
            <IconCircleFilled size={7} aria-hidden="true" /> open here
          </span>
        )}
      </td>
      <td className={screen.number}>{problem === null ? formatCount(items) : '–'}</td>
      <td className={screen.number}>{problem === null ? formatCount(needReview) : '–'}</td>
      <td title={openedAt === null ? `Never opened here. Created ${formatTime(createdAt)}` : `Opened ${formatTime(openedAt)}. Created ${formatTime(createdAt)}`}>{openedAt === null ? <span className={screen.dim}>never</span> : formatAgo(openedAt)}</td>
      <td className={screen.number}>
        <Menu shadow="md" position="bottom-end">
          <Menu.Target>
            <ActionIcon aria-label={`Actions for ${title === '' ? slug : title}`}>
              <IconDots size={17} aria-hidden="true" />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item leftSection={<IconFolderOpen size={15} aria-hidden="true" />} onClick={() => go(toCase(slug))}>
              Open
            </Menu.Item>
            {open && (
              <Menu.Item leftSection={<IconDoorExit size={15} aria-hidden="true" />} onClick={() => void leaveCase(slug)}>
                Leave, so that others can open it
              </Menu.Item>
            )}
            {problem === null && <StatusItems slug={slug} status={status} open={open} />}
          </Menu.Dropdown>
        </Menu>
      </td>
    </tr>
  );
}

/** The two statuses a case can take from where it is. */
export function StatusItems({ slug, status, open }: { readonly slug: string; readonly status: CaseSummary['status']; readonly open: boolean }): ReactNode {
  return (
    <>
      <Menu.Divider />
      {status !== 'open' && (
        <Menu.Item leftSection={<IconLockOpen size={15} aria-hidden="true" />} onClick={() => void setCaseStatus(slug, 'open', open)}>
          Reopen case
        </Menu.Item>
      )}
      {status !== 'closed' && (
        <Menu.Item leftSection={<IconSquareCheck size={15} aria-hidden="true" />} onClick={() => void setCaseStatus(slug, 'closed', open)}>
          Close case
        </Menu.Item>
      )}
      {status !== 'archived' && (
        <Menu.Item leftSection={<IconArchive size={15} aria-hidden="true" />} onClick={() => void setCaseStatus(slug, 'archived', open)}>
          Archive case
        </Menu.Item>
      )}
    </>
  );
}
