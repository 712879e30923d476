"""Tools for agents: one tool, one question to the workspace, nothing that changes anything."""

from offtake.agents.server import serve_on_stdio, server_of
from offtake.agents.tools import Tools

__all__ = ["Tools", "serve_on_stdio", "server_of"]
