import { useState } from "preact/hooks";
import type { Doings } from "./app";
import { Choose } from "./choose";
import type { Import, Word, Words } from "./protocol";

const SEVERAL = "several";
const BETWEEN = "; "; // as a cell of a book holds several words

const isOpen = ({ said }: Words, word: Word) => word.asked || said.includes(word.word);

export function AskedWords({ group, change }: { group: Words } & Doings) {
  const words = group.words.filter((each) => isOpen(group, each));
  if (!words.length) return null;
  return (
    <>
      <h4>{group.title}</h4>
      <ul class="plain">{words.map((each) => <WordRow key={each.word} group={group} word={each} change={change} />)}</ul>
    </>
  );
}

export function UnderstoodWords({ group, change }: { group: Words } & Doings) {
  const words = group.words.filter((each) => !isOpen(group, each));
  if (!words.length) return null;
  return (
    <details>
      <summary>{group.title}: {words.length} {words.length === 1 ? "word" : "words"} understood</summary>
      <ul class="plain">{words.map((each) => <WordRow key={each.word} group={group} word={each} change={change} />)}</ul>
    </details>
  );
}

export function Days({ days, change }: { days: NonNullable<Import["days"]> } & Doings) {
  return (
    <>
      <h4>Days</h4>
      <div class={days.count ? "word asked" : "word"}>
        <span class="what">{days.example ? <bdi class="strong">{days.example}</bdi> : "Days with slashes"} <span class="muted small">{days.count > 1 ? `and ${days.count - 1} more` : ""}</span></span>
        <Choose label="What comes first in such days" name="days" value={days.value} pick={(value) => change({ do: "choose", what: "days", value })}>
          <option value="?">What comes first?</option>
          <option value="day">The day</option>
          <option value="month">The month</option>
        </Choose>
      </div>
    </>
  );
}

// A word with what it means. One that may mean several at once, as a role may, has a box for each of them, too.
function WordRow({ group, word, change }: { group: Words; word: Word } & Pick<Doings, "change">) {
  const [pending, setPending] = useState<string | null>(null); // what was ticked, until Python has answered
  const meant = (pending ?? word.meaning ?? "").split(BETWEEN).filter(Boolean);
  const [boxes, setBoxes] = useState(meant.length > 1);
  const say = (value: string | null) => change({ do: "choose", what: "word", of: group.what, word: word.word, value });
  const pick = (value: string) => {
    setBoxes(value === SEVERAL);
    return value === SEVERAL ? null : say(value === "?" ? null : value);
  };
  const tick = async (value: string, on: boolean) => {
    const now = group.options.map((each) => each.value).filter((each) => (each === value ? on : meant.includes(each))).join(BETWEEN);
    setPending(now);
    await say(now || null);
    setPending((later) => (later === now ? null : later));
  };
  const known = group.options.some((each) => each.value === word.meaning);
  const labels = group.options.filter((each) => meant.includes(each.value)).map((each) => each.text);
  return (
    <li class={word.asked ? "word asked" : "word"}>
      <span class="what"><bdi class="strong">{word.word}</bdi> <span class="muted small">{word.count === 1 ? "once" : `${word.count.toLocaleString("en")} times`}</span></span>
      <Choose label={`What “${word.word}” means`} name={`word ${group.what} ${word.word}`} value={boxes ? SEVERAL : word.meaning ?? "?"} pick={pick}>
        <option value="?">Choose its meaning</option>
        {group.options.map((each) => <option key={each.value} value={each.value} title={each.note}>{each.text}</option>)}
        {group.several && <option value={SEVERAL}>{boxes && labels.length ? labels.join(" + ") : "Several of these …"}</option>}
        {word.meaning && !known && !boxes && <option value={word.meaning}>{labels.join(" + ") || word.meaning}</option>}
        <option value="">Leave it out</option>
      </Choose>
      {boxes && (
        <fieldset class="several">
          <legend class="unseen">What “{word.word}” means, all at once</legend>
          {group.options.map((each) => (
            <label key={each.value} title={each.note}>
              <input type="checkbox" data-key={`box ${word.word} ${each.value}`} checked={meant.includes(each.value)} onChange={(event) => tick(each.value, event.currentTarget.checked)} /> {each.text}
            </label>
          ))}
        </fieldset>
      )}
    </li>
  );
}
