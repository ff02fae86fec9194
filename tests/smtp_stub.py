"""A mail server of one test: it answers as told, and keeps what it was handed."""

import socketserver
import threading
from dataclasses import dataclass, field
from typing import Self


@dataclass(slots=True)
class Taken:
    """A letter that was taken."""

    sender: str
    recipients: list[str] = field(default_factory=list)
    text: str = ""


class SmtpStub:
    """A server on 127.0.0.1 at a port of its own; a context manager.

    Args:
        answers: Replies by command, instead of taking it: ``{"RCPT": "550 no"}``.
    """

    def __init__(self, answers: dict[str, str] | None = None) -> None:
        self.answers = answers or {}
        self.letters: list[Taken] = []
        self.commands: list[str] = []
        stub = self

        class Session(socketserver.StreamRequestHandler):
            timeout = 10

            def handle(self) -> None:
                stub.talk(self)

        class Server(socketserver.ThreadingTCPServer):
            allow_reuse_address = True
            daemon_threads = True

        self._server = Server(("127.0.0.1", 0), Session)
        self.port = int(self._server.server_address[1])

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def talk(self, session: socketserver.StreamRequestHandler) -> None:
        """Answer one client until it leaves."""

        def say(line: str) -> None:
            session.wfile.write(f"{line}\r\n".encode())

        letter = Taken("")
        say(self.answers.get("GREET", "220 stub"))
        while line := session.rfile.readline().decode().strip():
            self.commands.append(line)
            command = line.partition(" ")[0].upper()
            if command in self.answers:
                say(self.answers[command])
                continue
            if command == "EHLO":
                say("250 stub")
            elif command == "MAIL":
                letter = Taken(line.partition("<")[2].partition(">")[0])
                say("250 ok")
            elif command == "RCPT":
                letter.recipients.append(line.partition("<")[2].partition(">")[0])
                say("250 ok")
            elif command == "DATA":
                say("354 go on")
                rows = []
                while (row := session.rfile.readline().decode()) != ".\r\n":
                    rows.append(row)
                letter.text = "".join(rows)
                self.letters.append(letter)
                say("250 taken")
            elif command == "QUIT":
                say("221 bye")
                return
            else:
                say("250 ok")
