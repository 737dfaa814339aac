import { useEffect, useRef, useState } from "preact/hooks";
import { themeOf, watchTheme } from "../src/theme.js";
import type { Doings } from "./app";
import type { Import } from "./protocol";

const REST = 350; // ms without another choice, after which the small map is drawn

// What the book will be: how many of what, and a small map.
export function BookSide({ at, found, kernel, change }: { at: number; found: Import } & Doings) {
  return (
    <section class="book-side" aria-label="The book">
      <h3>The book</h3>
      {found.ready ? (
        <ul class="totals" aria-live="polite">
          {found.totals.map((each) => <li key={each.text}><span class="count">{each.count.toLocaleString("en")}</span> {each.text}</li>)}
        </ul>
      ) : <p class="muted">No book yet.</p>}
      {found.ready && <p class="muted small">{said(found)}</p>}
      {found.account && (
        <label class="account">
          <span>These people are all of</span>
          <input
            type="text" value={found.account.value} placeholder={found.account.default} data-key="account"
            onChange={(event) => change({ do: "choose", what: "account", value: event.currentTarget.value })}
          />
        </label>
      )}
      <SmallMap at={at} ready={found.ready} kernel={kernel} />
    </section>
  );
}

// What became of the rows.
function said({ files }: Import) {
  const sum = (name: "imported" | "passed" | "left") => files.reduce((all, each) => all + each[name], 0);
  const parts = [`${many(sum("imported"), "row")} read`];
  if (sum("passed")) parts.push(`${many(sum("passed"), "row")} passed over`);
  if (sum("left")) parts.push(`${many(sum("left"), "row")} left out`);
  return parts.join(", ");
}

export const many = (count: number, noun: string) => `${count.toLocaleString("en")} ${noun}${count === 1 ? "" : "s"}`;

function SmallMap({ at, ready, kernel }: { at: number; ready: boolean } & Pick<Doings, "kernel">) {
  const [drawn, setDrawn] = useState({ address: "", title: "" });
  const [theme, setTheme] = useState("");
  const place = useRef<HTMLElement>(null);
  useEffect(() => {
    const look = () => setTheme(themeOf(place.current));
    look();
    return watchTheme(look);
  }, []);
  useEffect(() => {
    if (!ready || !theme) return setDrawn({ address: "", title: "" });
    let late = false;
    const timer = setTimeout(async () => {
      const answer = await kernel.ask({ do: "map", theme });
      if (late) return;
      const [content] = answer.buffers;
      const address = content ? URL.createObjectURL(new Blob([content as DataView<ArrayBuffer>], { type: "image/svg+xml" })) : "";
      setDrawn({ address, title: answer.title ?? "" });
    }, REST);
    return () => {
      late = true;
      clearTimeout(timer);
    };
  }, [at, ready, theme]);
  useEffect(() => () => { if (drawn.address) URL.revokeObjectURL(drawn.address); }, [drawn]);
  return (
    <figure class="map" ref={place}>
      {drawn.address && <img src={drawn.address} alt={`Influence map of ${drawn.title}`} />}
    </figure>
  );
}
