import { IconAlertTriangle, IconClockHour4, IconShieldX, IconCopy, IconFileUnknown, IconPencil } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { Domain, EvidenceItem } from '../../../contract/evidence.ts';
import { errorTitle } from '../../api/errors.ts';
import { CHECK_HELP, CHECK_WORDS, isBad } from '../../custody/items.ts';
import { DOMAIN_WORDS, STATUS_WORDS } from '../../ui/words.ts';
import classes from './list.module.css';

const DOMAIN_LETTERS: Readonly<Record<Exclude<Domain, 'unset'>, string>> = { photo: 'PHO', document: 'DOC', face: 'FACE', scene_text: 'TEXT' };

export function problemWords(item: EvidenceItem): string | null {
  return item.problem === null ? null : errorTitle(item.problem.code);
}

/** Small signs over a thumbnail: domain, and what is odd about the file. All of it is said in the item's name as well. */
export function Marks({ item }: { readonly item: EvidenceItem }): ReactNode {
  return (
    <span className={classes.marks} aria-hidden="true">
      {item.domain !== 'unset' && (
        <span className={classes.mark} title={`Domain: ${DOMAIN_WORDS[item.domain]}`}>
          {DOMAIN_LETTERS[item.domain]}
        </span>
      )}
      {item.check !== undefined && item.check !== null && isBad(item.check) && (
        <span className={classes.mark} data-problem title={`${CHECK_WORDS[item.check]}. ${CHECK_HELP[item.check]}`}>
          <IconShieldX size={13} />
        </span>
      )}
      {item.problem !== null && (
        <span className={classes.mark} data-problem title={`${errorTitle(item.problem.code)}. ${item.problem.message}`}>
          <IconAlertTriangle size={13} />
        </span>
      )}
      {item.status === 'pending' && (
        <span className={classes.mark} title={STATUS_WORDS.pending}>
          <IconClockHour4 size={13} />
        </span>
      )}
      {item.extensionMismatch && (
        <span className={classes.mark} title={`The content is ${item.format?.toUpperCase() ?? 'of another type'}, the extension says something else`}>
          <IconFileUnknown size={13} />
        </span>
      )}
      {item.duplicates > 0 && (
        <span className={classes.mark} title={`Same content as ${item.duplicates} other`}>
          <IconCopy size={13} />
        </span>
      )}
      {item.annotations > 0 && (
        <span className={classes.mark} title={`Annotations: ${item.annotations}`}>
          <IconPencil size={13} />
        </span>
      )}
    </span>
  );
}
