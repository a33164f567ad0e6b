// SPDX-License-Identifier: Apache-2.0
/**
 * ESLint rule for firmware modules. They are preloaded: they run on the computer that builds them, and what they leave at
 * top level is frozen into flash (facts B6). So the top level, and static fields of classes, hold only primitives,
 * functions, classes and frozen data; a Map, typed array or RegExp there would be read-only without anybody saying so.
 */

/** Calls whose result is a primitive, or frozen. */
const allowedCalls = [
  "Object.freeze",
  "Number",
  "String",
  "BigInt",
  "Symbol",
  "Math.min",
  "Math.max",
  "Math.round",
  "Math.ceil",
];

/** @typedef {import("estree").Node} Node */

/** @type {import("eslint").Rule.RuleModule} */
export const frozenModules = {
  meta: {
    type: "problem",
    schema: [],
    messages: {
      variable: "`{{kind}}` at module level: a preloaded module is frozen; keep state in an instance of a class.",
      object: "Module-level {{what}} has to be wrapped in Object.freeze: the module is preloaded.",
      forbidden: "{{what}} at module level is silently read-only on the chip; make it where it is used.",
      statement: "A preloaded module declares; it does nothing when it is loaded.",
    },
  },
  create(context) {
    const { sourceCode } = context;

    /** @param {Node | null | undefined} node */
    function checkValue(node, isFrozen = false) {
      if (!node) return;
      // TypeScript's wrappers are no ESTree nodes; all of them keep what they wrap in `expression`.
      const wrapper = /** @type {{ type: string, expression?: Node }} */ (/** @type {unknown} */ (node));
      if (wrapper.type.startsWith("TS")) return checkValue(wrapper.expression, isFrozen);
      switch (node.type) {
        case "Literal":
          if ("regex" in node) context.report({ node, messageId: "forbidden", data: { what: "A regular expression" } });
          return;
        case "ObjectExpression":
          if (!isFrozen) context.report({ node, messageId: "object", data: { what: "object" } });
          for (const property of node.properties) {
            checkValue(property.type === "SpreadElement" ? undefined : property.value);
          }
          return;
        case "ArrayExpression":
          if (!isFrozen) context.report({ node, messageId: "object", data: { what: "array" } });
          for (const element of node.elements) checkValue(element?.type === "SpreadElement" ? undefined : element);
          return;
        case "NewExpression":
          context.report({ node, messageId: "forbidden", data: { what: `new ${sourceCode.getText(node.callee)}` } });
          return;
        case "CallExpression": {
          const callee = sourceCode.getText(node.callee);
          if (!isFrozen && !allowedCalls.includes(callee) && !returnsFrozen(sourceCode.ast, callee)) {
            context.report({ node, messageId: "object", data: { what: `result of ${callee}()` } });
          }
          if (callee !== "Object.freeze") return;
          for (const argument of node.arguments) {
            if (argument.type !== "SpreadElement") checkValue(argument, true);
          }
          return;
        }
        case "ConditionalExpression":
          checkValue(node.consequent, isFrozen);
          checkValue(node.alternate, isFrozen);
          return;
        case "LogicalExpression":
          checkValue(node.left, isFrozen);
          checkValue(node.right, isFrozen);
          return;
        default:
      }
    }

    /** @param {import("estree").VariableDeclaration} node */
    function checkVariables(node) {
      if (node.kind !== "const") context.report({ node, messageId: "variable", data: { kind: node.kind } });
      else for (const { init } of node.declarations) checkValue(init);
    }

    return {
      "Program > VariableDeclaration": checkVariables,
      "Program > ExportNamedDeclaration > VariableDeclaration": checkVariables,
      "Program > ExpressionStatement": (/** @type {Node} */ node) => context.report({ node, messageId: "statement" }),
      "PropertyDefinition[static=true]": (/** @type {import("estree").PropertyDefinition} */ node) =>
        checkValue(node.value),
    };
  },
};

/**
 * Whether the module has a function of that name whose one or last statement returns something frozen.
 *
 * @param {import("estree").Program} program
 * @param {string} name
 */
function returnsFrozen(program, name) {
  for (const statement of program.body) {
    if (statement.type === "FunctionDeclaration" && statement.id.name === name) return isFrozenResult(statement.body);
    if (statement.type !== "VariableDeclaration") continue;
    for (const { id, init } of statement.declarations) {
      if (id.type === "Identifier" && id.name === name && init?.type === "ArrowFunctionExpression") {
        return isFrozenResult(init.body);
      }
    }
  }
  return false;
}

/**
 * @param {Node | null | undefined} result
 * @returns {boolean}
 */
function isFrozenResult(result) {
  if (result?.type === "BlockStatement") {
    const last = result.body.at(-1);
    return last?.type === "ReturnStatement" && isFrozenResult(last.argument);
  }
  if (result?.type !== "CallExpression" || result.callee.type !== "MemberExpression") return false;
  const { object, property } = result.callee;
  return (
    object.type === "Identifier" &&
    object.name === "Object" &&
    property.type === "Identifier" &&
    property.name === "freeze"
  );
}
