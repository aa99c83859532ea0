"""Whether this process was asked to stop: who waits for a client's sake then answers at once."""

import threading

announced = threading.Event()
