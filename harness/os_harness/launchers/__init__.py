"""Programs that start a candidate where no plain command can; entries call them `{launchers}/...`.

===================  ==========================================================================
pyodide.cjs          the agent in Pyodide, CPython as WebAssembly, under Node
wasi.py              the agent in CPython for WASI, under wasmtime
micropython.mjs      an agent of its own (micropython_agent.py) in MicroPython, under Node
smb.py               the agent, after a Samba server that it works on by smbclient
node/adapter.mjs     no agent: the adapter protocol in JavaScript, over Node's own fs and path
===================  ==========================================================================

They are part of the wheel. What other parties write against docs/adapter-protocol.md starts from
``node/``; whether it keeps the protocol says ``osconform adapter check`` (``adapter_check/``).
"""
