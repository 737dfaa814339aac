"""What is planned: open tasks of CRMs that are actions, a plan's own files, and the options that were weighed."""

import pytest

import stratsell as ss

AS_OF = "2026-11-23"
ACCOUNTS = "Id,Name\n001A,Norvik\n001B,Solvane\n"
CONTACTS = "Id,AccountId,FirstName,LastName\n003A,001A,Ada,Lane\n003B,001B,Bo,Kim\n"
DEALS = "Id,AccountId,Name,StageName,CloseDate\n006A,001A,Flour,Prospecting,2026-12-31\n"


@pytest.fixture
def folder(tmp_path):
    def write(**files):
        for name, text in files.items():
            (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
        return tmp_path

    return write


def rows(book, *columns):
    return book.tables["actions"][list(columns)].astype(object).fillna("").astype(str).to_numpy().tolist()


@pytest.mark.filterwarnings("ignore::stratsell.BookWarning")
def test_open_tasks_of_salesforce_that_say_what_is_to_be_done_are_actions(folder):
    tasks = (
        "Id,WhoId,WhatId,Status,ActivityDate,Subject,OwnerId\n"
        "00T1,003A,006A,Not Started,2026-12-01,Send proposal,005A\n"
        "00T2,003A,006A,Completed,2026-11-02,Send proposal,005A\n"
        "00T3,003A,006A,In Progress,2026-12-02,Call about the quay,005A\n"
        "00T4,,006A,Not Started,,Send quote,005A\n"
        "00T5,003B,,Not Started,2026-12-03,Thank you,005A\n"
        "00T6,,,Not Started,2026-12-03,Send quote,005A\n"
    )
    users = "Id,Name\n005A,Mia Holt\n"
    export = folder(Account=ACCOUNTS, Contact=CONTACTS, Opportunity=DEALS, Task=tasks, User=users)
    book = ss.read_salesforce(export, as_of=AS_OF)
    assert rows(book, "action_id", "objective_id", "action", "person_id", "seller", "due_on", "status", "note") == [
        ["00T1", "006A", "propose", "003A", "Mia Holt", "2026-12-01 00:00:00", "open", "Send proposal"],
        ["00T4", "006A", "propose", "", "Mia Holt", "", "open", "Send quote"],
        ["00T5", "001B", "thank", "003B", "Mia Holt", "2026-12-03 00:00:00", "open", "Thank you"],
    ]
    assert book.tables["touchpoints"]["touchpoint_id"].tolist() == ["00T2", "00T3"]
    counts = {(each.file, each.table): (each.rows, each.imported, each.left_out) for each in book.import_report.files}
    assert counts["Task.csv", "touchpoints"] == (3, 2, 1)
    assert counts["Task.csv", "actions"] == (3, 3, 0)


@pytest.mark.filterwarnings("ignore::stratsell.BookWarning")
@pytest.mark.parametrize(
    ("crm", "files"),
    [
        (
            "hubspot",
            {
                "companies": "Record ID,Company name\n11,Norvik\n",
                "contacts": "Record ID,First Name,Last Name,Associated Company IDs\n7,Ada,Lane,11\n",
                "deals": "Record ID,Deal Name,Deal Stage,Associated Company IDs\n5,Flour,Qualified To Buy,11\n",
                "tasks": "Record ID,Task Title,Task Status,Due Date,Associated Contact IDs,Associated Deal IDs,Assigned to\n"
                "9,Send proposal,NOT_STARTED,2026-12-01,7,5,Mia Holt\n",
            },
        ),
        (
            "pipedrive",
            {
                "organizations": "Organization - ID,Organization - Name\n1,Norvik\n",
                "people": "Person - ID,Person - Name,Person - Organization\n7,Ada Lane,Norvik\n",
                "deals": "Deal - ID,Deal - Title,Deal - Organization,Deal - Status\n5,Flour,Norvik,open\n",
                "activities": "Activity - ID,Activity - Subject,Activity - Done,Activity - Due date,Activity - Contact person,"
                "Activity - Deal,Activity - Assigned to user\n9,Send proposal,0,2026-12-01,Ada Lane,Flour,Mia Holt\n",
            },
        ),
        (
            "zoho",
            {
                "Accounts": "Account Id,Account Name\n1,Norvik\n",
                "Contacts": "Contact Id,Full Name,Account Name\n7,Ada Lane,Norvik\n",
                "Deals": "Deal Id,Deal Name,Account Name,Stage\n5,Flour,Norvik,Qualification\n",
                "Tasks": "Task Id,Subject,Status,Due Date,Contact Name,Related To,Task Owner\n"
                "9,Send proposal,Not Started,2026-12-01,Ada Lane,Flour,Mia Holt\n",
            },
        ),
        (
            "attio",
            {
                "companies": "Record ID,Company,Domains\n1,Norvik,norvik.example\n",
                "people": "Record ID,Person,Company,Job title\n7,Ada Lane,Norvik,CFO\n",
                "deals": "Record ID,Deal name,Associated company,Deal stage\n5,Flour,Norvik,In Progress\n",
                "tasks": "Task ID,Content,Is completed,Due date,Linked people,Linked deals,Assignees\n"
                "9,Send proposal,false,2026-12-01,Ada Lane,Flour,Mia Holt\n",
            },
        ),
        (
            "dynamics",
            {
                "accounts": "(Do Not Modify) Account,Account Name\nA1,Norvik\n",
                "contacts": "(Do Not Modify) Contact,Full Name,Company Name\nC1,Ada Lane,Norvik\n",
                "opportunities": "(Do Not Modify) Opportunity,Topic,Account,Status\nO1,Flour,Norvik,Open\n",
                "tasks": "(Do Not Modify) Task,Subject,Activity Status,Due Date,Regarding,Owner\n"
                "9,Send proposal,Open,2026-12-01,Flour,Mia Holt\n",
            },
        ),
    ],
)
def test_open_tasks_of_other_crms_are_actions(folder, crm, files):
    book = ss.read_export(folder(**files), crm=crm, as_of=AS_OF)
    [action] = rows(book, "action", "seller", "due_on", "status", "note")
    assert action == ["propose", "Mia Holt", "2026-12-01 00:00:00", "open", "Send proposal"]
    assert book.tables["touchpoints"].empty


@pytest.mark.filterwarnings("ignore::stratsell.BookWarning")
@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Action items", "Task,Opportunity,Contact,Due,Status,Owner\nSend quote,Flour,Ada Lane,2026-12-01,open,Mia\n"),
        (
            "Maßnahmen",
            "Aufgabe,Verkaufschance,Ansprechpartner,Fällig am,Status,Zuständig\nAngebot senden,Flour,Ada Lane,1.12.2026,offen,Mia\n",
        ),
        (
            "Plan d'action",
            "Tâche,Opportunité,Contact,Échéance,Statut,Responsable\nDevis,Flour,Ada Lane,2026-12-01,à faire,Mia\n",
        ),
        (
            "Acciones",
            "Tarea,Oportunidad,Contacto,Fecha límite,Estado,Responsable\nOferta,Flour,Ada Lane,2026-12-01,pendiente,Mia\n",
        ),
    ],
)
def test_a_list_of_actions_is_read_in_four_languages(folder, name, text):
    export = folder(Account=ACCOUNTS, Contact=CONTACTS, Opportunity=DEALS, **{name: text})
    book = ss.read_salesforce(export, as_of=AS_OF)
    [action] = rows(book, "objective_id", "action", "person_id", "seller", "due_on", "status")
    assert action == ["006A", "propose", "003A", "Mia", "2026-12-01 00:00:00", "open"]


