import { isIP } from 'node:net';
import { isSingle, networkText, parseNetwork } from '../../model/addresses.ts';

interface Placed {
  readonly ip?: string | undefined;
  readonly network?: string | undefined;
  readonly host?: string | undefined;
}

const placed = (text: string): Placed | null => {
  const network = parseNetwork(text);
  if (network === null) return null;
  return isSingle(network) ? { ip: networkText(network) } : { network: networkText(network) };
};

/**
 * An endpoint's address: one address or a range, in canonical form. A range comes as CIDR text, or (v1) as its first
 * address with the width beside it. Text that is no address (Argus does not promise one) counts as none.
 */
export function endpointAddress(address: string | null | undefined, maskBits?: number | null): Placed {
  if (address === null || address === undefined || address === '') return {};
  const withMask =
    typeof maskBits === 'number' && isIP(address) !== 0 ? placed(`${address}/${maskBits}`) : null;
  return withMask ?? placed(address) ?? {};
}
