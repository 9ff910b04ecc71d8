/**
 * Holds pages, counts and pivots over all sources to plain lists: `node test/walks/walks.ts [walks] [seed]`, 10 000 walks
 * unless told otherwise. A tenth of them goes on while records move and the gateway is started anew; a tenth as many
 * counts and a twentieth as many pivots come on top. What fails is printed with its seed and its counterexample.
 */
import { movingRound, nothing, stillRound } from './rounds.ts';

const say = (line: string): void => void process.stdout.write(`${line}\n`);

const [wanted = '10000', from = String(Date.now() % 1_000_000)] = process.argv.slice(2);
const total = Number(wanted);
const begun = performance.now();
const done = nothing();

const STILL = 450;
const GOES = 3;
const SIDE_BY_SIDE = 34;

say(`${total} walks from seed ${from}`);
try {
  for (let n = 0; done.walks < total; n += 1) {
    const followed = n % 2 === 0 ? 'part' : 'all';
    const seed = Number(from) + n * 1_000;
    const still = Math.min(STILL, Math.ceil((total - done.walks) * 0.9));
    await stillRound(
      { seed, followed, walks: still, countings: Math.ceil(still / 9), pivots: Math.ceil(still / 18) },
      done,
    );
    if (n % 2 === 0 && done.walks < total)
      await movingRound(
        { seed, followed: n % 4 === 0 ? 'part' : 'all', goes: GOES, aGo: SIDE_BY_SIDE },
        done,
      );
    say(`${Math.round((performance.now() - begun) / 1_000)} s ${JSON.stringify(done)}`);
  }
  say('All of them agree with the plain lists.');
} catch (error) {
  say(error instanceof Error ? error.message : String(error));
  if (error instanceof Error && error.cause instanceof Error) say(error.cause.message);
  process.exitCode = 1;
}
