"""How HTTP reaches Django: an event loop holds the peers, threads hold the requests.

A request is read whole into a spool before a thread sees it, and its response is spooled before
the loop sends it. So a peer that sends or reads slowly holds a task and some disk, never one of
the threads that everybody else waits for. docs/decisions/0011 has the measurements behind it.
"""
