import { Server, type Socket } from "socket.io";

import { attached } from "./attached.ts";

/** Rooms and private messages as its documentation shows them. The id of a socket is a room that only it is in. */
export const startSocketIo = attached((server) => {
  const io = new Server<Hears, Says>(server);
  io.on("connection", (socket: Socket<Hears, Says>) => {
    const room = String(socket.handshake.auth["room"]);
    // with the adapter that keeps rooms in memory this is done at once
    void socket.join(room);
    socket.on("message", ({ to, data }) => {
      socket.to(to === "all" ? room : to).emit("message", { data, from: socket.id });
    });
  });
});

interface Hears {
  message(message: { readonly data: unknown; readonly to: "all" | string[] }): void;
}

interface Says {
  message(message: { readonly data: unknown; readonly from: string }): void;
}
