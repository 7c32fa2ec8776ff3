"""``/ws/voice``: talk and be answered over one WebSocket. Protocol: docs/api.md."""
