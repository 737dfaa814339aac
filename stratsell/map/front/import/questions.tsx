import type { Doings } from "./app";
import { Accepted, Faults, type GoTo } from "./faults";
import type { Import } from "./protocol";
import { AskedWords, Days, UnderstoodWords } from "./words";

// What could not be understood, each with the means to decide it. Where they are all switched off, the keys scroll it.
export function Questions({ found, goTo, ...doings }: { found: Import; goTo: GoTo } & Doings) {
  const asked = found.words.reduce((sum, each) => sum + each.words.filter((word) => word.asked).length, 0);
  const open = asked + found.faults.count + (found.days?.count ? 1 : 0);
  return (
    <section class="questions" aria-label="To decide" tabIndex={doings.kernel.answers ? undefined : 0}>
      <h3>{open ? <>To decide <span class="badge">{open.toLocaleString("en")}</span></> : "To decide"}</h3>
      {found.ready && !open && <p class="good all">✓ Everything was understood.</p>}
      {!found.ready && !open && <p class="muted">You can open the book once the problem above the sheet is corrected.</p>}
      {found.words.map((each) => <AskedWords key={each.what} group={each} {...doings} />)}
      {found.days && <Days days={found.days} {...doings} />}
      <Faults found={found} goTo={goTo} {...doings} />
      {found.mended.length > 0 && (
        <>
          <h4>Corrected</h4>
          <ul class="plain">
            {found.mended.map((each) => (
              <li key={`${each.file} ${each.row} ${each.at}`} class="line">
                <button type="button" class="name" data-key={`mended ${each.file} ${each.row} ${each.at}`} onClick={() => goTo(each.file, each.row, each.at)}>Row {each.row}, <bdi>{each.column}</bdi></button>
                {": "}<bdi>{each.text || "blank"}</bdi>
                <button type="button" class="small" onClick={() => doings.change({ do: "choose", what: "cell", file: each.file, row: each.row, at: each.at, value: null })}>Undo</button>
              </li>
            ))}
          </ul>
        </>
      )}
      <Accepted items={found.accepted} {...doings} />
      {found.words.map((each) => <UnderstoodWords key={each.what} group={each} {...doings} />)}
      {found.decided.length > 0 && (
        <details>
          <summary>What else was decided ({found.decided.length})</summary>
          <ul class="decided">{found.decided.map((each, at) => <li key={at}>{each}</li>)}</ul>
        </details>
      )}
    </section>
  );
}
