// The rows of a portfolio, kept as columns: searched, filtered, sorted, grouped and added up. Nothing here knows the page.

const GROUPS = ["owner", "industry"];

// What people would call the same is the same: no capitals, accents or widths.
const folded = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

const WITHIN = {
  "=0": (level) => level === 0, "<2": (level) => level < 2, "<3": (level) => level < 3, "<4": (level) => level < 4,
  ">0": (level) => level > 0, ">1": (level) => level > 1, ">2": (level) => level > 2, "=4": (level) => level === 4,
};

function array({ array: kind, bytes }) {
  const types = { Uint8Array, Int32Array, Float64Array };
  const view = new Uint8Array(bytes.buffer ?? bytes, bytes.byteOffset ?? 0, bytes.byteLength);
  return new types[kind](view.slice().buffer);
}

class Rows {
  constructor(sent, { roles, levels }) {
    this.roles = roles.map((role) => role.name);
    this.levels = levels.length;
    this.most = roles.length * (levels.length - 1); // what the levels of a row add up to at most
    this.count = sent.count ?? 0;
    this.texts = sent.texts ?? { account: [], objective: [] };
    this.words = {};
    this.columns = {};
    for (const [name, coded] of Object.entries(sent.coded ?? {})) {
      this.words[name] = coded.words;
      this.columns[name] = array(coded);
    }
    for (const [name, numbers] of Object.entries(sent.numbers ?? {})) this.columns[name] = array(numbers);
    this.columns.missing = Uint8Array.from({ length: this.count }, (_, row) => this.roles.filter((role) => this.columns[role][row] === 0).length);
    this.scores = []; // by day of the trend, as far as they have come; the day that is looked from comes last
    this.days = sent.days ?? [];
    this.ranks = new Map();
    this.search = null;
  }

  get(name, row) {
    if (this.texts[name]) return this.texts[name][row];
    const value = this.columns[name][row];
    return this.words[name] ? this.words[name][value] ?? "" : value;
  }

  filled(name) {
    if (!this.count) return false; // of rows that are still being worked out there are no columns either
    return this.words[name] ? this.words[name].length > 0 : this.columns[name].some((value) => !Number.isNaN(value));
  }

  // The score on a day of the trend, out of the most.
  scored(row, day) {
    return day === this.days.length - 1 ? this.columns.score[row] : this.scores[day][row];
  }

  get trended() {
    return this.days.length > 1 && this.days.every((_, day) => day === this.days.length - 1 || this.scores[day]);
  }

  haystack() {
    this.search ??= Array.from({ length: this.count }, (_, row) => folded(
      [this.texts.account[row], this.texts.objective[row], this.get("owner", row), this.get("industry", row)].join("\n")));
    return this.search;
  }

  // The rows that fit, in the order in which they were sent: where we help best first.
  fitting({ query = "", role = "", level = "", flag = "" }) {
    const words = folded(query).split(/\s+/).filter(Boolean);
    const texts = words.length ? this.haystack() : null;
    const levels = (role ? [role] : this.roles).map((name) => this.columns[name]);
    const within = WITHIN[level];
    const flags = flag ? this.columns[flag === "none" ? "red_flags" : flag] : null;
    const found = new Int32Array(this.count);
    let count = 0;
    for (let row = 0; row < this.count; row++) {
      if (texts && !words.every((word) => texts[row].includes(word))) continue;
      if (within && !levels.some((column) => within(column[row]))) continue;
      if (flags && (flags[row] > 0) === (flag === "none")) continue;
      found[count++] = row;
    }
    return found.slice(0, count);
  }

  // What a column is sorted by: a number a row, NaN where it is blank.
  keys(name) {
    if (name === "trend") return Float64Array.from({ length: this.count }, (_, row) => this.change([row]));
    if (!this.texts[name] && !this.words[name]) return this.columns[name];
    if (!this.ranks.has(name)) this.ranks.set(name, this.texts[name] ? ranked(this.texts[name]) : this.coded(name));
    return this.ranks.get(name);
  }

