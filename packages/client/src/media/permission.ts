import { report } from "../report.ts";
import type { DeviceKind } from "./device-state.ts";

/** `unknown`: this browser does not tell. Asking for the device is then the only way to know. */
export type DevicePermission = PermissionState | "unknown";

/** Whether the page may use cameras or microphones, without asking the user. Never rejects. */
export async function permissionOf(kind: DeviceKind): Promise<DevicePermission> {
  const status = await query(kind);
  return status?.state ?? "unknown";
}

/** Calls `listener` soon with what the permission is, and again after each change. Returns what ends it. */
export function watchPermission(kind: DeviceKind, listener: (permission: DevicePermission) => void): () => void {
  const over = new AbortController();
  const watch = async (): Promise<void> => {
    const status = await query(kind);
    if (over.signal.aborted) return;
    status?.addEventListener("change", () => listener(status.state), { signal: over.signal });
    listener(status?.state ?? "unknown");
  };
  watch().catch(report);
  return () => over.abort();
}

/** `null` where there is no Permissions API, or one that throws a TypeError because it knows no cameras. */
async function query(kind: DeviceKind): Promise<PermissionStatus | null> {
  try {
    return await navigator.permissions.query({ name: kind });
  } catch {
    return null;
  }
}
