import { expect, test } from "vitest";

import { readSettings, USAGE } from "./settings.ts";

test("without variables everything is in one folder, and registration is open", () => {
  const { dataFolder, ...settings } = readSettings({});
  expect(settings).toMatchObject({ port: 8443, registration: "open", sessionMinutes: 30, proxies: 0, turn: null });
  expect(settings.database).toEqual({ folder: dataFolder });
  expect(settings.certificate).toEqual({ folder: dataFolder });
});

test("DATA_FOLDER moves the keys, the database and the certificate", () => {
  const settings = readSettings({ DATA_FOLDER: "/data/parlor" });
  expect(settings.dataFolder).toBe("/data/parlor");
  expect(settings.database).toEqual({ folder: "/data/parlor" });
  expect(settings.certificate).toEqual({ folder: "/data/parlor" });
});

test.for(["postgres://parlor:secret@db.example/parlor", "postgresql://localhost:5433/parlor"])(
  "DATABASE_URL may be %s",
  (url) => {
    expect(readSettings({ DATABASE_URL: url }).database).toEqual({ url });
  },
);

test.for([
  [{ DATABASE_URL: "mysql://a:secret@b/c" }, "DATABASE_URL: expected a URL like postgres://"],
  [{ DATABASE_URL: "secret" }, "DATABASE_URL: expected a URL like postgres://"],
  [{ REGISTRATION: "yes" }, 'REGISTRATION: expected open or closed, got "yes"'],
  [{ SESSION_MINUTES: "4" }, 'SESSION_MINUTES: expected a number from 5 to 720, got "4"'],
  [{ SESSION_MINUTES: "721" }, 'SESSION_MINUTES: expected a number from 5 to 720, got "721"'],
  [{ SESSION_MINUTES: "3e1" }, 'SESSION_MINUTES: expected a number from 5 to 720, got "3e1"'],
  [{ PROXIES: "-1" }, 'PROXIES: expected a number from 0 to 10, got "-1"'],
  [{ PORT: "web" }, 'PORT: expected a number from 0 to 65535, got "web"'],
  [{ TURN_SECRET: "s" }, "TURN_URLS and TURN_SECRET go together: set both, or none"],
] as const)("%j is refused in one sentence", ([env, sentence]) => {
  expect(() => readSettings({ ...env })).toThrow(sentence);
});

test("a URL with a password is not repeated when it is refused", () => {
  expect(() => readSettings({ DATABASE_URL: "mysql://a:secret@b/c" })).not.toThrow("secret");
});

test("--help names every variable, in columns", () => {
  const variables = [...USAGE.matchAll(/^ {2}([A-Z_]+) +(?=\S)/gm)];
  expect(variables.map(([, name]) => name)).toEqual(
    expect.arrayContaining([
      "DATABASE_URL",
      "DATA_FOLDER",
      "REGISTRATION",
      "SESSION_MINUTES",
      "PROXIES",
      "PORT",
      "TURN_URLS",
    ]),
  );
  expect(new Set(variables.map(([line]) => line.length))).toEqual(new Set(["  SESSION_MINUTES  ".length]));
});
