"""``/ws/voice``: talk and be answered over one WebSocket. Protocol: docs/voice-protocol.md."""
