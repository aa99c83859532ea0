"""How the states of deliveries are shown."""

from scanning.models import Delivery, DeliveryState
from ui import states
from ui.states import State

_STATES = {
    DeliveryState.STORED: State("Pending", "clock"),
    DeliveryState.APPLIED: State("Applied", "circle-check", "ready"),
    DeliveryState.DUPLICATE: State("Duplicate", "copy"),
    DeliveryState.UNMATCHED: State("Unmatched", "help-circle", "outline"),
    DeliveryState.QUARANTINED: State("Quarantined", "shield-x", "held"),
    DeliveryState.FAILED: states.FAILED,
}


def state_of(delivery: Delivery) -> State:
    return _STATES[DeliveryState(delivery.state)]
