"""How a call reaches us: SIP and browsers, as pipecat transports."""
