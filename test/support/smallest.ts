/** The smallest operation that asks for a root field, made from the schema: required arguments only. */
import {
  getNamedType,
  isEnumType,
  isInputObjectType,
  isLeafType,
  isListType,
  isNonNullType,
  isRequiredArgument,
  isRequiredInputField,
  type GraphQLInputType,
  type GraphQLObjectType,
} from 'graphql';
import { schema } from '../../src/schema/index.ts';

export type Root = 'Query' | 'Mutation' | 'Subscription';

/** What stands for a value of a field of this name, or else of a scalar of this type. */
export type Values = Readonly<Record<string, unknown>>;

function valueOf(name: string, type: GraphQLInputType, values: Values): unknown {
  if (isNonNullType(type)) return valueOf(name, type.ofType, values);
  if (isListType(type)) return [valueOf(name, type.ofType, values)];
  if (isInputObjectType(type))
    return Object.fromEntries(
      Object.values(type.getFields())
        .filter((field) => isRequiredInputField(field) || values[field.name] !== undefined)
        .map((field) => [field.name, valueOf(field.name, field.type, values)]),
    );
  const named = values[name] ?? values[type.name];
  const value = isEnumType(type) ? (values[type.name] ?? type.getValues()[0]?.name) : named;
  if (value === undefined) throw new Error(`nothing stands for a ${type.name} such as ${name}`);
  return value;
}

const typeOf = (root: Root): GraphQLObjectType | null | undefined =>
  root === 'Query'
    ? schema.getQueryType()
    : root === 'Mutation'
      ? schema.getMutationType()
      : schema.getSubscriptionType();

/** Names of all fields of a root type. */
export const rootFields = (root: Root): readonly string[] => Object.keys(typeOf(root)?.getFields() ?? {});

/** Asks for one root field with `values`, and for no more of it than its type. */
export function smallest(root: Root, name: string, values: Values) {
  const field = typeOf(root)?.getFields()[name];
  if (field === undefined) throw new Error(`there is no ${root}.${name}`);
  const args = field.args.filter((arg) => isRequiredArgument(arg) || values[arg.name] !== undefined);
  const declared = args.map((arg) => `$${arg.name}: ${String(arg.type)}`).join(', ');
  const given = args.map((arg) => `${arg.name}: $${arg.name}`).join(', ');
  const selection = isLeafType(getNamedType(field.type)) ? '' : '{ __typename }';
  return {
    query: `${root.toLowerCase()} ${args.length > 0 ? `(${declared})` : ''} { ${name}${args.length > 0 ? `(${given})` : ''} ${selection} }`,
    variables: Object.fromEntries(args.map((arg) => [arg.name, valueOf(arg.name, arg.type, values)])),
  };
}
