"""One end of a lane in a process of its own, to be killed or stopped; says on stdout what happens to it.

Reads one line of JSON from stdin (keys never stand in the arguments), ends when stdin does.
"""

from __future__ import annotations

import json
import sys

from pydantic import SecretStr

from wallctl.bus import ClientEnd, KeyPair, Peer, PeerRole, ServerEnd


def say(event: str) -> None:
    print(event, flush=True)


def main() -> None:
    wanted = json.loads(sys.stdin.readline())
    keys = KeyPair(public=wanted["public"], secret=SecretStr(wanted["secret"]))
    end: ServerEnd | ClientEnd
    if wanted["server"]:
        end = ServerEnd(
            wanted["address"],
            keys=keys,
            ring={wanted["known"]: Peer(name="peer", role=PeerRole.NODE)}.get,
            on_message=lambda link, data, attachments: say("message"),
            on_up=lambda link, hello: say("up"),
            on_down=lambda link, why: say(f"down {why.value}"),
        )
    else:
        end = ClientEnd(
            wanted["address"],
            server_public=wanted["known"],
            keys=keys,
            hello=lambda: b"",
            on_message=lambda data, attachments: say("message newest" if data == b"newest" else "message"),
            on_up=lambda welcome: say("up"),
            on_down=lambda why: say(f"down {why.value}"),
            on_refused=lambda refused: say(f"refused {refused.reason.value}"),
        )
    with end:
        say(end.endpoint if isinstance(end, ServerEnd) else "started")
        sys.stdin.read()


if __name__ == "__main__":
    main()
