import type { DatabaseSync } from 'node:sqlite';
import { createAliasStore, type AliasStore } from './alias-store.ts';
import { createChangeLog, type ChangeLog } from './change-log.ts';
import { createContentStore, type ContentStore } from './content-store.ts';
import { createDocumentStore, type DocumentStore } from './document-store.ts';
import { createFeedStore, type FeedStore } from './feed-store.ts';
import { createFlagStore, type FlagStore } from './flag-store.ts';
import { createIdGrams, type IdGrams } from './id-grams.ts';
import { createLinkStore, type LinkStore } from './link-store.ts';
import { createRating, type Rating } from './rating.ts';
import { createTermStore, type TermStore } from './term-store.ts';
import { createThreatStore, type ThreatStore } from './threat-store.ts';

/** The tables of the file, as the writer works with them. Some remember rows: after a rollback make them anew. */
export interface Stores {
  readonly log: ChangeLog;
  readonly feeds: FeedStore;
  readonly threats: ThreatStore;
  readonly flags: FlagStore;
  readonly contents: ContentStore;
  readonly documents: DocumentStore;
  readonly terms: TermStore;
  readonly links: LinkStore;
  readonly aliases: AliasStore;
  readonly idGrams: IdGrams;
  readonly rating: Rating;
}

export const createStores = (database: DatabaseSync): Stores => ({
  log: createChangeLog(database),
  feeds: createFeedStore(database),
  threats: createThreatStore(database),
  flags: createFlagStore(database),
  contents: createContentStore(database),
  documents: createDocumentStore(database),
  terms: createTermStore(database),
  links: createLinkStore(database),
  aliases: createAliasStore(database),
  idGrams: createIdGrams(database),
  rating: createRating(database),
});
