"""Client of a language server, which sends the requests of an editor."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Self, cast

Json = Any  # any JSON data


class LanguageServer:
    """Process of a language server for one folder.

    Args:
        command: Command line of the server, which uses standard input and output.
        folder: The workspace.
        settings: Configuration by section, returned when the server asks for it.
    """

    def __init__(self, command: list[str], folder: Path, settings: dict[str, Json]) -> None:
        self._settings = settings
        self._folder = folder
        self._ids = iter(range(1, 1_000_000))
        self._process = subprocess.Popen(command, cwd=folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def __enter__(self) -> Self:
        """Start the session with the capabilities of an editor."""
        text_document = {
            "hover": {"contentFormat": ["markdown"]},
            "completion": {"completionItem": {"documentationFormat": ["markdown"]}},
            "diagnostic": {"relatedDocumentSupport": False},
            "publishDiagnostics": {"tagSupport": {"valueSet": [1, 2]}},
        }
        self.request(
            "initialize",
            {
                "processId": os.getpid(),
                "rootUri": self._folder.as_uri(),
                "workspaceFolders": [{"uri": self._folder.as_uri(), "name": "project"}],
                "capabilities": {
                    "textDocument": text_document,
                    "workspace": {"configuration": True, "workspaceFolders": True},
                },
                "initializationOptions": self._settings,
            },
        )
        self._notify("initialized", {})
        return self

    def __exit__(self, *_exception: object) -> None:
        """Shut the server down."""
        self.request("shutdown", None)
        self._notify("exit", None)
        self._process.wait(timeout=60)
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe:
                pipe.close()

    def open(self, path: Path, text: str) -> None:
        """Open a file with this text."""
        document = {"uri": path.as_uri(), "languageId": "python", "version": 1, "text": text}
        self._notify("textDocument/didOpen", {"textDocument": document})

    def hover(self, path: Path, text: str, passage: str) -> str:
        """Return the hover text at the first character of a passage of the file's text."""
        response = self.request("textDocument/hover", self._position(path, text, text.index(passage)))
        return str(response["contents"]["value"]) if response else ""

    def completions(self, path: Path, text: str, passage: str) -> dict[str, Json]:
        """Return the completions right after a passage of the file's text, by label."""
        end = text.index(passage) + len(passage)
        response = self.request("textDocument/completion", self._position(path, text, end))
        items = cast("list[Json]", response["items"] if isinstance(response, dict) else response)
        return {item["label"]: item for item in items}

    def change(self, path: Path, text: str) -> None:
        """Replace an open file's text."""
        document = {"uri": path.as_uri(), "version": 2}
        self._notify("textDocument/didChange", {"textDocument": document, "contentChanges": [{"text": text}]})

    def request(self, method: str, parameters: Json) -> Json:
        """Send a request, answer the server's own requests meanwhile, and return its response."""
        number = next(self._ids)
        self._send({"id": number, "method": method, "params": parameters})
        for message in self._messages():
            if "method" in message and "id" in message:
                self._answer(message)
            elif message.get("id") == number:
                if "error" in message:
                    raise AssertionError(f"{method}: {message['error']}")
                return message["result"]
        raise AssertionError(f"The server ended during {method}")

    def _answer(self, message: Json) -> None:
        result: Json = None
        if message["method"] == "workspace/configuration":
            result = [self._section(item.get("section", "")) for item in message["params"]["items"]]
        self._send({"id": message["id"], "result": result})

    def _section(self, name: str) -> Json:
        return self._settings.get(name, {}) if name else self._settings

    def _position(self, path: Path, text: str, offset: int) -> Json:
        line = text.count("\n", 0, offset)
        character = offset - (text.rfind("\n", 0, offset) + 1)
        return {"textDocument": {"uri": path.as_uri()}, "position": {"line": line, "character": character}}

    def _notify(self, method: str, parameters: Json) -> None:
        self._send({"method": method, "params": parameters})

    def _send(self, message: Json) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert self._process.stdin
        self._process.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        self._process.stdin.flush()

    def _messages(self) -> Iterator[Json]:
        assert self._process.stdout
        while header := self._process.stdout.readline():
            length = int(header.split(b":")[1])
            while self._process.stdout.readline().strip():
                pass
            yield json.loads(self._process.stdout.read(length))
