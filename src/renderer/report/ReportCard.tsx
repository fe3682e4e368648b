import { Button } from '@mantine/core';
import { IconFileTypePdf, IconPlayerStop, IconRosetteDiscountCheck, IconWorld } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { reportAddress, type ReportRow } from '../../contract/index.ts';
import { fileUrl } from '../api/client.ts';
import { CopyHash } from '../ui/CopyHash.tsx';
import { countOf, formatBytes, formatCount, formatTime } from '../ui/words.ts';
import { cancelReport } from './data.ts';
import { TEMPLATE_WORDS } from './fields.ts';
import classes from './report.module.css';
import { fileNameOf, REPORT_STAGE_WORDS, REPORT_STATUS_WORDS, STAGE_UNITS } from './words.ts';

/** One made report, or one being made. */
export function ReportCard({ slug, report }: { readonly slug: string; readonly report: ReportRow }): ReactNode {
  const pdf = report.files.find(({ kind }) => kind === 'pdf');
  const html = report.files.find(({ kind }) => kind === 'html');
  return (
    <li className={classes.report} data-status={report.status} aria-label={`${report.reportId}, version ${report.version}, ${REPORT_STATUS_WORDS[report.status].toLowerCase()}`}>
      <div className={classes.reportHead}>
        <span className={classes.reportId}>{report.reportId}</span>
        <span className={classes.dim}>version {report.version}</span>
        <span className={classes.reportStatus} data-status={report.status}>
          {report.signed && <IconRosetteDiscountCheck size={14} aria-hidden="true" />}
          {REPORT_STATUS_WORDS[report.status]}
          {report.signed && ', signed'}
        </span>
      </div>
      <p className={classes.reportFacts}>
        {TEMPLATE_WORDS[report.template]} · {countOf(report.items, 'item')}
        {report.pages !== null && <> · {countOf(report.pages, 'page')}</>} · {report.author}, {formatTime(report.createdAt)}
      </p>
      {report.status === 'running' && <Running slug={slug} report={report} />}
      {report.problem !== null && <p className={classes.problem}>{report.problem.message}</p>}
      {(report.extractSha256 !== null || pdf !== undefined) && report.status !== 'running' && (
        <dl className={classes.hashes}>
          {report.extractSha256 !== null && (
            <>
              <dt>Extract</dt>
              <dd>
                <CopyHash name={`SHA-256 of the extract of version ${report.version}`} value={report.extractSha256} />
              </dd>
            </>
          )}
          {pdf !== undefined && (
            <>
              <dt>PDF</dt>
              <dd>
                <CopyHash name={`SHA-256 of the PDF of version ${report.version}`} value={pdf.sha256} /> <span className={classes.dim}>{formatBytes(pdf.bytes)}</span>
              </dd>
            </>
          )}
        </dl>
      )}
      {report.status !== 'running' && (
        <div className={classes.reportLinks}>
          {html !== undefined && <OpenFile slug={slug} path={html.path} words="Read" what={`version ${report.version} in the browser`} icon={<IconWorld size={14} aria-hidden="true" />} />}
          {pdf !== undefined && <OpenFile slug={slug} path={pdf.path} words="PDF" what={`of version ${report.version}`} icon={<IconFileTypePdf size={14} aria-hidden="true" />} />}
        </div>
      )}
    </li>
  );
}

/** A report's file in a tab of its own, which can run nothing; the desktop application, which opens no windows, saves it where the person chooses. */
function OpenFile({ slug, path, words, what, icon }: { readonly slug: string; readonly path: string; readonly words: string; readonly what: string; readonly icon: ReactNode }): ReactNode {
  const address = reportAddress(slug, path);
  if (address === null) return <span className={classes.dim}>{path}</span>;
  const desktop = globalThis.window.palimpsest !== undefined;
  return (
    <Button component="a" variant="default" size="compact-xs" leftSection={icon} href={fileUrl(address)} aria-label={`${desktop ? 'Save' : words} ${what}`} title={path} {...(desktop ? { download: fileNameOf(path) } : { target: '_blank', rel: 'noopener noreferrer' })}>
      {desktop ? `Save ${words === 'Read' ? 'HTML' : words}…` : words}
    </Button>
  );
}

/** Address of the newest report that can be read in the browser, or null. */
export function newestReadable(slug: string, reports: readonly ReportRow[]): string | null {
  for (const { files } of reports) {
    const html = files.find(({ kind }) => kind === 'html');
    const address = html === undefined ? null : reportAddress(slug, html.path);
    if (address !== null) return fileUrl(address);
  }
  return null;
}

function Running({ slug, report }: { readonly slug: string; readonly report: ReportRow }): ReactNode {
  const { progress } = report;
  const share = progress === null || progress.total <= 0 ? 0 : Math.min(1, progress.done / progress.total);
  const words = progress === null ? 'Waiting' : REPORT_STAGE_WORDS[progress.stage];
  return (
    <div className={classes.running}>
      <span>{words}</span>
      <span className={classes.track} role="progressbar" aria-label={words} aria-valuemin={0} aria-valuemax={100} aria-valuenow={Math.floor(share * 100)}>
        <span className={classes.fill} style={{ width: `${share * 100}%` }} />
      </span>
      <span className={classes.number}>{progress === null ? '' : `${formatCount(progress.done)} / ${formatCount(progress.total)} ${STAGE_UNITS[progress.stage]}`}</span>
      <Button variant="default" size="compact-xs" leftSection={<IconPlayerStop size={13} aria-hidden="true" />} onClick={() => void cancelReport(slug, report.id)}>
        Cancel
      </Button>
    </div>
  );
}
