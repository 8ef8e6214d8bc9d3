/** What a child process can be asked: names to functions of at most one argument. */
export type Methods = Readonly<Record<string, (argument: never) => unknown>>;

/** A question to a child process. */
export interface Question {
  readonly method: string;
  readonly argument: unknown;
}

/** Its answer. */
export type Answer<Value> = { readonly value: Value } | { readonly problem: string };

/** Makes this process answer its parent's questions, one at a time, and end when the parent is gone. */
export function answerQuestions(methods: Methods): void {
  process.on("disconnect", () => process.exit());
  process.on("message", (question: { readonly method: string; readonly argument: never }) => {
    void answer(methods, question).then((reply) => process.send?.(reply));
  });
}

async function answer(
  methods: Methods,
  { method, argument }: { readonly method: string; readonly argument: never },
): Promise<Answer<unknown>> {
  try {
    const value = await methods[method]?.(argument);
    return { value };
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }
}
