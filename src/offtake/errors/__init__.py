"""Every error offtake raises on purpose, drawn as one tree.

    OfftakeError
    |-- VocabularyError               a word that does not mean what the caller thinks
    |   |-- UnitUnknown               no unit has this code
    |   |-- UnitMismatch              two units with no exact factor between them
    |   |-- PeriodInvalid             an empty or backward span, or a week not ending on a Thursday
    |   |-- InstantNaive              an instant without a time zone
    |   |-- SeriesKeyInvalid          an empty or unusable dimension
    |   `-- ObservationInvalid        value, status and series contradict each other
    |-- ReferenceTableError               a code or date the reference tables do not hold
    |   |-- CodeUnknown               a commodity or place code never seen before
    |   `-- SourceUnknown             no source has this id
    |-- StoreError                    the log of figures
    |   |-- StoreMissing              there is no store here
    |   |-- StoreExists               something is there already
    |   |-- StoreEmpty                no release has been appended yet
    |   |-- StoreReadOnly             the folder cannot be written to
    |   |-- StoreLocked               another process is writing
    |   |-- StoreTooNew               written by a newer offtake
    |   |-- StoreDamaged              a file is missing or does not match its checksum
    |   |-- StoreFull                 the disk is full
    |   |-- ReleaseInvalid            a release that contradicts itself, or its own bytes
    |   |-- VintageUnknown            as-of before the first figure
    |   |-- AsOfAfterLastLook         as-of later than anyone looked
    |   `-- RevisionUnknown           no such revision
    |-- RegisterError                 a file of a register
    |   `-- RegisterFileInvalid       it breaks its schema, or is no YAML we read
    |-- PledgeError                   the register
    |   |-- PledgeFileInvalid         a register file breaks the schema
    |   |-- PledgeUnknown             no pledge has this id
    |   |-- StatementUnknown          no statement has this id
    |   |-- ReadingUnknown            no reading has this id
    |   |-- DeadlineUnknown           no deadline has this id
    |   `-- PledgeNotMade             asked for before it was made
    |-- TariffError                   the register of tariffs and controls
    |   |-- BarrierUnknown            no tariff or control has this id
    |   `-- SeriesNotMonthly          a series that cannot be laid out by months
    |-- StatementError                reading statements out of a text
    |   |-- SpanInvalid               offsets that do not fit the words they are said to hold
    |   |-- ModelMissing              the language model of the full reader is not installed
    |   |-- ModelChanged              the installed model is not the one that was measured
    |   |-- LanguageModelFailed       the configured language model gave no usable answer
    |   `-- TextUnreadable            bytes that hold no text a person could read
    |       |-- TextEmpty             nothing, or blanks only
    |       |-- TextTooLarge          more than any article holds
    |       |-- TextIsBinary          a program, a picture or a packed file
    |       |-- TextEncodingWrong     an encoding that cannot be told
    |       |-- PageIsNavigation      links and menus, no running text
    |       |-- TextLayerMissing      a PDF of pictures of text
    |       |-- PdfUnreadable         a PDF damaged or locked
    |       `-- TextNotEnglish        a language that is not read
    |-- NetworkError                  bringing bytes from a publisher
    |   |-- AddressRefused            not https, a host no source declares, or a private address
    |   |-- KeyMissing                the source needs a key and none is set
    |   |-- ConnectionFailed          no connection, or it broke; tried again in vain
    |   |-- TlsFailed                 the certificate or the handshake is not in order
    |   |-- TimedOut                  no answer in time
    |   |-- StatusRefused             the publisher answered with an error status
    |   |-- BodyCut                   fewer bytes than announced, or they do not unpack
    |   `-- BodyTooLarge              more bytes than the cap, packed or unpacked
    |-- AnswerError                   bytes that came but are not what was asked for
    |   |-- AnswerIsNotData           a page or an error report under status 200
    |   |-- AnswerCut                 the document ends before it is whole
    |   |-- AnswerEmpty               nothing, where the calendar says there is something
    |   |-- AnswerAtCap               as many rows as the cap allows, so there may be more
    |   |-- VintagesMixed             rows that were never printed together
    |   |-- RequestUnsaid             a file that does not say what it is an answer to
    |   |-- EncodingWrong             text in another encoding than the publisher's
    |   |-- FormatChanged             a column, unit or heading never seen before, or one missing
    |   |-- ReleaseSuspect            a check failed: the release is kept in quarantine
    |   `-- StaleRelease              nothing newer than the calendar promises
    |-- ForecastError                 a forecast, a back-test or a record of them
    |   |-- MethodUnknown             no forecasting method has this id
    |   |-- MethodFailed              a method gave something that is no forecast
    |   |-- RecordDamaged             a file of stored forecasts is not what was written
    |   `-- EventUnfit                the effect of an event cannot be asked for in this way
    `-- UsageError                    a command or call asked for something impossible
        |-- AsOfInvalid               not a date
        |-- CustomsCodeInvalid        not a code of the Harmonized System
        |-- ImportedOnly              a source whose files a person must bring
        |-- ExtraMissing              a part that is installed only where asked for
        |-- SettingsFileInvalid       a file of settings that says what is no setting
        |-- RequestRefused            a request that a server will not look at
        |-- SiteNotOurs               a folder that holds something else
        |-- SiteFailed                a page that could not be made
        |-- TableUnknown              no table of an export has this name
        |-- TableWhole                a table of no single pledge was asked for of one
        |-- FormatUnknown             a file name that ends in no format we write
        |-- FileExists                a file that would be lost
        `-- TooLargeForFormat         more rows or longer texts than a format holds

Catch `OfftakeError` to catch them all. Each keeps its facts as attributes and ends with what to do.
"""

