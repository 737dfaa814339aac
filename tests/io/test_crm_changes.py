"""Back to the CRM: what is written is what changed, the CRM takes it, and importing the result changes nothing."""

from __future__ import annotations

import csv
import warnings

import pytest

import stratsell as ss
from stratsell.errors import BookWarning

DAY = "2026-11-27"
EXPORTS = {
    "salesforce": {
        "Account.csv": "Id,Name\n0015g00000AbCdEAAV,Norvik AS\n",
        "Contact.csv": "Id,AccountId,FirstName,LastName,Title,Email,ReportsToId\n"
        "0035g00000AbCdEAAV,0015g00000AbCdEAAV,Ada,Lane,CFO,ada@n.example,\n"
        "0035g00000AbCdFAAV,0015g00000AbCdEAAV,Bo,Kim,IT,bo@n.example,0035g00000AbCdEAAV\n",
        "Opportunity.csv": "Id,AccountId,Name,StageName,CloseDate,IsClosed\n"
        "0065g00000AbCdEAAV,0015g00000AbCdEAAV,Rollout,Prospecting,2026-12-31,false\n",
        "OpportunityContactRole.csv": "Id,OpportunityId,ContactId,Role\n"
        "00K5g00000AbCdEEAV,0065g00000AbCdEAAV,0035g00000AbCdEAAV,Evaluator\n",
        "Task.csv": "Id,WhoId,WhatId,ActivityDate,Status,Subject,Description\n"
        "00T5g00000AbCdEUAV,0035g00000AbCdEAAV,,2026-10-01,Completed,Call,\n",
    },
    "hubspot": {
        "companies.csv": "Record ID,Company name\n11,Norvik AS\n",
        "contacts.csv": "Record ID,First Name,Last Name,Job Title,Email,Buying Role,Reports To,"
        "Associated Company IDs (Primary),Associated Deal IDs\n"
        "101,Ada,Lane,CFO,ada@n.example,Legal & Compliance,,11,20\n102,Bo,Kim,IT,bo@n.example,,ada@n.example,11,\n",
        "deals.csv": "Record ID,Deal Name,Deal Stage,Close Date,Associated Company IDs (Primary)\n"
        "20,Rollout,Contract Sent,2026-12-31,11\n",
        "activities.csv": "Activity ID,Contact ID,Activity Date,Activity Status,Subject,Notes\n"
        "900,101,2026-10-01,Completed,Call,\n",
    },
    "dynamics": {
        "account.csv": "accountid,name\n9ad2f5b2-0b3c-4c5e-9f5b-0a1b2c3d4e01,Norvik AS\n",
        "contact.csv": "contactid,firstname,lastname,jobtitle,emailaddress1,managername,parentcustomerid\n"
        "7ad2f5b2-0b3c-4c5e-9f5b-0a1b2c3d4e01,Ada,Lane,CFO,ada@n.example,,9ad2f5b2-0b3c-4c5e-9f5b-0a1b2c3d4e01\n"
        "7ad2f5b2-0b3c-4c5e-9f5b-0a1b2c3d4e02,Bo,Kim,IT,bo@n.example,Ada Lane,9ad2f5b2-0b3c-4c5e-9f5b-0a1b2c3d4e01\n",
        "opportunity.csv": "opportunityid,name,parentaccountid,statecode,estimatedclosedate\n"
        "8ad2f5b2-0b3c-4c5e-9f5b-0a1b2c3d4e01,Rollout,9ad2f5b2-0b3c-4c5e-9f5b-0a1b2c3d4e01,Open,2026-12-31\n",
        "connection.csv": "connectionid,record1id,record2id,record2roleid\n"
        "6ad2f5b2-0b3c-4c5e-9f5b-0a1b2c3d4e01,8ad2f5b2-0b3c-4c5e-9f5b-0a1b2c3d4e01,"
        "7ad2f5b2-0b3c-4c5e-9f5b-0a1b2c3d4e01,Technical Buyer\n",
        "task.csv": "activityid,regardingobjectid,scheduledend,statecode,subject,description\n"
        "5ad2f5b2-0b3c-4c5e-9f5b-0a1b2c3d4e01,7ad2f5b2-0b3c-4c5e-9f5b-0a1b2c3d4e01,2026-10-01,Completed,Call,\n",
    },
}
NEW = {"salesforce": "{}5g00000AbCd{}AAV", "hubspot": "{}99{}", "dynamics": "4ad2f5b2-0b3c-4c5e-9f5b-0a1b2c3d4{}{:02}"}


def imported(folder, crm):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", BookWarning)
        return ss.read_export(folder, crm=crm, as_of=DAY)


@pytest.fixture(params=EXPORTS)
def export(request, tmp_path):
    """A CRM's name and the folder with its export."""
    folder = tmp_path / "export"
    folder.mkdir()
    for name, text in EXPORTS[request.param].items():
        (folder / name).write_text(text, encoding="utf-8")
    return request.param, folder


