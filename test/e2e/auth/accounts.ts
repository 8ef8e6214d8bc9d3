/** Whoever has an account in these tests has this password. */
export const PASSWORD = "correct horse battery staple";

/** The name of the admin, who is always there. */
export const ADMIN = "Root";
