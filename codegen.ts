import type { CodegenConfig } from '@graphql-codegen/cli';

// Typed documents for clients, from the printed schema alone: nothing of src is imported.
const config: CodegenConfig = {
  schema: 'schema/schema.graphql',
  documents: 'schema/operations/*.graphql',
  generates: {
    'test/support/generated/': {
      preset: 'client',
      presetConfig: { fragmentMasking: false },
      config: {
        useTypeImports: true,
        enumsAsTypes: true,
        strictScalars: true,
        emitLegacyCommonJSImports: false,
        importExtension: '.ts',
        scalars: {
          DateTime: 'string',
          Duration: 'string',
          BigInt: 'number | string',
          IP: 'string',
          CIDR: 'string',
          URL: 'string',
          JSON: 'unknown',
          Base64: 'string',
        },
      },
    },
  },
};

export default config;
