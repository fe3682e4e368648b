import { Button, Select } from '@mantine/core';
import { IconScan } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { FindingView } from '../../../contract/index.ts';
import { ScoreBar } from '../../ui/ScoreBar.tsx';
import { formatPercent, formatScore, formatTime, PROVIDER_WORDS, shortHash } from '../../ui/words.ts';
import type { ThresholdNumbers } from '../data.ts';
import { findingWords } from '../logic/regions.ts';
import { useReview } from '../state.ts';
import classes from './panels.module.css';
import { Fact, Facts } from './Facts.tsx';
import { ScoreReadingView } from './ScoreReadingView.tsx';

/** What the methods found, at which operating point, and what they used. */
export function FindingPanel({ findings, finding, numbers, onScan, scanning }: { readonly findings: readonly FindingView[]; readonly finding: FindingView | null; readonly numbers: ThresholdNumbers; readonly onScan: () => void; readonly scanning: boolean }): ReactNode {
  if (finding === null) {
    return (
      <div className={classes.empty}>
        <p>There is no finding for this picture yet.</p>
        <Button leftSection={<IconScan size={16} aria-hidden="true" />} loading={scanning} onClick={onScan}>
          Scan this picture
        </Button>
      </div>
    );
  }
  const { record } = finding;
  const words = findingWords({ regions: numbers.regions.length, area: numbers.area?.area ?? (finding.maskShare > 0 ? 1 : 0), threshold: numbers.threshold, reliability: finding.reliability, minimumArea: record.options.minimumRegionArea });
  return (
    <div className={classes.panel}>
      {findings.length > 1 && (
        <Select
          label="Finding"
          data={findings.map((one, index) => ({ value: String(one.id), label: `${formatTime(one.createdAt)}, ${one.record.modelId}${index === 0 ? ', newest' : ''}` }))}
          value={String(finding.id)}
          onChange={(value) => value !== null && useReview.setState({ findingId: Number(value), threshold: null, selected: null, lit: [] })}
        />
      )}
      <p className={classes.verdict} data-state={words.state}>
        {words.text}
      </p>
      <section className={classes.section}>
        <h2 className={classes.title}>Score of the picture</h2>
        <ScoreBar score={finding.score} calibrated={finding.scoreCalibrated} />
        {finding.scoreReading === null ? (
          <p className={classes.hint}>{finding.scoreCalibrated ? 'Calibrated on the set named in the model card.' : 'Not calibrated: it puts pictures in order and is no probability.'}</p>
        ) : (
          <ScoreReadingView reading={finding.scoreReading} />
        )}
      </section>
      <section className={classes.section}>
        <h2 className={classes.title}>Frequency evidence</h2>
        <p className={classes.text}>{finding.gateWords}</p>
        <p className={classes.text}>{finding.coefficientsWords}</p>
      </section>
      <Facts title="How it was measured">
        <Fact name="Threshold" help="Probability from which a pixel counts as altered, as set for this analysis">
          {finding.threshold.toFixed(2)}
        </Fact>
        <Fact name="Mask" help="Share of the picture at or above the finding's threshold">
          {formatPercent(finding.maskShare)} of the picture
        </Fact>
        <Fact name="Reliability" help="Mean of the reliability map: how far the model trusts its own mask, 0 to 1">
          {formatScore(finding.reliability)}
        </Fact>
        <Fact name="Tiles" help="Tiles of native resolution, and the share in which pixels alone were used">
          {finding.gate.tiles}, pixels alone in {formatPercent(finding.gate.visionShare)}
        </Fact>
        <Fact name="Model" help={`SHA-256 ${record.modelSha256}`}>
          {record.modelId} <span className={classes.mono}>{shortHash(record.modelSha256, 8)}</span>
        </Fact>
        <Fact name="Processor" help={record.providerReason}>
          {PROVIDER_WORDS[record.provider]}
        </Fact>
        <Fact name="Tile size" help="Side of a tile and overlap of neighbours in pixels">
          {record.options.tileSize} px, {record.options.tileOverlap} px overlap
        </Fact>
        <Fact name="Engine" help={`onnxruntime ${record.versions.onnxruntime}, sharp ${record.versions.sharp}, libvips ${record.versions.libvips}, Node ${record.versions.node}, ${record.platform}`}>
          Version {record.versions.engine}
        </Fact>
        <Fact name="Made" help="When the analysis was stored">
          {formatTime(finding.createdAt, true)}
        </Fact>
      </Facts>
      <Button variant="default" leftSection={<IconScan size={16} aria-hidden="true" />} loading={scanning} onClick={onScan}>
        Scan again
      </Button>
    </div>
  );
}
