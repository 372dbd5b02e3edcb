internal import Desk

/// The desk's event under a name of its own: this file does not see the wire's type of the same name.
typealias DeskLogEvent = LogEvent
