import { ConfigError } from "../observe/errors.ts";

/** The error of a wrong option. It names the option and what it should be, and never shows what it got: that may be a key. */
export function optionProblem(path: string, problem: string): ConfigError {
  return new ConfigError("invalid_option", `${path}: ${problem}`);
}

/** A string that is not empty. */
export function readName(path: string, value: unknown): string {
  if (typeof value === "string" && value !== "") return value;
  throw optionProblem(path, "expected a string that is not empty");
}
