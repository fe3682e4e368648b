import { ActionIcon } from '@mantine/core';
import { IconEye, IconEyeOff } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { SignalLayer } from '../../../contract/index.ts';
import { ActionTooltip } from '../../ui/ActionTooltip.tsx';
import { signalWords } from '../layers.ts';
import { toggleLayer, useReview } from '../state.ts';

/** Shows or hides the map of a method on the picture. */
export function ShowLayer({ layer }: { readonly layer: SignalLayer }): ReactNode {
  const visible = useReview((state) => state.layers[layer].visible);
  return (
    <ActionTooltip action={`review.layer.${layer}`} position="left">
      <ActionIcon size="sm" aria-label={`${visible ? 'Hide' : 'Show'} layer ${signalWords(layer).title}`} aria-pressed={visible} variant={visible ? 'light' : 'subtle'} color={visible ? 'accent' : 'gray'} onClick={() => toggleLayer(layer)}>
        {visible ? <IconEye size={16} /> : <IconEyeOff size={16} />}
      </ActionIcon>
    </ActionTooltip>
  );
}
