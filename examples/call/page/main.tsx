// The call's page. Read model/app.ts next, then model/call.ts: all that happens. The views only show it.

import { render } from "preact";

import { App } from "./model/app.ts";
import { linkDoor } from "./model/link-door.ts";
import { findObstacle } from "./model/support.ts";
import { AppView } from "./views/app-view.tsx";
import { ObstaclePage } from "./views/obstacle-page.tsx";

const root = document.getElementById("app");
if (root === null) throw new TypeError("index.html has no #app");
root.replaceChildren();

const obstacle = findObstacle();
render(obstacle === null ? <AppView app={new App(linkDoor())} /> : <ObstaclePage obstacle={obstacle} />, root);
