"""Why a file is not imported: one kind of error per reason, each with a sentence to act on."""

from __future__ import annotations


class ImportRefusedError(Exception):
    """A file is not imported. The text says what it is, why that cannot be, and what to do."""


class NotAFileError(ImportRefusedError):
    """Not an ordinary file: a folder, a link, a device, or nothing."""


class EmptyFileError(ImportRefusedError):
    """There is nothing in it."""


class TooLargeError(ImportRefusedError):
    """Beyond a limit on bytes, pages, cells, characters or memory."""


class TooSlowError(ImportRefusedError):
    """Reading it took longer than it may."""


class UnknownFormatError(ImportRefusedError):
    """A kind of file that cannot be read here."""


class MislabelledError(ImportRefusedError):
    """The name says one format, the content is another."""


class OldOfficeError(ImportRefusedError):
    """A document of the binary formats before 2007 (.doc, .xls, .ppt)."""


class EncryptedError(ImportRefusedError):
    """A password is needed."""


class MacrosError(ImportRefusedError):
    """It carries programs."""


class ZipBombError(ImportRefusedError):
    """It would unpack to far more than it is."""


class ExternalContentError(ImportRefusedError):
    """It pulls in content from elsewhere."""


class DoctypeError(ImportRefusedError):
    """Its XML declares a document type or entities."""


class NoTextError(ImportRefusedError):
    """Pictures of text only."""


class NotTextError(ImportRefusedError):
    """Bytes that are no text in any encoding we know."""


class DamagedError(ImportRefusedError):
    """Its inside is not what its format asks for, or its reader broke on it."""


class NothingToImportError(ImportRefusedError):
    """It was read, and holds nothing to make a draft of."""


class MissingDetailError(ImportRefusedError):
    """Something every item needs is neither in the file nor given."""


def refusal_named(name: str, message: str) -> ImportRefusedError:
    """The refusal of the class called ``name``, as it crosses from one process to another."""
    kinds = {kind.__name__: kind for kind in ImportRefusedError.__subclasses__()}
    return kinds.get(name, DamagedError)(message)
