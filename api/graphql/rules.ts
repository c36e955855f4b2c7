import {
  type ASTVisitor,
  type FieldNode,
  GraphQLError,
  type SelectionSetNode,
  type ValidationContext,
  type ValidationRule,
} from 'graphql';
import type { ErrorCode } from '../errors.ts';
import { LIMITS } from './limits.ts';

/** Fields of introspection that list types' parts: inside one another they multiply. */
const INTROSPECTION_LISTS = new Set(['fields', 'inputFields', 'interfaces', 'possibleTypes']);

/** The limits that a document alone can break, beside its tokens. */
export const LIMIT_RULES: ValidationRule[] = [limitDepth, limitAliases];

function limitDepth(context: ValidationContext): ASTVisitor {
  const depthOf = createMeasure(context, () => 1);
  const listsOf = createMeasure(context, ({ name }) =>
    INTROSPECTION_LISTS.has(name.value) ? 1 : 0,
  );
  const isIntrospection = ({ name }: FieldNode) =>
    name.value === '__schema' || name.value === '__type';
  return {
    OperationDefinition({ selectionSet }) {
      if (depthOf(selectionSet) > LIMITS.depth) {
        context.reportError(tooDeep(`Fields nest deeper than ${LIMITS.depth}.`));
      }
    },
    Field(node) {
      if (!isIntrospection(node) || node.selectionSet === undefined) return;
      if (listsOf(node.selectionSet) > LIMITS.introspectionLists) {
        context.reportError(tooDeep('Lists of fields stand inside one another in introspection.'));
      }
    },
  };
}

function limitAliases(context: ValidationContext): ASTVisitor {
  let count = 0;
  return {
    Field({ alias }) {
      if (alias === undefined) return;
      count += 1;
      if (count === LIMITS.aliases + 1) {
        const message = `The document has more than ${LIMITS.aliases} aliases.`;
        context.reportError(limitError('too_many_aliases', message));
      }
    },
  };
}

/**
 * Makes a measure of selections: the greatest sum of `weigh` along any path of fields. Each fragment is measured once;
 * one inside itself counts nothing, since another rule refuses it.
 */
function createMeasure(context: ValidationContext, weigh: (field: FieldNode) => number) {
  const fragments = new Map<string, number>();

  function measureFragment(name: string): number {
    const known = fragments.get(name);
    if (known !== undefined) return known;
    fragments.set(name, 0);
    const selections = context.getFragment(name)?.selectionSet;
    const measured = selections === undefined ? 0 : measure(selections);
    fragments.set(name, measured);
    return measured;
  }

  function measure({ selections }: SelectionSetNode): number {
    return selections.reduce((most, selection) => {
      if (selection.kind === 'FragmentSpread') {
        return Math.max(most, measureFragment(selection.name.value));
      }
      const inner = selection.selectionSet === undefined ? 0 : measure(selection.selectionSet);
      return Math.max(most, selection.kind === 'Field' ? weigh(selection) + inner : inner);
    }, 0);
  }

  return measure;
}

function tooDeep(message: string): GraphQLError {
  return limitError('too_deep', message);
}

function limitError(code: ErrorCode, message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code } });
}
