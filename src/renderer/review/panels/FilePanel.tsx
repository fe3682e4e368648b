import type { ReactNode } from 'react';
import type { ImageFacts, ReviewView } from '../../../contract/index.ts';
import { errorTitle } from '../../api/errors.ts';
import { countOf, formatBytes, formatCount, formatMegapixels, formatPercent, formatSize, formatTime, STATUS_WORDS } from '../../ui/words.ts';
import { Fact, Facts } from './Facts.tsx';
import classes from './panels.module.css';

type Jpeg = NonNullable<ImageFacts['jpeg']>;

const PROCESS_WORDS: Readonly<Record<Jpeg['process'], string>> = { baseline: 'Baseline', extended: 'Extended', progressive: 'Progressive' };

/** What is known of the file itself: measured, and claimed by it. */
export function FilePanel({ review }: { readonly review: ReviewView }): ReactNode {
  const { item, facts, md5, sha1 } = review;
  const capture = facts?.capture ?? null;
  return (
    <div className={classes.panel}>
      {item.problem !== null && (
        <section className={classes.problem} role="note">
          <h2 className={classes.title}>{errorTitle(item.problem.code)}</h2>
          <p className={classes.text}>{item.problem.message}</p>
          <p className={classes.mono}>{item.problem.code}</p>
        </section>
      )}
      <Facts title="File">
        <Fact name="Path">
          <span className={classes.path}>{item.path}</span>
        </Fact>
        <Fact name="Size">
          {formatBytes(item.bytes)} <span className={classes.dim}>({formatCount(item.bytes)} bytes)</span>
        </Fact>
        <Fact name="Status">{STATUS_WORDS[item.status]}</Fact>
        <Fact name="Added">{formatTime(item.addedAt)}</Fact>
        <Fact name="Duplicates" help="Other items of this case with the same SHA-256">
          {item.duplicates === 0 ? 'None in this case' : countOf(item.duplicates, 'other item')}
        </Fact>
      </Facts>
      <Facts title="Digests" note="Taken in one pass when the file was added.">
        <Fact name="SHA-256">
          <span className={classes.mono}>{item.sha256 ?? '–'}</span>
        </Fact>
        <Fact name="SHA-1">
          <span className={classes.mono}>{sha1 ?? '–'}</span>
        </Fact>
        <Fact name="MD5">
          <span className={classes.mono}>{md5 ?? '–'}</span>
        </Fact>
      </Facts>
      {facts !== null && (
        <Facts title="Picture">
          <Fact name="Type" help={facts.mimeType}>
            {facts.format.toUpperCase()}
            {facts.extensionMismatch && <span className={classes.warn}> The name says otherwise</span>}
          </Fact>
          <Fact name="Stored" help="Width × height in pixels as stored">
            {formatSize(facts.width, facts.height)}, {formatMegapixels(facts.width, facts.height)}
          </Fact>
          <Fact name="Samples">
            {facts.channels} × {facts.bitDepth} bit{facts.hasAlpha ? ', with alpha' : ''}
          </Fact>
          <Fact name="Colour">{facts.colourSpace}</Fact>
          <Fact name="ICC profile">{facts.iccProfile ?? 'None'}</Fact>
          <Fact name="Orientation" help="EXIF orientation 1 to 8, applied for display only">
            {facts.orientation}
          </Fact>
          {facts.pages > 1 && <Fact name="Pages">{facts.pages}; only the first is analysed</Fact>}
        </Facts>
      )}
      {facts?.jpeg !== null && facts?.jpeg !== undefined && <JpegFacts jpeg={facts.jpeg} />}
      {capture !== null && (
        <Facts title="Claims of the file" note="What its EXIF says of its taking. Anyone can write it; it is not measured.">
          <Fact name="Make">{capture.make ?? 'Silent'}</Fact>
          <Fact name="Model">{capture.model ?? 'Silent'}</Fact>
          <Fact name="Software">{capture.software ?? 'Silent'}</Fact>
          <Fact name="Taken" help="Local time as written">
            {capture.takenAt?.replace('T', ' ') ?? 'Silent'}
          </Fact>
        </Facts>
      )}
    </div>
  );
}

function JpegFacts({ jpeg }: { readonly jpeg: Jpeg }): ReactNode {
  const { quality, damage } = jpeg;
  return (
    <>
      <Facts title="JPEG stream">
        <Fact name="Process">
          {PROCESS_WORDS[jpeg.process]}, {jpeg.precision} bit
        </Fact>
        <Fact name="Quality" help="Nearest libjpeg quality of the luma table">
          {quality === null ? 'No libjpeg quality fits' : `${quality.nearest}${quality.exact ? ', exactly' : ', nearest; the table is another'}`}
        </Fact>
        <Fact name="Subsampling">{jpeg.subsampling}</Fact>
        <Fact name="Colour">{jpeg.colour}</Fact>
        <Fact name="Restart" help="Restart interval in MCUs">
          {jpeg.restartInterval === 0 ? 'None' : `Every ${jpeg.restartInterval} MCU`}
        </Fact>
        {damage !== null && (
          <Fact name="Damage">
            <span className={classes.warn}>
              {damage.reason} at byte {formatCount(damage.atByte)}, {formatPercent(damage.share)} of the picture
            </span>
          </Fact>
        )}
      </Facts>
      {jpeg.quantizationTables.map((table) => (
        <section key={table.id} className={classes.section}>
          <h2 className={classes.title}>Quantisation table #{table.id}</h2>
          <table className={classes.table}>
            <caption>Step sizes, mean upper left, frequency rising to the right and down</caption>
            <tbody>
              {Array.from({ length: 8 }, (_, row) => (
                <tr key={row}>
                  {table.values.slice(row * 8, row * 8 + 8).map((value, column) => (
                    <td key={column}>{value}</td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      ))}
    </>
  );
}
