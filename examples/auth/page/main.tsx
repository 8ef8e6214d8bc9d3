// The call's page: that of examples/call, with another door. Read ../../call/page/main.tsx for all that happens behind it.

import { render } from "preact";

import { App } from "../../call/page/model/app.ts";
import { findObstacle } from "../../call/page/model/support.ts";
import { AppView } from "../../call/page/views/app-view.tsx";
import { ObstaclePage } from "../../call/page/views/obstacle-page.tsx";
import { accountDoor } from "./model/account-door.ts";

const root = document.getElementById("app");
if (root === null) throw new TypeError("The page has no #app");
root.replaceChildren();

const obstacle = findObstacle();
render(obstacle === null ? <AppView app={new App(accountDoor())} /> : <ObstaclePage obstacle={obstacle} />, root);
