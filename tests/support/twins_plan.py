"""The plan once more, slow and obvious, from the page alone: what to do, with whom, by which seller, and when; not in which words."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from tests.support import twins, twins_method
from tests.support.twins import Row, Rows, Tables, rows

ORDER = [
    *("settle", "keep", "say_so", "follow_up", "thank", "decide", "propose", "find", "review", "welcome", "meet"),
    *("consult", "ask", "check", "test", "answer", "engage", "wait"),
]
FLAGGED = {
    "missing_information": "ask",
    "uncertain_information": "check",
    "uncontacted": "meet",
    "new_to_job": "welcome",
    "reorganization": "review",
}
PRESSING = ["test", "answer", "engage", "propose", "decide"]
MODES = {"growth": "co_create", "trouble": "consult", "even_keel": "consult", "overconfident": "consult"}
THOUGHTS = ["mindset", "business_result", "personal_win"]
LAST = "\U0010ffff"


class Twin:
    """A book on a day."""

    def __init__(self, book: Tables, as_of: date) -> None:
        self.book, self.day = book, as_of
        self.aims = {row["objective_id"]: row for row in twins.objectives(book) if self.in_plan(row)}
        self.parts = {
            (id_, row["person_id"]): row for id_, aim in self.aims.items() for row in twins.influence_rows(book, aim)
        }
        self.people = {row["person_id"]: row for row in rows(book, "people")}
        self.accounts = {row["account_id"]: row for row in rows(book, "accounts")}
        self.done = [row for row in rows(book, "touchpoints") if row["status"] == "done" and row["on"] <= as_of]
        self.plans = [row for row in rows(book, "touchpoints") if row["status"] == "planned"]

    # --- What is known ---------------------------------------------------------------------------

    def in_plan(self, aim: Row) -> bool:
        if twins.is_open(aim, self.day):
            return True
        return aim.get("closed_on") is not None and aim["closed_on"] > self.day - timedelta(180)

    def is_open(self, aim: str) -> bool:
        return twins.is_open(self.aims[aim], self.day)

    def other_option(self, aim: str) -> str | None:
        """The option of another source that clearly helps better, if there is one."""
        ours, other = twins_method.best_options(self.book, self.aims[aim], self.day)
        if self.is_open(aim) and other and (ours.get("fit") or 0) - other["fit"] <= -1:
            return other["option"]
        return None

    def offered(self, aim: str) -> bool:
        """Whether we have told them so."""
        _, other = twins_method.best_options(self.book, self.aims[aim], self.day)
        return other["offered"] is not None

    def helped(self, aim: str) -> bool:
        return self.is_open(aim) and self.other_option(aim) is None

    def level(self, aim: str, person: str) -> int:
        return twins.level(self.book, self.parts[aim, person], self.day, 90)

    def mindset(self, aim: str, person: str | None) -> str | None:
        return self.parts.get((aim, person), {}).get("mindset")

    def spoken(self, person: str) -> list[date]:
        """When we have spoken with a person, whatever it was about."""
        return sorted(row["on"] for row in self.done if row["person_id"] == person)

    def about(self, aim: str, person: str) -> Rows:
        """Conversations that count, the latest last."""
        result = twins.contacts(self.book, self.parts[aim, person], self.day)
        return sorted(result, key=lambda row: (row["on"], row["touchpoint_id"]))

    def version(self, aim: str) -> int | None:
        seen = twins_method.seen(twins_method.of_objective(self.book, "propositions", self.aims[aim]), self.day)
        return max((row["version"] for row in seen), default=None)

    def asked(self, aim: str, person: str) -> bool:
        text = twins_method.seen(twins_method.of_objective(self.book, "feedback", self.aims[aim]), self.day)
        return any(row["person_id"] == person and row["version"] == self.version(aim) for row in text)

    def new(self, person: str) -> bool:
        return twins.in_window(self.people[person].get("in_role_since"), self.day, 180)

    # --- What is suggested -----------------------------------------------------------------------

    def suggestions(self) -> Iterator[tuple[str, str | None, str, str, date | None]]:
        """Objective, person, action, cause, and from which day on."""
        for aim, person in self.parts:
            if not self.is_open(aim):
                yield from self.after(aim, person)
            elif self.helped(aim):
                yield from self.with_person(aim, person)
        for flag in (row for row in twins.red_flags(self.book, self.day) if row["flag"] in FLAGGED):
            aim, person = flag["objective_id"], flag["person_id"]
            cause = f"red_flags: {flag['flag']}: {flag['detail']}"
            if self.helped(aim) and person is None:
                yield aim, self.guide(aim, "coach"), FLAGGED[flag["flag"]], cause, None
            elif self.helped(aim) and (action := self.flagged(aim, person, flag["flag"])):
                yield aim, person, action, cause, None
        for aim in self.aims:
            if self.helped(aim):
                yield from self.announced(aim)
            elif (better := self.other_option(aim)) and not self.offered(aim):
                yield aim, self.guide(aim, "economic"), "say_so", f"priorities: {better}", None
        yield from self.gaps()

    def gaps(self) -> Iterator[Any]:
        """Ask about roles that nobody holds; whoever may become a coach is asked to."""
        for gap in twins.missing_influences(self.book, self.day):
            if self.helped(gap["objective_id"]):
                first = (gap["candidates"] or "").split("; ")[0]
                coach = first if gap["role"] == "coach" and first in self.people else None
                guide = coach or self.guide(gap["objective_id"], "coach")
                yield gap["objective_id"], guide, "find", f"missing_influences: {gap['role']}", None

    def guide(self, aim: str, role: str) -> str | None:
        """With whom we have come furthest; whoever has the role comes first."""
        met = [
            (role not in twins.roles(row), -self.level(aim, person), person)
            for (aim_, person), row in self.parts.items()
            if aim_ == aim and self.level(aim, person) >= 2 and row.get("mindset") != "overconfident"
        ]
        return min(met)[2] if met else None

    def flagged(self, aim: str, person: str, flag: str) -> str | None:
        """What a red flag of a person asks for, if it makes sense for who they are."""
        action, since = FLAGGED[flag], self.people[person].get("in_role_since")
        days, mindset = self.spoken(person), self.mindset(aim, person)
        if mindset == "overconfident":
            return action if action == "meet" and not days else None
        if flag == "new_to_job":
            moved = days and days[0] < since and days[-1] < since
            return "welcome" if not days else "check" if moved else None
        if flag == "uncontacted" and (self.unheard(aim, person) or (self.new(person) and not days)):
            return None
        if action == "check" and all(self.parts[aim, person].get(fact) is None for fact in THOUGHTS):
            return None
        return action

    def unheard(self, aim: str, person: str) -> bool:
        """Whether somebody on an even keel has never been consulted; who is new is welcomed first."""
        row = self.parts[aim, person]
        if row.get("mindset") != "even_keel" or not twins.roles(row) or (self.new(person) and not self.spoken(person)):
            return False
        return not any(touchpoint.get("mode") == "consult" for touchpoint in self.about(aim, person))

    def with_person(self, aim: str, person: str) -> Iterator[Any]:
        row, version, days = self.parts[aim, person], self.version(aim), self.spoken(person)
        if not twins.roles(row):
            return
        if row.get("mindset") == "overconfident":
            if days:
                yield aim, person, "wait", "mindset: overconfident", days[-1] + timedelta(90)
            return
        if self.unheard(aim, person):
            yield aim, person, "consult", "mindset: even_keel", None
        if row.get("mindset") == "even_keel":
            return
        need = row.get("business_result") or row.get("personal_win")
        if version is not None and not self.asked(aim, person):
            yield aim, person, "test", f"tested: version {version}", None
        if need and row.get("answer") is None:
            yield aim, person, "answer", f"proposal_fit: open: {need}", None
        if self.level(aim, person) == 2:
            last = twins.last_contact(self.book, row, self.day)
            yield aim, person, "engage", f"levels: contacted: last contact {last}", None
        yield from self.closing(aim, person)

    def closing(self, aim: str, person: str) -> Iterator[Any]:
        row, version = self.parts[aim, person], self.version(aim)
        if row.get("decision") == "yes" and row.get("thanked_on") is None:
            yield aim, person, "thank", "thanks: yes", None
        if "economic" in twins.roles(row) and row.get("decision") is None and version is not None and self.ready(aim):
            if self.proposed(aim, person):
                yield aim, person, "decide", f"proposed: version {version}", None
            else:
                yield aim, person, "propose", f"tested and answered: version {version}", None

    def proposed(self, aim: str, person: str) -> bool:
        return any(
            (row["objective_id"], row["action"], row.get("person_id"), row.get("status"))
            == (aim, "propose", person, "done")
            for row in rows(self.book, "actions")
        )

    def ready(self, aim: str) -> bool:
        """Whether those who decide have been asked about the version, no need is open, and nobody has said no."""
        for (aim_, person), row in self.parts.items():
            held, need = twins.roles(row), row.get("business_result") or row.get("personal_win")
            if aim_ != aim or not held:
                continue
            if "economic" in held and row.get("decision") == "no":
                return False
            if row.get("mindset") in ("even_keel", "overconfident"):
                continue
            if ("economic" in held or "technical" in held) and (not self.asked(aim, person) or not need):
                return False
            if need and row.get("answer") is None:
                return False
        return True

    def after(self, aim: str, person: str) -> Iterator[Any]:
        row, closed = self.parts[aim, person], self.aims[aim]["closed_on"]
        last = twins.last_contact(self.book, row, self.day)
        if twins_method.has_thanked(row, self.day) or (last is not None and last >= closed):
            return
        yield aim, person, "follow_up", f"thanks: closed on {closed}", None
        if row.get("decision"):
            yield aim, person, "thank", f"thanks: {row['decision']}", None

    def announced(self, aim: str) -> Iterator[Any]:
        """What is announced for the next 30 days."""
        account = self.accounts[self.aims[aim]["account_id"]]
        changes = account.get("reorganized_on")
        if changes and self.day < changes <= self.day + timedelta(30):
            cause = f"announced: reorganizes on {changes}"
            yield aim, self.guide(aim, "coach"), "review", cause, changes + timedelta(1)
        for person, row in self.people.items():
            since = row.get("in_role_since")
            here = row["account_id"] == account["account_id"] and self.mindset(aim, person) != "overconfident"
            if here and since and self.day < since <= self.day + timedelta(30):
                yield aim, person, "welcome", f"announced: in role from {since}", since

    def is_taken(self, aim: str, person: str | None, action: str, cause: str) -> bool:
        """Whether somebody has it in hand, or has done or dropped it for this cause."""
        for row in rows(self.book, "actions"):
            same = row["objective_id"] == aim and row["action"] == action
            if same and (action in ("say_so", "find", "review") or row.get("person_id") == person):
                in_hand = row.get("status") in (None, "open")
                if in_hand or row.get("because") in (None, cause):
                    return True
        return False

    # --- What is held ----------------------------------------------------------------------------

    def held(self) -> Iterator[Row]:
        for touchpoint in self.plans:
            past = touchpoint["on"] < self.day
            yield {
                "objective_id": self.home_of(touchpoint),
                "person_id": touchpoint["person_id"],
                "action": "settle" if past else "keep",
                "because": "touchpoints",
                "status": "planned",
                "due_on": touchpoint["on"],
                "hold": 2 if past else 0,
                **{name: touchpoint.get(name) for name in ("touchpoint_id", "seller", "mode", "place", "message")},
            }
        for row in rows(self.book, "actions"):
            if row.get("status") in (None, "open"):
                yield {
                    **{name: row.get(name) for name in ("objective_id", "person_id", "action", "seller", "with_whom")},
                    **{name: row.get(name) for name in ("due_on", "action_id")},
                    "because": row.get("because") or "actions",
                    "message": row.get("note"),
                    "status": "open",
                    "hold": 1,
                }

    def home_of(self, touchpoint: Row) -> str | None:
        """The objective that a conversation is for: its own, else the person's first, else the account's first."""
        if touchpoint.get("objective_id"):
            return touchpoint["objective_id"]
        own = [aim for aim, person in self.parts if person == touchpoint["person_id"]]
        account = self.people[touchpoint["person_id"]]["account_id"]
        known = own or [id_ for id_, aim in self.aims.items() if aim["account_id"] == account]
        return min(known, key=lambda aim: (not self.is_open(aim), aim), default=None)

    # --- The plan --------------------------------------------------------------------------------

    def plan(self) -> Rows:
        result = [row for row in self.held() if row["objective_id"] in self.aims]
        for aim, person, action, cause, earliest in self.suggestions():
            if not self.is_taken(aim, person, action, cause):
                row = {"objective_id": aim, "person_id": person, "action": action, "because": cause}
                result.append({**row, "status": "suggested", "hold": 3, "earliest": earliest})
        result.sort(key=self.order)
        heads: Rows = []
        for row in result:
            first = next((head for head in heads if head["person_id"] == row["person_id"]), None)
            if row["person_id"] is None or row["status"] != "suggested" or first is None:
                heads.append({**row, "more": []})
            else:
                first["more"].append(row)
        for index, head in enumerate(heads):
            self.fill(head, index, heads)
        for head in heads:
            head["via_id"] = self.via(head, heads)
            self.who(head)
        self.hand_out(heads)
        heads.sort(key=lambda row: (row["account_id"], row["objective_id"], row["due_on"], row["at"]))
        for row in heads:
            row["rank"] = 1 + [head for head in heads if head["objective_id"] == row["objective_id"]].index(row)
        return heads

    def order(self, row: Row) -> Any:
        part = self.parts.get((row["objective_id"], row["person_id"]), {})
        fixed = row["due_on"] if row["hold"] < 3 else None
        texts = [row["person_id"] or LAST, row["because"], row.get("seller") or LAST, row.get("message") or LAST]
        return (
            row["hold"],
            fixed or date.max,
            ORDER.index(row["action"]),
            "economic" not in twins.roles(part),
            ["high", "medium", "low", None].index(part.get("degree")),
            {"growth": 0, "trouble": 1, None: 1.5, "even_keel": 2, "overconfident": 3}[part.get("mindset")],
            self.aims[row["objective_id"]]["account_id"],
            row["objective_id"],
            *texts,
            row.get("action_id") or LAST,
            row.get("mode") or LAST,
            row.get("place") or LAST,
        )

    def fill(self, head: Row, index: int, heads: Rows) -> None:
        head["at"], head["account_id"] = index, self.aims[head["objective_id"]]["account_id"]
        head["first"] = head["person_id"] is not None and all(
            item["person_id"] != head["person_id"] for item in heads[:index]
        )
        points: list[str] = []
        text = [self.point(head)]
        for row in head.pop("more"):
            if self.point(row) not in text and row["action"] != "welcome" and len(points) < 3:
                text.append(self.point(row))
                points.append(row["action"])
        head["takes_in"] = "; ".join(dict.fromkeys(points)) or None
        due = head.get("due_on")
        head["overdue"] = due is not None and due < self.day
        usual = "test" if head["action"] == "test" else MODES.get(self.mindset(head["objective_id"], head["person_id"]))
        head["mode"] = head.get("mode") or usual or "consult"

    @staticmethod
    def point(row: Row) -> tuple[str, str]:
        return row["action"], row["because"] if row["action"] == "find" else ""

    def via(self, head: Row, heads: Rows) -> str | None:
        if head["status"] != "suggested" or head["action"] not in ("welcome", "meet", "consult"):
            return None
        person, aim = head["person_id"], head["objective_id"]
        levels = [self.level(aim_, who) for aim_, who in self.parts if who == person and self.is_open(aim_)]
        way = self.way(aim, person)
        waits = [head["person_id"] for head in heads if head["action"] == "wait"]
        if not way or max(levels) > 1 or way[0] in waits:
            return None
        head["start_id"], head["far"] = way[0], len(way) - 1
        for door in reversed(way[1:-1]):
            before = self.way(aim, door)
            if (
                before
                and len(before) < len(way)
                and before[0] not in waits
                and self.mindset(aim, door) in ("growth", "trouble")
                and any(head["person_id"] == door and head["action"] != "wait" for head in heads)
            ):
                return door
        return way[0]

    def way(self, aim: str, person: str) -> list[str] | None:
        """The best way to somebody, from whoever begins it to them."""
        part = twins.Part(self.book, self.aims[aim], self.day, 90)
        if person not in part.unmet:
            return None
        best, _ = twins.best_ways(part, person)
        return best[3] if best else None

    def who(self, head: Row) -> None:
        through, owner = head.get("start_id") or head["person_id"], self.accounts[head["account_id"]].get("owner")
        owners = [self.accounts[aim["account_id"]].get("owner") for aim in self.aims.values()]
        lately = [row["seller"] for row in [*self.done, *self.plans] if row["on"] > self.day - timedelta(180)]
        here = {*owners, *lately} - {None}
        met = [row for row in self.done if row["person_id"] == through]
        mine = {
            row["seller"]: [item for item in met if item["seller"] == row["seller"]]
            for row in met
            if row["seller"] in here
        }
        order = sorted(
            mine, key=lambda name: (-len(mine[name]), -max(row["on"] for row in mine[name]).toordinal(), name)
        )
        usual = next(iter(order), owner)
        seller = head.get("seller")
        if head["status"] == "planned" and seller not in here:
            seller = None
        theirs = head.get("with_whom") is not None and head.get("seller") is None
        head["seller"] = None if theirs else seller or usual
        if head["status"] != "planned":
            seen = [row for row in self.done if row["person_id"] == (head["via_id"] or head["person_id"])]
            places = sorted((row["on"], row["place"]) for row in seen if row.get("place"))
            head["place"] = places[-1][1] if places else None

    def hand_out(self, heads: Rows) -> None:
        """Give days, the most useful first, to whoever has time."""
        openers = {row["via_id"] for row in heads} - {None}
        urgent = ("say_so", "follow_up", "thank", "decide", "propose")
        booked: dict[Any, int] = {}
        for row in heads:
            if row.get("due_on") and row["due_on"] >= self.day and row["seller"]:
                self.book_day(booked, self.owner_of(row), row["due_on"])
        waiting = [row for row in heads if row.get("due_on") is None]

        def turn(row: Row) -> Any:
            opens = row["person_id"] in openers
            return row["action"] not in urgent, not opens, row.get("far", 0) if opens else 0, row["at"]

        waiting.sort(key=turn)
        favours: dict[str, date] = {}
        for row in waiting:
            first = max(row.get("earliest") or date.min, self.day + timedelta(1))
            opener = next((head for head in heads if head["first"] and head["person_id"] == row["via_id"]), None)
            if opener:
                first = max(first, working(opener["due_on"]) + timedelta(1))
            if row["via_id"] in favours:
                first = max(first, favours[row["via_id"]])
            row["due_on"] = self.free(booked, self.owner_of(row), working(first))
            if row["via_id"]:
                favours[row["via_id"]] = row["due_on"] + timedelta(7 - row["due_on"].weekday())
            self.book_day(booked, self.owner_of(row), row["due_on"])

    @staticmethod
    def owner_of(row: Row) -> tuple[str, str]:
        names = ("seller", "with_whom", "account_id")
        return next((name, row[name]) for name in names if row.get(name))

    @staticmethod
    def book_day(booked: dict[Any, int], who: Any, day: date) -> None:
        booked[who, working(day)] = booked.get((who, working(day)), 0) + 1

    @staticmethod
    def free(booked: dict[Any, int], who: Any, first: date) -> date:
        monday = first - timedelta(first.weekday())
        while True:
            week = {monday + timedelta(index): booked.get((who, monday + timedelta(index)), 0) for index in range(5)}
            room = [day for day, many in week.items() if day >= first and many < 2]
            if room and sum(week.values()) < 5:
                free = [day for day in room if week[day] == 0]
                return min(free) if free else min(room, key=lambda day: (week[day], -day.toordinal()))
            monday += timedelta(7)


def working(day: date) -> date:
    """The day itself, or the Monday after a weekend."""
    return day + timedelta(7 - day.weekday()) if day.weekday() >= 5 else day


COLUMNS = [
    *("account_id", "objective_id", "rank", "action", "person_id", "via_id", "seller", "with_whom", "mode"),
    *("takes_in", "place", "due_on", "overdue", "status", "action_id", "touchpoint_id", "because"),
]


def next_actions(book: Tables, as_of: date) -> Rows:
    return [{name: row.get(name) for name in COLUMNS} for row in Twin(book, as_of).plan()]
