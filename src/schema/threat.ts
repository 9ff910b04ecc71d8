import { Threat } from './connection-types.ts';
import { Severity } from './enums.ts';
import { Node, sharedText, sourceOf } from './record.ts';
import { Source } from './connection-types.ts';

Threat.implement({
  description: "An entry of a source's threat catalogue.",
  interfaces: [Node],
  fields: (t) => ({
    nativeId: t.exposeString('nativeId', { description: sharedText.nativeId }),
    source: t.field({
      type: Source,
      description: sharedText.source,
      resolve: (threat, _args, context) => sourceOf(threat, context),
    }),
    title: t.exposeString('title', { description: 'What it is called.' }),
    category: t.exposeString('category', { nullable: true, description: "The source's category." }),
    subcategory: t.exposeString('subcategory', { nullable: true, description: "The source's subcategory." }),
    severity: t.expose('severity', {
      type: Severity,
      description: 'How grave it is now; catalogues change.',
    }),
    severityNative: t.exposeString('severityNative', {
      nullable: true,
      description: sharedText.severityNative,
    }),
    policy: t.exposeBoolean('policy', {
      nullable: true,
      description: 'Whether it is a matter of house rules rather than an attack, where the source says so.',
    }),
  }),
});
