"""The mirror: rows of the account's remote objects, and the passes that keep them up to date.

A pass, from the tick to the row:

- `tasks` has the job kinds and the periodic tick; `due_passes` decides what the tick enqueues.
- `services` is what else enqueues passes, and what a person decides on held ones.
- `passes.run` runs a pass as a job. `passes.full`, `head` and `hot` are the three kinds of pass;
  `ordered` and `unordered` are the two ways to read a list whole, `missing` confirms what is gone,
  `reading` holds the state of one list while it is read, `prefetch` fetches pages ahead.
- `store` turns remote objects into rows: `existing` reads what is there, `parsing` makes columns,
  `upsert` writes, `quarantine` takes what can't be parsed.

Around it:

- `models` (begin here, with `resources`): the base of mirror models, and the bookkeeping.
- `resources`: how an app declares a remote list and its model; `remote`: the client of the account.
- `writes`, `read_through`: changes at the remote, and objects fetched while somebody waits.
- `schema`, `triggers`, `tally`, `search`: the tables, and what makes long lists fast.
- `api`, `views`, `presenters`, `tables`, `forms`, `freshness`: REST and pages.
- `switch_account`, `verify`: `manage.py mirror adopt` and `mirror verify`.
"""
