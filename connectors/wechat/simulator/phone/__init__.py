"""The phone page: the chat as a person sees it, with small print for developers."""
