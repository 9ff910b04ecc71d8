/** Selections that leave nothing out, made from the schema. */
import {
  getNamedType,
  isInterfaceType,
  isLeafType,
  isObjectType,
  isUnionType,
  type GraphQLNamedType,
} from 'graphql';
import { schema } from '../../src/schema/index.ts';

/** What costs calls of its own for every record. */
const costly: ReadonlySet<string> = new Set(['payload', 'pcap', 'lineage', 'subEvents', 'addresses']);

function fieldsOf(type: GraphQLNamedType, depth: number): string {
  if (isUnionType(type)) {
    const parts = type.getTypes().map((one) => `... on ${one.name} { ${fieldsOf(one, depth)} }`);
    return `__typename ${parts.join(' ')}`;
  }
  if (!isObjectType(type) && !isInterfaceType(type)) return '__typename';
  const fields = Object.values(type.getFields()).flatMap((field) => {
    const inner = getNamedType(field.type);
    const needsArguments = field.args.some(
      (arg) => arg.defaultValue === undefined && String(arg.type).endsWith('!'),
    );
    if (needsArguments || costly.has(field.name)) return [];
    if (isLeafType(inner)) return [aliased(type, field.name)];
    if (depth === 0 || inner.name.endsWith('Connection') || inner.name === 'Source') return [];
    return [`${aliased(type, field.name)} { ${fieldsOf(inner, depth - 1)} }`];
  });
  return fields.length === 0 ? '__typename' : fields.join(' ');
}

/** Fields of one name may have different types in the members of a union, and then may not share a response key. */
const aliased = (type: GraphQLNamedType, name: string): string =>
  type.name.endsWith('Details') ? `${type.name}_${name}: ${name}` : name;

/** Every field of a type and of what it holds, relations to other records and what costs a call per record left out. */
export function everyField(typeName: string): string {
  const type = schema.getType(typeName);
  if (type === undefined) throw new Error(`there is no type ${typeName}`);
  return fieldsOf(type, 4);
}
