/** What Vite makes of an imported picture: its URL. */
declare module "*.svg" {
  const url: string;
  export default url;
}
