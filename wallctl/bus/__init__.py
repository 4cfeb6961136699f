"""The bus: the only place that knows zmq. Must not know what the messages say, nor who may do what."""

from wallctl.bus.client_end import ClientEnd
from wallctl.bus.clock import now_s
from wallctl.bus.keys import KeyPair, KeyRing, Peer, PeerRole, load_key_pair, new_key_pair, save_key_pair
from wallctl.bus.lane import (
    COMMAND_LANE,
    PICTURE_LANE,
    Counts,
    Limits,
    Link,
    Lost,
    Sent,
    Trouble,
    TroubleReport,
)
from wallctl.bus.server_end import ServerEnd

__all__ = [
    "COMMAND_LANE",
    "PICTURE_LANE",
    "ClientEnd",
    "Counts",
    "KeyPair",
    "KeyRing",
    "Limits",
    "Link",
    "Lost",
    "Peer",
    "PeerRole",
    "Sent",
    "ServerEnd",
    "Trouble",
    "TroubleReport",
    "load_key_pair",
    "new_key_pair",
    "now_s",
    "save_key_pair",
]
