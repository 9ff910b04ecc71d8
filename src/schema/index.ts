import type { GraphQLSchema } from 'graphql';
import { builder } from './builder.ts';
import './alert.ts';
import './case.ts';
import './changes.ts';
import './event.ts';
import './flow.ts';
import './node.ts';
import './observable.ts';
import './queries.ts';
import './source.ts';
import './statistics.ts';
import './threat-detection.ts';
import './threat.ts';

/** The public schema; schema/schema.graphql is its printed form. */
export const schema: GraphQLSchema = builder.toSchema({ sortSchema: true });
