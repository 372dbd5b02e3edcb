package import Logging

/// Listens on channels of NOTIFY with a connection of its own, and comes back when the connection is lost.
///
/// A notification is a hint that something may be new: it can be lost with the connection and, while nobody reads, newer
/// ones replace older ones of the same channel. So whoever reads `events` reads the truth from the tables, also after
/// `listening` and `reconnected`.
package final class PostgresListener: Sendable {
    /// What the reader is told.
    package enum Event: Sendable, Hashable {
        /// LISTEN is in effect for the first time: read what is there.
        case listening
        /// LISTEN is in effect again; anything may have been missed in between: catch up.
        case reconnected
        /// The newest notification of its channel.
        case notification(PostgresNotification)
    }

    private let configuration: PostgresConfiguration
    private let channels: [String]
    private let heartbeat: Duration
    private let backoff: Backoff
    private let logger: Logger
    private let mailbox = NotificationMailbox()

    /// Connects only in `run`. Every `heartbeat` the server has to answer within as long again, because a dead peer is
    /// silent and so is a channel without news.
    package init(
        _ configuration: PostgresConfiguration, channels: [String], heartbeat: Duration = .seconds(15),
        backoff: Backoff = Backoff(), logger: Logger
    ) {
        precondition(!channels.isEmpty, "a listener needs a channel")
        self.configuration = configuration
        self.channels = channels
        self.heartbeat = heartbeat
        self.backoff = backoff
        self.logger = logger
    }

    /// For one reader; ends when `run` does.
    package var events: Events { Events(mailbox: mailbox) }

    /// Notifications that were replaced by newer ones before they were read.
    package var replacedCount: Int { mailbox.replacedCount }

    /// Keeps listening until the task is cancelled; every failure to connect is waited out, with backoff.
    package func run() async {
        var failures = 0
        var event = Event.listening
        var random = SystemRandomNumberGenerator()
        while !Task.isCancelled {
            if await listen(announcing: event) {
                failures = 0
                event = .reconnected
            }
            failures += 1
            guard (try? await Task.sleep(for: backoff.delay(failures: failures, using: &random))) != nil else { break }
        }
        mailbox.end()
    }

    /// One connection from its beginning to its end. Returns whether it ever listened.
    private func listen(announcing event: Event) async -> Bool {
        var limits = ConnectionMachine.Limits()
        limits.grace = min(limits.grace, heartbeat)
        let mailbox = mailbox
        do throws(PostgresError) {
            let connection = try await PostgresConnection.connect(
                configuration, limits: limits, logger: logger, onNotification: { mailbox.post($0) })
            do throws(PostgresError) {
                let quoted = channels.map { "LISTEN " + Self.quote($0) }
                try await connection.execute(quoted.joined(separator: "; "), deadline: .now.advanced(by: heartbeat))
            } catch {
                await connection.close()
                throw error
            }
            mailbox.postArrival(event)
            await watch(connection)
            return true
        } catch {
            if error.code != .cancelled {
                logger.warning(
                    "the listener could not connect and will try again", metadata: ["postgres.error": "\(error)"])
            }
            return false
        }
    }

    /// Returns when the connection has ended, or the task is cancelled and the connection closed.
    private func watch(_ connection: PostgresConnection) async {
        let heartbeat = heartbeat
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                while (try? await Task.sleep(for: heartbeat)) != nil {
                    do throws(PostgresError) {
                        try await connection.execute("SELECT 1", deadline: .now.advanced(by: heartbeat))
                    } catch {
                        break
                    }
                }
                await connection.close()
            }
            await connection.waitUntilEnded()
            group.cancelAll()
        }
        if !Task.isCancelled { logger.warning("the listener lost its connection and will connect again") }
    }

    /// Channel names are identifiers, folded to lower case unless quoted.
    private static func quote(_ channel: String) -> String {
        "\"" + channel.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
    }

    /// The listener's events in order, newest per channel.
    package struct Events: AsyncSequence, Sendable {
        package typealias Element = Event

        let mailbox: NotificationMailbox

        package func makeAsyncIterator() -> Iterator { Iterator(mailbox: mailbox) }

        package struct Iterator: AsyncIteratorProtocol {
            let mailbox: NotificationMailbox

            package mutating func next() async -> Event? { await mailbox.next() }
        }
    }
}
