"""A client, a server and certificates that are not our own: pyzmq's.

    stranger.py certificates DIR NAME ...         makes certificates
    stranger.py load FILE                         shows the keys in a certificate
    stranger.py hello ENDPOINT [KEY SERVER-KEY]   says hello, and shows what comes of it
    stranger.py claim ENDPOINT KEY SERVER-KEY SESSION GENERATION JOB PARAMETER-BYTES
        speaks in the name of another's session, beside its own
    stranger.py stay ENDPOINT KEY SERVER-KEY
        goes on when it is told that it is refused, and then tries to come again
    stranger.py impostor KEY                      listens as a server with this key

KEY and SERVER-KEY are certificates. Answers are JSON, one object a line.
"""
import json
import struct
import sys

import xxhash
import zmq
import zmq.auth
from zmq.utils.monitor import recv_monitor_message

PROTOCOL_VERSION = 6
HELLO, READY, PUSH, EVALUATED, HEARTBEAT, GOODBYE = 1, 2, 4, 5, 6, 7
ANSWERS = {65: "welcome", 66: "refused", 67: "work", 68: "heartbeat", 69: "rejoin", 70: "finished"}
PATIENCE_MS = 60_000
# Of the clocks: when the server's last stamp was sent and taken, and when this is sent.
ECHO = struct.pack("<QQQ", 0, 0, 0)

context = zmq.Context()


def frame(kind, body=b"", session=0, generation=0, job=0):
    head = struct.pack(
        "<4sHBBIIQQ", b"LKST", PROTOCOL_VERSION, kind, 0, session, 0, generation, job)
    head += body
    return head + struct.pack("<Q", xxhash.xxh3_64_intdigest(head))


def text(words):
    return struct.pack("<I", len(words.encode())) + words.encode()


def words(body):
    """The texts that a reason consists of."""
    found = []
    while body:
        length = struct.unpack_from("<I", body)[0]
        found.append(body[4:4 + length].decode())
        body = body[4 + length:]
    return found


def hello():
    return frame(HELLO, text("worker of another") + text("elsewhere") + text("no kernel"))


def show(job=None, **facts):
    print(json.dumps(facts), flush=True)


class Client:
    def __init__(self, endpoint, key=None, server_key=None):
        self.socket = context.socket(zmq.DEALER)
        self.socket.linger = 0
        if key:
            public, secret = zmq.auth.load_certificate(key)
            self.socket.curve_publickey, self.socket.curve_secretkey = public, secret
            self.socket.curve_serverkey = zmq.auth.load_certificate(server_key)[0]
        self.monitor = self.socket.get_monitor_socket(
            zmq.EVENT_HANDSHAKE_FAILED_AUTH | zmq.EVENT_HANDSHAKE_FAILED_PROTOCOL
            | zmq.EVENT_HANDSHAKE_FAILED_NO_DETAIL)
        self.socket.connect(endpoint)

    def answer(self):
        """The next message but heartbeats, or why there will be none."""
        poller = zmq.Poller()
        poller.register(self.socket, zmq.POLLIN)
        poller.register(self.monitor, zmq.POLLIN)
        while True:
            ready = dict(poller.poll(PATIENCE_MS))
            if not ready:
                return {"silence": True}
            if self.socket in ready:
                head = self.socket.recv_multipart()[0]
                _, _, kind, _, session, _, generation, job = struct.unpack_from("<4sHBBIIQQ", head)
                if ANSWERS[kind] == "heartbeat":
                    continue
                answer = {"answer": ANSWERS[kind], "session": session, "generation": generation,
                          "job": job}
                if ANSWERS[kind] == "refused":
                    answer["reason"] = head[32]
                    answer["words"] = words(head[33:-8])
                return answer
            event = recv_monitor_message(self.monitor)
            return {"failed": zmq.Event(event["event"]).name, "value": event["value"]}

    def ask(self, *parts):
        self.socket.send_multipart(parts)
        return self.answer()


def claim(endpoint, key, server_key, session, generation, job, parameter_bytes):
    client = Client(endpoint, key, server_key)
    own = client.ask(hello())
    show(**own)
    assert own["answer"] == "welcome" and own["session"] != int(session)
    marks = {"session": int(session), "generation": int(generation), "job": int(job)}
    payload = b"\xff" * int(parameter_bytes)
    checksum = struct.pack("<Q", xxhash.xxh3_64_intdigest(payload))
    answers = {}
    for step in range(200):
        pushed = struct.pack("<QQdIBQQ", step, step, 1.0, step % 8, 0, 0, 0) + checksum
        for kind, body, rest in [
            (PUSH, pushed, [payload]), (HEARTBEAT, ECHO, []),
            (EVALUATED, struct.pack("<QIQdQ", step, 0, 256, 1.0, 3), []),
        ]:
            answer = client.ask(frame(kind, body, **marks), *rest)["answer"]
            answers[answer] = answers.get(answer, 0) + 1
        # To this nothing is said.
        client.socket.send(frame(GOODBYE, b"\0" + text("in another's name"), **marks))
    show(answers=answers)


def stay(endpoint, key, server_key):
    client = Client(endpoint, key, server_key)
    welcome = client.ask(hello())
    show(**welcome)
    # Told, when the key is taken off the list.
    show(**client.answer())
    marks = {name: welcome[name] for name in ("session", "generation", "job")}
    show(**client.ask(frame(HEARTBEAT, ECHO, **marks)))
    show(**client.ask(hello()))
    again = Client(endpoint, key, server_key)
    show(**again.ask(hello()))


def impostor(key):
    public, secret = zmq.auth.load_certificate(key)
    socket = context.socket(zmq.ROUTER)
    socket.linger = 0
    socket.curve_server = True
    socket.curve_publickey, socket.curve_secretkey = public, secret
    port = socket.bind_to_random_port("tcp://127.0.0.1")
    show(endpoint=f"tcp://127.0.0.1:{port}")
    show(heard=socket.recv_multipart()[-1].hex())


def main(command, *arguments):
    if command == "certificates":
        for name in arguments[1:]:
            zmq.auth.create_certificates(arguments[0], name)
    elif command == "load":
        public, secret = zmq.auth.load_certificate(arguments[0])
        derived = zmq.curve_public(secret) if secret else None
        show(public=public.decode(), has_secret=secret is not None, matches=derived == public)
    elif command == "hello":
        show(**Client(*arguments).ask(hello()))
    elif command == "claim":
        claim(*arguments)
    elif command == "stay":
        stay(*arguments)
    elif command == "impostor":
        impostor(*arguments)
    else:
        sys.exit(f"'{command}' is not understood")
    # Not all that is open is closed, and none of it matters any more.
    sys.stdout.flush()
    context.destroy(linger=0)


main(*sys.argv[1:])
