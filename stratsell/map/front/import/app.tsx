import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import type { Health } from "../shared/health";
import { ImportPage } from "./importing";
import { type Asking, Leaving, TopBar, Wellbeing } from "./leaving";
import type { Kernel, Model, Request, State } from "./protocol";
import { StartPage } from "./start";
import { type Progress, upload } from "./upload";

export interface Doings {
  kernel: Kernel;
  change: (request: Request) => Promise<boolean>;
  send: (files: File[], progress?: Progress) => Promise<void>;
  say: (text: string, wrong?: boolean) => void;
  leave: (what: "start" | "quit", answer?: "leave" | "save") => Promise<void>;
  served: boolean;
}

export function App({ model, kernel, root }: { model: Model; kernel: Kernel; root: HTMLElement }) {
  const [state, setState] = useState<State>(model.get("state"));
  const [busy, setBusy] = useState(false);
  const [said, setSaid] = useState({ text: "", wrong: false });
  const [health, setHealth] = useState<Health>(kernel.health);
  const [asking, setAsking] = useState<Asking | null>(null);

  useEffect(() => {
    const show = () => setState(model.get("state"));
    model.on("change:state", show);
    kernel.onBusy = setBusy;
    kernel.onHealth = setHealth;
    show();
    return () => model.off("change:state", show);
  }, []);
  useFocus(root, state);
  useEffect(() => {
    if (state.page === "ended") void kernel.ask({ do: "end" });
  }, [state.page]);
  useEffect(() => {
    if (!state.served || !state.import?.decisions) return;
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    addEventListener("beforeunload", warn);
    return () => removeEventListener("beforeunload", warn);
  }, [state.served, Boolean(state.import?.decisions)]);

  const say = (text: string, wrong = false) => setSaid({ text, wrong });
  const doings: Doings = {
    kernel,
    say,
    served: state.served,
    leave: async (what, answer) => {
      setAsking(null);
      const { failed, ask, save } = await kernel.change({ do: what, answer });
      say(failed ?? "", Boolean(failed));
      if (ask) setAsking({ what, text: ask, save: save ?? "" });
    },
    change: async (request) => {
      const { failed } = await kernel.change(request);
      say(failed ?? "", Boolean(failed));
      return !failed;
    },
    send: async (files) => {
      if (!files.length) return;
      const failed = await upload(kernel, files, model.get("state").start?.most ?? 200_000_000, (text) => say(text));
      say(failed, Boolean(failed));
    },
  };
  const gone = (health === "gone" || health === "away") && state.page !== "ended";
  return (
    <div class={busy ? "page busy" : "page"} aria-busy={busy}>
      {state.page !== "ended" && <Wellbeing health={health} served={state.served} />}
      <fieldset class="all-of-it" disabled={gone}>
        {state.page === "start" && state.start && <StartPage start={state.start} {...doings} />}
        {state.page === "import" && state.import && <ImportPage at={state.at} found={state.import} busy={busy} gone={gone} {...doings} />}
        {state.page === "book" && <TopBar kept={state.kept} {...doings} />}
      </fieldset>
      {state.page === "ended" && <p class="ended" tabIndex={-1} data-home><b>Stratsell has stopped.</b> This page can be closed.</p>}
      {asking && <Leaving asking={asking} leave={doings.leave} stay={() => setAsking(null)} />}
      <p class={said.wrong ? "said bad" : "said"} role="status">{said.text}</p>
    </div>
  );
}

// Whoever had the focus keeps it: if what had it has gone, it goes to what stands for the same thing, or else to the
// heading. Without it the next key would be the notebook's.
function useFocus(root: HTMLElement, state: State) {
  const last = useRef({ key: "", had: false });
  useEffect(() => {
    const note = () => {
      const at = document.activeElement as HTMLElement | null;
      last.current = { key: at?.dataset.key ?? "", had: true };
    };
    const leave = (event: FocusEvent) => {
      if (event.relatedTarget && !root.contains(event.relatedTarget as Node)) last.current.had = false;
    };
    root.addEventListener("focusin", note);
    root.addEventListener("focusout", leave);
    return () => {
      root.removeEventListener("focusin", note);
      root.removeEventListener("focusout", leave);
    };
  }, []);
  useLayoutEffect(() => {
    if (!last.current.had || root.contains(document.activeElement)) return;
    if (document.activeElement && document.activeElement !== document.body) return;
    const { key } = last.current;
    const same = [...root.querySelectorAll<HTMLElement>("[data-key]")].find((each) => key && each.dataset.key === key);
    (same ?? root.querySelector<HTMLElement>("[data-home]"))?.focus({ preventScroll: true });
  }, [state.at]);
}
