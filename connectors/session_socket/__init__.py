"""The person's side of a conversation that an agent may take over: a socket that brings what the agent writes."""