def rows(path):
    with path.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def loaded(folder, changes, crm):
    """Do what the CRM's loader does: change the cells of records that are there, and add those that are not."""
    for number, path in enumerate(sorted(changes.iterdir())):
        stem, action = path.stem.split("-")[:2]
        [target] = [path for path in folder.iterdir() if path.stem.casefold() == stem.casefold()]
        there, written = rows(target), rows(path)
        key = next(iter(there[0]))
        by_id = {row[key]: row for row in there}
        for index, row in enumerate(written):
            cells = {name: "" if cell == "#N/A" else cell for name, cell in row.items() if cell or crm == "dynamics"}
            if action == "update":
                by_id[row[key]].update(cells)
            else:
                there.append({**dict.fromkeys(there[0], ""), key: new_id(crm, stem, number, index), **cells})
        with target.open("w", encoding="utf-8", newline="") as handle:
            writer = csv.DictWriter(handle, list(dict.fromkeys(name for row in there for name in row)), restval="")
            writer.writeheader()
            writer.writerows(there)


def new_id(crm, stem, number, index):
    if crm == "salesforce":
        prefix = {"Contact": "003", "OpportunityContactRole": "00K", "Task": "00T"}[stem]
        return f"{prefix}5g00000NeW{'ABCDEFG'[number]}{'ABCDEFG'[index]}"
    return f"99{number}{index}" if crm == "hubspot" else f"4ad2f5b2-0b3c-4c5e-9f5b-0a1b2c3d{number:02}{index:02}"


def edited(book):
    """Change a title, a role and a manager, add a contact and a conversation."""
    people = book.tables["people"].set_index("name")["person_id"]
    ada, bo = people["Ada Lane"], people["Bo Kim"]
    account, objective = book.tables["accounts"]["account_id"][0], book.tables["objectives"]["objective_id"][0]
    book.update("people", ada, title="Chief Financial Officer")
    book.update("influences", (objective, ada), roles="economic")
    book.remove("relationships", (bo, ada, "reports_to"))
    book.insert("relationships", source_id=ada, target_id=bo, kind="reports_to")
    book.insert("people", person_id="new", account_id=account, name="Cy Oduya", title="Ops", email="cy@n.example")
    book.insert(
        "touchpoints", touchpoint_id="t1", person_id=ada, seller="Kit", on="2026-11-20", status="done", message="Demo"
    )


def test_importing_what_was_exported_changes_nothing(export, tmp_path):
    crm, folder = export
    before, book = imported(folder, crm), imported(folder, crm)
    edited(book)
    message = book.export_changes(before, source=crm, folder=tmp_path / "changes")
    by_hand = message[message["action"] == "by hand"][["key", "column"]].to_numpy().tolist()
    assert by_hand == ([["contact/102", "reports_to"]] if crm == "hubspot" else []), "its import blanks no cell"
    loaded(folder, tmp_path / "changes", crm)
    if by_hand:
        path = folder / "contacts.csv"
        path.write_text(path.read_text(encoding="utf-8").replace("ada@n.example,11", ",11"), encoding="utf-8")
    again = imported(folder, crm)
    book.merge(again, since=before)
    assert len(book.tables["people"]) == 3
    rest = book.export_changes(again, source=crm, folder=tmp_path / "more")
    assert rest[rest["action"] != "by hand"].empty, rest.to_string()
    assert not list((tmp_path / "more").iterdir())


def test_a_dry_run_writes_nothing_and_says_the_same(export, tmp_path):
    crm, folder = export
    before, book = imported(folder, crm), imported(folder, crm)
    edited(book)
    message = book.export_changes(before, source=crm, folder=tmp_path / "changes", dry_run=True)
    assert not (tmp_path / "changes").exists()
    written = book.export_changes(before, source=crm, folder=tmp_path / "changes")
    assert message.equals(written)
    assert {path.name for path in (tmp_path / "changes").iterdir()} >= {
        name for name in message["file"] if "insert" in name
    }


def test_only_the_cells_that_changed_are_written(tmp_path):
    folder = tmp_path / "export"
    folder.mkdir()
    for name, text in EXPORTS["salesforce"].items():
        (folder / name).write_text(text, encoding="utf-8")
    before, book = imported(folder, "salesforce"), imported(folder, "salesforce")
    edited(book)
    book.export_changes(before, source="salesforce", folder=tmp_path / "changes")
    result = {path.name: rows(path) for path in (tmp_path / "changes").iterdir()}
    assert result["Contact-update.csv"] == [
        {"Id": "0035g00000AbCdEAAV", "Title": "Chief Financial Officer", "ReportsToId": "0035g00000AbCdFAAV"},
        {"Id": "0035g00000AbCdFAAV", "Title": "", "ReportsToId": "#N/A"},
    ]
    assert result["OpportunityContactRole-update.csv"] == [{"Id": "00K5g00000AbCdEEAV", "Role": "Economic Buyer"}]
    assert result["Contact-insert.csv"][0]["LastName"] == "Oduya"
    assert result["Task-insert.csv"][0]["WhoId"] == "0035g00000AbCdEAAV"


def test_what_no_file_can_say_is_told(export, tmp_path):
    crm, folder = export
    before, book = imported(folder, crm), imported(folder, crm)
    ada = book.tables["people"]["person_id"][0]
    objective = book.tables["objectives"]["objective_id"][0]
    book.update("people", ada, title='=HYPERLINK("http://x.example")')
    book.update("influences", (objective, ada), mindset="growth")
    message = book.export_changes(before, source=crm, folder=tmp_path / "changes")
    assert message["action"].tolist() == ["by hand", "by hand"]
    assert not list((tmp_path / "changes").iterdir())


def test_a_crm_that_takes_nothing_back_is_named():
    with pytest.raises(ValueError, match="cannot be written for “zoho”; choose one of dynamics, hubspot, salesforce"):
        ss.demo().export_changes(ss.demo(), source="zoho", folder="x")
