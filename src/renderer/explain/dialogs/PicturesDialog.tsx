import { Modal, SegmentedControl, Skeleton } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Explanation, PromptPicture, PromptVariant } from '../../../contract/index.ts';
import { fileUrl } from '../../api/client.ts';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { formatBytes, formatSize, shortHash } from '../../ui/words.ts';
import { usePreview } from '../data.ts';
import { VARIANT_WORDS } from '../logic/words.ts';
import { openDialog, useExplain } from '../state.ts';
import classes from './dialogs.module.css';

const SIZE = 'min(92vw, 1120px)';

/** The pictures a run sent, byte for byte. */
export function PicturesDialog({ slug, explanation }: { readonly slug: string; readonly explanation: Explanation }): ReactNode {
  const open = useExplain((state) => state.dialog === 'pictures');
  const { name, help } = VARIANT_WORDS[explanation.variant];
  return (
    <Modal opened={open} onClose={() => openDialog(null)} title="What the model saw" size={SIZE}>
      {open && <Pictures slug={slug} pictures={explanation.pictures} note={`${name}. ${help}`} />}
    </Modal>
  );
}

/** The pictures a model would see of a finding, before anything is sent. */
export function PreviewDialog({ slug, findingId }: { readonly slug: string; readonly findingId: number }): ReactNode {
  const open = useExplain((state) => state.preview);
  return (
    <Modal opened={open} onClose={() => useExplain.setState({ preview: false })} title="What a model would see" size={SIZE}>
      {open && <Preview slug={slug} findingId={findingId} />}
    </Modal>
  );
}

function Preview({ slug, findingId }: { readonly slug: string; readonly findingId: number }): ReactNode {
  const variant = useExplain((state) => state.variant);
  const { data, error, refetch } = usePreview(slug, findingId, variant, true);
  return (
    <>
      <div className={classes.choice}>
        <SegmentedControl aria-label="How the mask is shown" value={variant} onChange={(value) => useExplain.setState({ variant: value as PromptVariant })} data={Object.entries(VARIANT_WORDS).map(([value, { name }]) => ({ value, label: name }))} />
        <span className={classes.hint}>{VARIANT_WORDS[variant].help} Made on this machine; looking at them sends nothing.</span>
      </div>
      {error !== null && <ErrorState error={error} retry={() => void refetch()} />}
      {data === undefined && error === null && <Skeleton height={320} aria-label="Making the pictures" />}
      {data !== undefined && <Pictures slug={slug} pictures={data} />}
    </>
  );
}

function pictureName({ kind, region }: PromptPicture): string {
  if (kind === 'crop') return region === null ? 'Crop' : `Region ${region} with what is around it`;
  return kind === 'joined' ? 'Picture beside the picture with its mask' : 'The picture alone';
}

function Pictures({ slug, pictures, note }: { readonly slug: string; readonly pictures: readonly PromptPicture[]; readonly note?: string }): ReactNode {
  return (
    <>
      {note !== undefined && <p className={classes.hint}>{note}</p>}
      <ul className={classes.pictures} aria-label="Pictures">
        {pictures.map((picture) => (
          <li key={`${picture.kind}-${picture.region ?? 0}-${picture.sha256}`} data-kind={picture.kind}>
            <figure>
              <img src={fileUrl({ kind: 'artifact', case: slug, sha256: picture.sha256, extension: 'jpg' })} width={picture.width} height={picture.height} alt={pictureName(picture)} />
              <figcaption>
                <span>{pictureName(picture)}</span>
                <span title={`SHA-256 ${picture.sha256}`}>
                  {formatSize(picture.width, picture.height)}, {formatBytes(picture.bytes)}, {shortHash(picture.sha256, 8)}
                </span>
              </figcaption>
            </figure>
          </li>
        ))}
      </ul>
    </>
  );
}
