"""The plans of the demo as they are read aloud: `python -m tests.support.plans` writes them anew, to be read before they are kept."""

from pathlib import Path

import stratsell as ss

DAY = "2026-11-23"
APPROVED = Path(__file__).parent.parent / "rules" / "plans.txt"
HOW = {"planned": "planned", "open": "taken on", "suggested": "suggested"}


def aloud(day: str = DAY) -> str:
    """The plan of every account, an action a paragraph."""
    book = ss.demo()
    plan = ss.named(ss.next_actions(book, as_of=day), book)
    lines = [f"The plans of the demo, as of {day}. Read them as the sales manager of each account would."]
    for (account, objective), rows in plan.groupby(["account", "objective"], sort=False):
        lines += ["", f"# {account}: {objective}"]
        for row in rows.astype(object).where(rows.notna(), None).to_dict("records"):
            lines += ["", *paragraph(row)]
    return "\n".join([*lines, ""])


def paragraph(row: dict) -> list[str]:
    """One action: when, who, with whom and how; what to say; what else; why."""
    who = " with ".join(filter(None, [row["seller"], row["with_whom_name"] or None])) or "nobody yet"
    whom = row["person"] or "the account"
    whom += f", through {row['via']}" if row["via"] else ""
    how = ", ".join(filter(None, [row["mode"].replace("_", "-"), row["place"]]))
    late = "overdue, " if row["overdue"] else ""
    head = f"{row['due_on']:%a %d %b %Y} ({late}{HOW[row['status']]}), {row['action'].replace('_', ' ')}: {who} → {whom} ({how})"
    return [head, *(f"    {text}" for text in (row["message"], row["agenda"], row["reason"]) if text)]


if __name__ == "__main__":
    APPROVED.write_text(aloud(), encoding="utf-8")
