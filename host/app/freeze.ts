// SPDX-License-Identifier: Apache-2.0
/**
 * Imitates what preloading does to a firmware module: after it has run, its classes, functions and constants are frozen,
 * and with them the built-ins (facts B6). On the worker's XS `harden` does that; Node has none, and nothing happens.
 * What `harden` does not imitate is that the contents of a Map or typed array freeze too: ESLint forbids these instead.
 */
import ts from "typescript";

/** Date is left out: the virtual board puts the chip's clock there. */
const builtIns =
  "Object, Function, Array, ArrayBuffer, DataView, Uint8Array, Map, Set, WeakMap, String, Number, Boolean, BigInt, Symbol, " +
  "RegExp, Error, TypeError, RangeError, Math, JSON, Reflect, Promise";

/** The module's source with a line at its end that freezes what it declares at top level. */
export function freezeDeclarations(path: string, source: string): string {
  const names = topLevelNames(ts.createSourceFile(path, source, ts.ScriptTarget.ESNext));
  return names.length === 0
    ? source
    : `${source}\nif (globalThis.harden) { harden([${names.join(", ")}, ${builtIns}]); }\n`;
}

function topLevelNames(file: ts.SourceFile): string[] {
  const names: string[] = [];
  for (const statement of file.statements) {
    const isAmbient = ts.canHaveModifiers(statement) && ts.getModifiers(statement)?.some(isDeclare);
    if (isAmbient) continue;
    if (ts.isClassDeclaration(statement) || ts.isFunctionDeclaration(statement)) {
      // An overload signature has no body, and its implementation follows under the same name.
      if (statement.name && !(ts.isFunctionDeclaration(statement) && statement.body === undefined)) {
        names.push(statement.name.text);
      }
    } else if (ts.isVariableStatement(statement) && statement.declarationList.flags & ts.NodeFlags.Const) {
      for (const { name } of statement.declarationList.declarations) if (ts.isIdentifier(name)) names.push(name.text);
    }
  }
  return names;
}

function isDeclare({ kind }: ts.Modifier): boolean {
  return kind === ts.SyntaxKind.DeclareKeyword;
}