from offtake.errors.answers import (
    AnswerAtCap,
    AnswerCut,
    AnswerEmpty,
    AnswerError,
    AnswerIsNotData,
    EncodingWrong,
    FormatChanged,
    ReleaseSuspect,
    RequestUnsaid,
    StaleRelease,
    VintagesMixed,
)
from offtake.errors.base import OfftakeError
from offtake.errors.exports import (
    FileExists,
    FormatUnknown,
    TableUnknown,
    TableWhole,
    TooLargeForFormat,
)
from offtake.errors.forecasts import (
    EventUnfit,
    ForecastError,
    MethodFailed,
    MethodUnknown,
    RecordDamaged,
)
from offtake.errors.network import (
    AddressRefused,
    BodyCut,
    BodyTooLarge,
    ConnectionFailed,
    KeyMissing,
    NetworkError,
    StatusRefused,
    TimedOut,
    TlsFailed,
)
from offtake.errors.pledges import (
    DeadlineUnknown,
    PledgeError,
    PledgeFileInvalid,
    PledgeNotMade,
    PledgeUnknown,
    ReadingUnknown,
    StatementUnknown,
)
from offtake.errors.registers import RegisterError, RegisterFileInvalid
from offtake.errors.statements import ModelChanged, ModelMissing, SpanInvalid, StatementError
from offtake.errors.store import (
    AsOfAfterLastLook,
    ReleaseInvalid,
    RevisionUnknown,
    StoreDamaged,
    StoreEmpty,
    StoreError,
    StoreExists,
    StoreFull,
    StoreLocked,
    StoreMissing,
    StoreReadOnly,
    StoreTooNew,
    VintageUnknown,
)
from offtake.errors.tables import CodeUnknown, ReferenceTableError, SourceUnknown
from offtake.errors.tariffs import (
    BarrierUnknown,
    SeriesNotMonthly,
    TariffError,
)
from offtake.errors.texts import (
    LanguageModelFailed,
    PageIsNavigation,
    PdfUnreadable,
    TextEmpty,
    TextEncodingWrong,
    TextIsBinary,
    TextLayerMissing,
    TextNotEnglish,
    TextTooLarge,
    TextUnreadable,
)
from offtake.errors.usage import (
    AsOfInvalid,
    CustomsCodeInvalid,
    ExtraMissing,
    ImportedOnly,
    RequestRefused,
    SettingsFileInvalid,
    SiteFailed,
    SiteNotOurs,
    UsageError,
)
from offtake.errors.vocabulary import (
    InstantNaive,
    ObservationInvalid,
    PeriodInvalid,
    SeriesKeyInvalid,
    UnitMismatch,
    UnitUnknown,
    VocabularyError,
)

__all__ = [
    "AddressRefused",
    "AnswerAtCap",
    "AnswerCut",
    "AnswerEmpty",
    "AnswerError",
    "AnswerIsNotData",
    "AsOfAfterLastLook",
    "AsOfInvalid",
    "BarrierUnknown",
    "BodyCut",
    "BodyTooLarge",
    "CodeUnknown",
    "ConnectionFailed",
    "CustomsCodeInvalid",
    "DeadlineUnknown",
    "EncodingWrong",
    "EventUnfit",
    "ExtraMissing",
    "FileExists",
    "ForecastError",
    "FormatChanged",
    "FormatUnknown",
    "ImportedOnly",
    "InstantNaive",
    "KeyMissing",
    "LanguageModelFailed",
    "MethodFailed",
    "MethodUnknown",
    "ModelChanged",
    "ModelMissing",
    "NetworkError",
    "ObservationInvalid",
    "OfftakeError",
    "PageIsNavigation",
    "PdfUnreadable",
    "PeriodInvalid",
    "PledgeError",
    "PledgeFileInvalid",
    "PledgeNotMade",
    "PledgeUnknown",
    "ReadingUnknown",
    "RecordDamaged",
    "ReferenceTableError",
    "RegisterError",
    "RegisterFileInvalid",
    "ReleaseInvalid",
    "ReleaseSuspect",
    "RequestRefused",
    "RequestUnsaid",
    "RevisionUnknown",
    "SeriesKeyInvalid",
    "SeriesNotMonthly",
    "SettingsFileInvalid",
    "SiteFailed",
    "SiteNotOurs",
    "SourceUnknown",
    "SpanInvalid",
    "StaleRelease",
    "StatementError",
    "StatementUnknown",
    "StatusRefused",
    "StoreDamaged",
    "StoreEmpty",
    "StoreError",
    "StoreExists",
    "StoreFull",
    "StoreLocked",
    "StoreMissing",
    "StoreReadOnly",
    "StoreTooNew",
    "TableUnknown",
    "TableWhole",
    "TariffError",
    "TextEmpty",
    "TextEncodingWrong",
    "TextIsBinary",
    "TextLayerMissing",
    "TextNotEnglish",
    "TextTooLarge",
    "TextUnreadable",
    "TimedOut",
    "TlsFailed",
    "TooLargeForFormat",
    "UnitMismatch",
    "UnitUnknown",
    "UsageError",
    "VintageUnknown",
    "VintagesMixed",
    "VocabularyError",
]
