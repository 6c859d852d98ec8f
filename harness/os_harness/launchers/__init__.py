"""Programs that start a candidate where no plain command can; entries call them `{launchers}/...`.

===================  ==========================================================================
pyodide.cjs          the agent in Pyodide, CPython as WebAssembly, under Node; NODEFS if asked for
wasi.py              the agent in CPython for WASI, under wasmtime
micropython.mjs      an agent of its own (small_agent.py) in MicroPython, under Node
brython.mjs          the same small agent in Brython, under Node
lines.mjs            what these two share: lines of JSON, packages of npm
smb.py               the agent, after a Samba server that it works on by smbclient
node/adapter.mjs     no agent: the adapter protocol in JavaScript, over Node's own fs and path, or memfs
===================  ==========================================================================

They are part of the wheel. What other parties write against docs/adapter-protocol.md starts from
``node/``; whether it keeps the protocol says ``osconform adapter check`` (``adapter_check/``).
"""
