import { isOpen, type RunStart } from '../audit/runs.ts';
import { AuditError, OutcomeUnknownError } from '../model/errors.ts';
import { settleLater } from './later.ts';
import { createRun, type Run } from './once.ts';
import { isPassing, keepError, keepResult } from './outcomes.ts';
import { createPatience } from './patience.ts';
import type { Desk, Order } from './types.ts';

type End =
  { readonly type: 'result'; readonly result: unknown } | { readonly type: 'error'; readonly error: unknown };

/** Does what is ordered, and leaves the rest (what its key remembers, what is still open) in good hands. */
export async function perform<I extends object, R>(
  desk: Desk,
  order: Order<I, R>,
  key: RunStart['key'],
): Promise<R> {
  const { write, input, call, mutation, actor, source } = order;
  const start: RunStart = {
    actor,
    mutation,
    source: source.name,
    key,
    // Without `settle` nobody will ever read it back.
    input: write.settle === undefined ? null : JSON.stringify(input),
  };
  const patience = createPatience(call.signal, desk.closing, desk.sleep);
  const run = createRun({ desk, start, write, input, call, patience });
  const end = async (how: End): Promise<void> => {
    patience.done();
    keep(desk, start, run, how);
    followUp(desk, run, order);
    await desk.tellChanged(order, run.touched().flat());
  };
  let result: R;
  try {
    result = await write.send(input, run.call);
  } catch (error) {
    await end({ type: 'error', error });
    throw error;
  }
  await end({ type: 'result', result });
  return result;
}

/** Lets the key remember what the run came to, and takes away what nobody needs any more. */
function keep({ audit, now, persist, log }: Desk, start: RunStart, run: Run, end: End): void {
  const number = run.number();
  if (number === undefined) {
    if (start.key === undefined || end.type === 'error') return;
    try {
      audit.remember(start, keepResult(end.result), now());
    } catch (error) {
      // Nothing was sent, so nothing is sent twice when the key is used again.
      if (!(error instanceof AuditError)) throw error;
      log?.warn({ err: error }, 'the outcome of a write that sent nothing cannot be remembered');
    }
    return;
  }
  if (start.key === undefined) return persist(() => audit.release(number));
  if (end.type === 'result') return persist(() => audit.remember(number, keepResult(end.result), now()));
  const { error } = end;
  // Its key's next use is told what has been found out by then.
  if (error instanceof OutcomeUnknownError) return;
  if (isPassing(error) && run.touched().length === 0) return persist(() => audit.forget(number));
  return persist(() => audit.remember(number, keepError(error), now()));
}

/** Goes after what is open, if anything is. */
function followUp(
  desk: Desk,
  run: Run,
  { write, changed }: Pick<Order<object, unknown>, 'write' | 'changed'>,
): void {
  const number = run.number();
  if (number === undefined) return;
  let open = true;
  try {
    const state = desk.audit.run(number);
    open = state !== undefined && (state.awaited || state.requests.some(isOpen));
  } catch (error) {
    desk.log?.warn({ err: error }, 'what is open of a write cannot be read');
  }
  if (open) desk.track(settleLater(desk, { run: number, write, changed }));
}
