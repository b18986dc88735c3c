"""A stdio MCP server in Python's standard library alone.

It writes JSON the way Python programs do: non-ASCII text raw (U+2028 included), floats with their ".0", a space after
separators left out, keys in the order of the program. All of it is valid JSON that a proxy has no reason to change.
"""

import json
import sys

TOOLS = [
    {
        "name": "halve",
        "description": "Halves a number; the answer is always a float",
        "inputSchema": {
            "type": "object",
            "properties": {"x": {"type": "number"}},
            "required": ["x"],
        },
        "outputSchema": {
            "type": "object",
            "properties": {"half": {"type": "number"}, "exact": {"type": "boolean"}},
            "required": ["half", "exact"],
        },
    },
    {
        "name": "recite",
        "description": "Text that JSON writers disagree about: separators, emoji, large integers",
        "inputSchema": {"type": "object", "properties": {}},
    },
]


def halve(arguments):
    half = float(arguments["x"]) / 2
    return {
        "content": [{"type": "text", "text": str(half)}],
        "structuredContent": {"half": half, "exact": True},
        "isError": False,
    }


def recite(_arguments):
    text = "line\u2028separator, paragraph\u2029separator, é, 😀, \u200dend"
    return {
        "content": [{"type": "text", "text": text, "annotations": {"priority": 1.0}}],
        "_meta": {"example.org/large": 12345678901234567890, "example.org/tiny": 1e-07},
    }


def answer(method, params):
    if method == "initialize":
        return {
            "protocolVersion": params["protocolVersion"],
            "capabilities": {"tools": {"listChanged": False}},
            "serverInfo": {"name": "python-stdlib", "version": "1.0"},
        }
    if method == "ping":
        return {}
    if method == "tools/list":
        return {"tools": TOOLS}
    if method == "tools/call":
        return {"halve": halve, "recite": recite}[params["name"]](params.get("arguments", {}))
    raise LookupError(method)


def main():
    for line in sys.stdin.buffer:
        message = json.loads(line)
        if "id" not in message:
            continue
        reply = {"jsonrpc": "2.0", "id": message["id"]}
        try:
            reply["result"] = answer(message["method"], message.get("params", {}))
        except LookupError as missing:
            reply["error"] = {"code": -32601, "message": f"unknown: {missing}"}
        text = json.dumps(reply, ensure_ascii=False, separators=(",", ":"))
        sys.stdout.buffer.write(text.encode() + b"\n")
        sys.stdout.buffer.flush()


main()
