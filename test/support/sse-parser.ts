export interface ServerSentEvent {
  readonly name: string;
  readonly data: string;
}

/** Reads server-sent events out of text that comes in pieces; comments are passed over. */
export function createParser() {
  let text = '';
  const events: ServerSentEvent[] = [];
  return {
    push(piece: string): void {
      text += piece;
      const blocks = text.split('\n\n');
      text = blocks.pop() ?? '';
      for (const block of blocks) {
        const fields = new Map(
          block.split('\n').map((line) => {
            const colon = line.indexOf(':');
            return [line.slice(0, colon), line.slice(colon + 1).trimStart()];
          }),
        );
        const name = fields.get('event');
        if (name !== undefined) events.push({ name, data: fields.get('data') ?? '' });
      }
    },
    take: (): ServerSentEvent | undefined => events.shift(),
  };
}
