"""What goes wrong with encoders, apart from them, so that it can be named without loading what they need."""


class EncoderError(RuntimeError):
    """An encoder cannot be loaded; the text says what to do."""
