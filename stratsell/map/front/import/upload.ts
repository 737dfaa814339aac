import type { Kernel } from "./protocol";

const PIECE = 1 << 20; // a message of a notebook may be 10 MB at most; smaller ones let others through

export type Progress = (text: string) => void;

// Sends files to the kernel a piece at a time, and then has them read; says why, if that fails.
export async function upload(kernel: Kernel, files: File[], most: number, progress: Progress): Promise<string> {
  const all = files.reduce((sum, file) => sum + file.size, 0);
  if (all > most) return `These files have ${megabytes(all)} together, but at most ${megabytes(most)} can be sent. Read them with Python.`;
  let sent = 0;
  for (const file of files) {
    for (let at = 0; at === 0 || at < file.size; at += PIECE) {
      const piece = await file.slice(at, at + PIECE).arrayBuffer();
      const { failed } = await kernel.change({ do: "upload", name: file.name, at }, [piece]);
      if (failed) return failed;
      sent += piece.byteLength;
      progress(`Sending ${file.name}: ${all ? Math.round((100 * sent) / all) : 100} %`);
    }
  }
  progress("Reading …");
  const { failed } = await kernel.change({ do: "read", names: files.map((file) => file.name) });
  return failed ?? "";
}

export const megabytes = (bytes: number) => `${Math.max(1, Math.round(bytes / 1_000_000))} MB`;

// The files that were dropped, those of a folder among them.
export async function dropped(transfer: DataTransfer): Promise<File[]> {
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry?.() ?? null);
  if (!entries.some((entry) => entry?.isDirectory)) return [...transfer.files];
  const found: File[] = [];
  for (const entry of entries) {
    if (entry?.isFile) found.push(await fileOf(entry as FileSystemFileEntry));
    else if (entry?.isDirectory) found.push(...(await inside(entry as FileSystemDirectoryEntry)));
  }
  return found.filter((file) => !/^[.~]/.test(file.name));
}

const fileOf = (entry: FileSystemFileEntry) => new Promise<File>((resolve, reject) => entry.file(resolve, reject));

async function inside(folder: FileSystemDirectoryEntry): Promise<File[]> {
  const reader = folder.createReader();
  const found: File[] = [];
  for (;;) {
    const entries = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (!entries.length) return found;
    for (const entry of entries) if (entry.isFile) found.push(await fileOf(entry as FileSystemFileEntry));
  }
}

// Has the browser save a file.
export function save(name: string, type: string, content: DataView) {
  const address = URL.createObjectURL(new Blob([content as DataView<ArrayBuffer>], { type }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
