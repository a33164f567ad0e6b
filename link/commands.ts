// SPDX-License-Identifier: Apache-2.0
/**
 * The command set: one table, one way in, the same for every link. What a link adds is its transport and its session.
 *
 * Status and set-up state are free to read, as far as they can be seen at the door anyway, and so is what was measured of the board; everything else needs the
 * master's login. Nothing is looked up by a name from outside: names are compared.
 */
import type { InTurns } from "../lock/in-turns";
import { biometricCommands } from "./biometric-commands";
import { calibrationCommands } from "./calibration-commands";
import type { Command, CommandContext, Reply } from "./command";
import { optionalText, refusedArguments, type ArgumentRule } from "./command";
import { credentialCommands } from "./credential-commands";
import { guestCommands } from "./guest-commands";
import { lockCommands } from "./lock-commands";
import { logCommands } from "./log-commands";
import type { Arguments } from "./request";
import { scheduleCommands } from "./schedule-commands";
import { sessionCommands } from "./session-commands";
import { SessionEnd } from "./session";
import { settingsCommands } from "./settings-commands";
import { updateCommands } from "./update-commands";
import { userCommands } from "./user-commands";

const help: Command = Object.freeze({
  name: "Help",
  needsLogin: true,
  arguments: Object.freeze([Object.freeze({ name: "Name", kind: "text", min: 1, max: 32, optional: true } as const)]),
  run: listCommands,
});

export const commands: readonly Command[] = Object.freeze([
  ...lockCommands,
  ...sessionCommands,
  ...userCommands,
  ...credentialCommands,
  ...scheduleCommands,
  ...biometricCommands,
  ...guestCommands,
  ...settingsCommands,
  ...calibrationCommands,
  ...logCommands,
  ...updateCommands,
  help,
]);

/** Every name that an argument of some command has, or a field of one, once each. */
export const argumentNames: readonly string[] = Object.freeze(
  commands.flatMap((command) => namesOf(command.arguments)).filter((name, at, all) => all.indexOf(name) === at),
);

function namesOf(rules: readonly ArgumentRule[]): string[] {
  return rules.flatMap((rule) => [rule.name, ...(rule.kind === "struct" ? namesOf(rule.fields) : [])]);
}

/**
 * Answers, whatever comes in; throws only for a mistake of our own. A refused command has changed nothing, and one that is not is
 * done in the next turn.
 */
export function execute(name: string, given: Arguments, context: CommandContext): InTurns<Reply> {
  const command = commands.find((each) => each.name === name);
  if (command === undefined) return { Status: "UNSUPPORTED_COMMAND" };
  if (command.needsLogin) {
    if (isRevoked(context)) context.session.end(SessionEnd.revoked);
    if (!context.session.open) return { Status: "UNSUPPORTED_ACCESS", Reason: "log in first" };
    context.session.use();
  }
  return refusedArguments(command.arguments, given) ?? (() => command.run(given, context));
}

/** Nobody is let in now, or whoever logged in did so with a PIN that is not the master's any more. */
function isRevoked({ target, session }: CommandContext): boolean {
  return target.lockout.remainingMs > 0 || target.users.masterChanges !== session.masterChanges;
}

/** The names of all, or the arguments of one; those with `?` may be left out. All at once would be too long a line. */
function listCommands(given: Arguments): Reply {
  const name = optionalText(given, "Name");
  if (name === undefined) return { Status: "SUCCESS", Commands: commands.map((command) => command.name) };
  const command = commands.find((each) => each.name === name);
  if (command === undefined) return { Status: "NOT_FOUND" };
  return { Status: "SUCCESS", Arguments: command.arguments.map(ruleInWords) };
}

function ruleInWords(rule: ArgumentRule): string {
  const fields = rule.kind === "struct" ? `{${rule.fields.map(ruleInWords).join()}}` : "";
  return `${rule.name}${fields}${rule.optional === true ? "?" : ""}`;
}
