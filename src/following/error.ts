/** The thread that follows took nothing of what it was given: it has ended, or it stumbled over something of ours. */
export class FollowingError extends Error {
  constructor() {
    super('The journal takes nothing from beside the feeds now.');
    this.name = 'FollowingError';
  }
}
