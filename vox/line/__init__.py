"""How a call reaches us: SIP, as pipecat transports."""
