/** Anything JSON can say: what travels in `data`, `metadata`, and a refusal's reason. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json | undefined };
