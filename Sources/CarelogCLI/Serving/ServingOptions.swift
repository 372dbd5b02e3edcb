internal import ArgumentParser
internal import Logging

/// How much a server says about itself.
struct LoggingOptions: ParsableArguments {
    @Option(help: ArgumentHelp("How much to say on stderr: debug, info, notice, warning or error.", valueName: "level"))
    var logLevel = "notice"

    func validate() throws {
        guard Logger.Level(rawValue: logLevel) != nil else {
            throw ValidationError("--log-level is one of debug, info, notice, warning, error; not '\(logLevel)'")
        }
    }

    /// A logger to stderr: stdout belongs to the program's answers.
    func logger(_ label: String) -> Logger {
        var logger = Logger(label: label) { StreamLogHandler.standardError(label: $0) }
        logger.logLevel = Logger.Level(rawValue: logLevel) ?? .notice
        return logger
    }
}
