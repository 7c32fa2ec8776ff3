"""Understands a turn and decides the reply: safety first, then understanding, a skill, and wording."""
