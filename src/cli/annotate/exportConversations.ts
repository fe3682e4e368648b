import { relative } from 'node:path';
import { exportSft, forTerminal, type SftFormat } from '../../casework/index.ts';
import type { AnnotateFlags } from '../commands/annotate.ts';
import { EXIT, type ExitCode } from '../exitCodes.ts';
import { interruptible } from '../interrupt.ts';
import { note, print, printJson } from '../output.ts';
import { withPorts } from './ports.ts';
import { taskFinder, tasksIn } from './tasks.ts';

/** Converts annotations into conversations for fine-tuning. Errors: those of findSets and exportSft. */
export async function exportConversations(rows: string, out: string, format: SftFormat, images: string, flags: AnnotateFlags): Promise<ExitCode> {
  const find = taskFinder(await tasksIn(images));
  const request = { rows, out, format, withInstances: flags.withInstances, filesOf: ({ image }: { readonly image: string }) => find(image) };
  const summary = await interruptible((signal) =>
    withPorts((ports) =>
      exportSft(request, ports, {
        signal,
        onRow: ({ image }, error) => {
          if (error !== null) note(`${forTerminal(image)}: ${forTerminal(error.message)} [${error.code}]`);
        },
      }),
    ),
  );
  if (flags.json) printJson({ type: 'finished', ...summary });
  const line = flags.json ? note : print;
  const shown = (path: string): string => forTerminal(relative(process.cwd(), path));
  line(`${summary.rows} annotations: ${summary.samples} conversations.`);
  for (const [reason, count] of Object.entries(summary.leftOut)) line(`  ${count} left out: ${reason}`);
  line(`Conversations  ${shown(out)}`);
  line(`Pictures       ${shown(summary.pictures)}`);
  line(`Index          ${shown(summary.index)}`);
  return Object.keys(summary.leftOut).some((reason) => /^[A-Z_]+$/.test(reason)) ? EXIT.problemFiles : EXIT.ok;
}