@pytest.mark.filterwarnings("ignore::stratsell.BookWarning")
def test_what_names_no_action_is_left_out_and_a_mapping_says_what_it_means(folder):
    text = "Action,Opportunity,Status\nShip the mill,Flour,open\nwait,Flour,dropped\n"
    export = folder(Account=ACCOUNTS, Contact=CONTACTS, Opportunity=DEALS, Actions=text)
    book = ss.read_salesforce(export, as_of=AS_OF)
    assert rows(book, "action", "status", "note") == [["wait", "dropped", ""]]
    [line] = [line for line in book.import_report.lines if line.file == "Actions.csv"]
    assert (line.row, line.column, line.value) == (2, "Action", "Ship the mill")
    book = ss.read_salesforce(export, as_of=AS_OF, words={"action": {"Ship the mill": "test"}})
    assert rows(book, "action", "note") == [["test", "Ship the mill"], ["wait", ""]]


@pytest.mark.filterwarnings("ignore::stratsell.BookWarning")
def test_options_come_with_the_day_on_which_we_said_so(folder):
    text = "Opportunity,Option,Source,Fit,Offered on\nFlour,Own mill,in-house,4,2026-11-02\nFlour,Doing nothing,do nothing,1,\n"
    export = folder(Account=ACCOUNTS, Contact=CONTACTS, Opportunity=DEALS, Options=text)
    options = ss.read_salesforce(export, as_of=AS_OF).tables["options"]
    assert options[["objective_id", "option", "source", "fit"]].to_numpy().tolist() == [
        ["006A", "Own mill", "in_house", 4.0],
        ["006A", "Doing nothing", "do_nothing", 1.0],
    ]
    assert options["offered_on"].dropna().astype(str).tolist() == ["2026-11-02"]
