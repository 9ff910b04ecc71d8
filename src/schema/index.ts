import type { GraphQLSchema } from 'graphql';
import { withRules } from './access.ts';
import { builder } from './builder.ts';
import './alert.ts';
import './case.ts';
import './changes.ts';
import './event.ts';
import './flow.ts';
import './mutations/alerts.ts';
import './mutations/assess.ts';
import './mutations/submit.ts';
import './mutations/telemetry.ts';
import './node.ts';
import './observable.ts';
import './queries.ts';
import './source.ts';
import './statistics.ts';
import './threat-detection.ts';
import './threat.ts';
import './viewer.ts';

/** The public schema; schema/schema.graphql is its printed form. */
export const schema: GraphQLSchema = withRules(builder.toSchema({ sortSchema: true }));