  coded(name) {
    const rank = ranked(this.words[name]);
    return Float64Array.from(this.columns[name], (code) => (code < 0 ? NaN : rank[code]));
  }

  // Blank last, whichever way; what is equal stays in the order in which it was sent.
  sorted(rows, { sort = "", way = 1 }) {
    if (!sort) return rows;
    const keys = this.keys(sort);
    return rows.slice().sort((one, other) => {
      const [a, b] = [keys[one], keys[other]];
      if (a === b) return one - other;
      if (a !== a || b !== b) return (a !== a) - (b !== b) || one - other;
      return way * (a - b);
    });
  }

  // The rows by owner or industry; groups stand as their rows do: by what is sorted, and else the lowest score first.
  grouped(rows, { group = "", sort = "", way = 1 }) {
    if (!group) return null;
    const parts = new Map();
    for (const row of rows) {
      const code = this.columns[group][row];
      if (!parts.has(code)) parts.set(code, []);
      parts.get(code).push(row);
    }
    const groups = [...parts].map(([code, its]) => ({ name: this.words[group][code] ?? "", rows: its, tally: this.tally(its) }));
    const named = (one, other) => (one.name === "") - (other.name === "") || COLLATOR.compare(one.name, other.name);
    const key = (each) => (sort === "trend" ? this.change(each.rows) : each.tally[sort || "score"]);
    if (sort === group) return groups.sort((one, other) => way * named(one, other));
    if (typeof groups[0]?.tally[sort || "score"] !== "number" && sort !== "trend") return groups.sort(named);
    return groups.sort((one, other) => (sort ? way : 1) * (key(one) - key(other)) || named(one, other));
  }

  // Means of levels and score, sums of the rest, and how many rows there are at each level of each role.
  tally(rows) {
    const sum = (name) => { let all = 0; for (const row of rows) all += this.columns[name][row]; return all; };
    const mean = (name) => (rows.length ? sum(name) / rows.length : 0);
    const levels = Object.fromEntries(this.roles.map((role) => [role, new Array(this.levels).fill(0)]));
    for (const role of this.roles) for (const row of rows) levels[role][this.columns[role][row]]++;
    const found = { count: rows.length, levels, score: mean("score"), value: NaN, accounts: new Set() };
    for (const role of this.roles) found[role] = mean(role);
    found.best = rows.reduce((many, row) => many + (this.columns.priority[row] > 0), 0);
    found.unweighed = rows.reduce((many, row) => many + Number.isNaN(this.columns.priority[row]), 0);
    for (const name of ["red_flags", "missing", "influences", "contacted", "thanked"]) found[name] = sum(name);
    for (const row of rows) {
      const value = this.columns.value[row];
      if (!Number.isNaN(value)) found.value = (Number.isNaN(found.value) ? 0 : found.value) + value;
      found.accounts.add(this.columns.home[row]);
    }
    found.accounts = found.accounts.size;
    return found;
  }

  // The mean score on each day of the trend, from 0 to 1.
  course(rows) {
    if (!this.trended || !rows.length) return [];
    return this.days.map((_, day) => {
      let all = 0;
      for (const row of rows) all += this.scored(row, day);
      return all / rows.length / this.most;
    });
  }

  // By how much the mean score has changed from the first day of the trend to the last.
  change(rows) {
    if (!this.trended) return NaN;
    let all = 0;
    for (const row of rows) all += this.columns.score[row] - this.scores[0][row];
    return all / rows.length / this.most;
  }
}

const COLLATOR = new Intl.Collator(undefined, { numeric: true, sensitivity: "base" });

// The place of each text among all of them, in the order of the reader's language; NaN for a blank.
function ranked(texts) {
  const order = Array.from(texts.keys()).sort((one, other) => COLLATOR.compare(texts[one], texts[other]));
  const ranks = new Float64Array(texts.length);
  let rank = 0;
  order.forEach((at, place) => {
    if (place && COLLATOR.compare(texts[order[place - 1]], texts[at])) rank = place;
    ranks[at] = texts[at] === "" ? NaN : rank;
  });
  return ranks;
}
