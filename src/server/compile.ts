import {
  getOperationAST,
  getVariableValues,
  GraphQLError,
  isSpecifiedScalarType,
  Kind,
  visit,
  type DocumentNode,
  type ExecutionArgs,
  type ExecutionResult,
  type GraphQLSchema,
  type NamedTypeNode,
  type Source,
  type TypeNode,
} from 'graphql';
import { compileQuery, isCompiledQuery } from 'graphql-jit';

export type CompiledOperation = (args: ExecutionArgs) => Promise<ExecutionResult>;

/** A scalar of the schema that takes every value as it is. */
const PASSING = 'JSON';
const passing: NamedTypeNode = { kind: Kind.NAMED_TYPE, name: { kind: Kind.NAME, value: PASSING } };

const namedType = (node: TypeNode): string =>
  node.kind === Kind.NAMED_TYPE ? node.name.value : namedType(node.type);

/**
 * The document with variables that the compiler takes as they come, but for the five scalars of the specification. For
 * an input object that contains itself (a filter with `and`, `or`, `not`) it would unroll fifteen levels of code: some
 * three seconds in which nothing else runs. graphql reads the variables instead, so nothing must read them twice.
 */
function withPlainVariables(schema: GraphQLSchema, document: DocumentNode): DocumentNode {
  return visit(document, {
    VariableDefinition(node) {
      const type = schema.getType(namedType(node.type));
      if (type !== undefined && isSpecifiedScalarType(type)) return undefined;
      // Its default is among the values that graphql has read.
      const { defaultValue: _, ...rest } = node;
      return { ...rest, type: passing };
    },
  });
}

/** Where a line and column (from 1) lie in a text, as an offset (from 0). */
function offsetOf(
  { body }: Source,
  { line, column }: { readonly line: number; readonly column: number },
): number {
  let start = 0;
  for (let passed = 1; passed < line; passed++) {
    const end = /\r\n|[\n\r]/g;
    end.lastIndex = start;
    if (end.exec(body) === null) break;
    start = end.lastIndex;
  }
  return start + column - 1;
}

/** The compiler's errors hold their locations loosely; as errors of graphql they keep them wherever they are copied. */
function asGraphQLError(error: GraphQLError, source: Source | undefined): GraphQLError {
  const { message, locations, path, originalError } = error;
  if (source === undefined || error.nodes !== undefined || locations === undefined) return error;
  const positions = locations.map((location) => offsetOf(source, location));
  return new GraphQLError(message, { source, positions, path, originalError });
}

/** The operation as a function, or null when it cannot be compiled (then executing it tells what is wrong). */
export function compileOperation(
  schema: GraphQLSchema,
  document: DocumentNode,
  operationName: string | null | undefined,
): CompiledOperation | null {
  const definitions = getOperationAST(document, operationName)?.variableDefinitions ?? [];
  const compiled = compileQuery(schema, withPlainVariables(schema, document), operationName ?? undefined, {
    disableLeafSerialization: false,
  });
  if (!isCompiledQuery(compiled)) return null;
  const source = document.loc?.source;
  return async ({ rootValue, contextValue, variableValues }) => {
    // The limit is the one that graphql's own executor sets.
    const read = getVariableValues(schema, definitions, variableValues ?? {}, { maxErrors: 50 });
    if (read.errors !== undefined) return { errors: read.errors };
    const result = await compiled.query(rootValue, contextValue, read.coerced);
    if (result.errors === undefined) return result;
    return { ...result, errors: result.errors.map((error) => asGraphQLError(error, source)) };
  };
}
