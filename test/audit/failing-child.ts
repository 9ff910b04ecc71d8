/* Records an intent, one that the file may not grow for, and another one; then says what came of each. */
import { openAudit } from '../../src/audit/audit.ts';
import { AuditFileError } from '../../src/audit/errors.ts';
import { AuditError } from '../../src/model/errors.ts';
import { intend, outcomes, T0 } from './support.ts';

const [journal = ''] = process.argv.slice(2);
const audit = openAudit({ journal });
const attempt = (id: string): string => {
  try {
    intend(audit, id);
    return 'taken';
  } catch (error) {
    const cause = error instanceof AuditError ? error.cause : error;
    return cause instanceof AuditFileError ? cause.kind : String(cause);
  }
};
const first = attempt('one');
audit.settle([1], 'DONE', T0);
const second = attempt('x'.repeat(5_000_000));
const third = attempt('three');
const { intact } = await audit.verifyChain();
process.stdout.write(JSON.stringify({ first, second, third, outcomes: outcomes(audit), intact }));
audit.close();
