/** How many requests a rolling window allows. */
export interface Quota {
  /** 0 when this request may pass, else the whole seconds until one may. Refused requests do not count. */
  take(now: number, limit: number): number;
}

export function createQuota(windowMs: number): Quota {
  let times: number[] = [];
  return {
    take(now, limit) {
      times = times.filter((at) => at > now - windowMs);
      if (times.length >= limit) return Math.max(1, Math.ceil(((times[0] ?? now) + windowMs - now) / 1_000));
      times.push(now);
      return 0;
    },
  };
}
