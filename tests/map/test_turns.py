"""Widgets and cells take turns: JupyterLab has both at work at once, in threads of their own."""

import threading

import stratsell as ss


def send(widget, **content):
    """Have a widget hear a message, as its page sends it."""
    widget._handle_msg({"content": {"data": {"method": "custom", "content": content}}, "buffers": []})


def test_two_messages_at_once_are_both_heard():
    """The second comes from another thread while the first is at work, and waits."""
    explorer = ss.explore(ss.demo(), as_of="2026-11-23", account_id="northwind")
    other = threading.Thread(target=send, args=(explorer._toolbar,), kwargs={"do": "previous"})
    seen = []

    def interfere(change):
        seen.append(change.new)
        if len(seen) == 1:
            other.start()
            other.join(0.5)

    explorer.observe(interfere, "objective_id")
    send(explorer._toolbar, do="next")
    other.join(60)
    assert seen == ["orrin-1", "northwind-1"]
    assert explorer.account_id == "northwind"
