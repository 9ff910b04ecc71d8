/** One event of any type, from an incident of the story. */
import { storyUuid } from '../story.ts';
import { documentBlocked, fileChanged, registryChanged, runBlocked } from './make-change.ts';
import { ioa, logged, scriptScanned, threatFound, threatProcessed } from './make-findings.ts';
import { connected, portOpened } from './make-network.ts';
import {
  consoleInput,
  driverLoaded,
  moduleLoaded,
  processEnded,
  processStarted,
  scriptRun,
} from './make-process.ts';
import { hostKeys, micros, type Scene } from './scene.ts';
import type { KataEventType, KataObject, KataValue } from './types.ts';

const makers: Readonly<Record<KataEventType, (scene: Scene) => KataObject>> = {
  process: processStarted,
  process_terminate: processEnded,
  module: moduleLoaded,
  driver: driverLoaded,
  connection: connected,
  portlisten: portOpened,
  filechange: fileChanged,
  registry: registryChanged,
  applock: runBlocked,
  blockdocument: documentBlocked,
  windowsevent: logged,
  amsiscan: scriptScanned,
  threatdetect: threatFound,
  threatprocessingresult: threatProcessed,
  process_interpretated_file_run: scriptRun,
  process_console_interactive_input: consoleInput,
};

/**
 * The event's id: mostly a UUID, else a number beyond 2^53, sent as a string or as a JSON number. Those of one incident
 * lie so close together that a reader without big integers takes them for one.
 */
export function storyId({ incident, part }: Scene): KataValue {
  const form = incident.chance('kata-id');
  if (form < 0.6) return storyUuid('kata', 'event', incident.index, part);
  const number = 2n ** 60n + BigInt(incident.index) * 8n + BigInt(part);
  return form < 0.8 ? number : String(number);
}

/** `arrivedAt`: milliseconds since the epoch. `fired`: with IOA rules. */
export function makeEvent(
  type: KataEventType,
  scene: Scene,
  { id, arrivedAt, fired }: { readonly id: KataValue; readonly arrivedAt: number; readonly fired: boolean },
): KataObject {
  return {
    Id: id,
    EventType: type,
    Timestamp: micros(scene, scene.at),
    ReceivedTimestamp: arrivedAt * 1_000,
    ...hostKeys(scene),
    ...makers[type](scene),
    ...(fired ? { Ioa: ioa(scene) } : {}),
  };
}
