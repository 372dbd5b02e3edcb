/// What a client wanted done, and what the log must show if it was.
package struct Asked: Sendable, Hashable {
    /// The event that carries it, such as `note.added`.
    package var type: String
    /// Who asked, as the entry names them.
    package var actor: String
    /// The stream it goes to; nil where the server chooses.
    package var stream: String?
    /// What was said; sealed in the log.
    package var text: String?
    package var tags: [String]
    /// What the channel calls it: there is at most one event of it in a log, whatever the command ids.
    package var external: String?
    /// Whether it may be so already: then it is acknowledged, and nothing is written.
    package var mayChangeNothing: Bool

    package init(
        type: String, actor: String, stream: String? = nil, text: String? = nil, tags: [String] = [],
        external: String? = nil, mayChangeNothing: Bool = false
    ) {
        self.type = type
        self.actor = actor
        self.stream = stream
        self.text = text
        self.tags = tags
        self.external = external
        self.mayChangeNothing = mayChangeNothing
    }
}

/// A command of one workspace: the same id in two of them is two commands.
package struct CommandKey: Sendable, Hashable, Comparable {
    package var workspace: String
    package var id: String

    package init(workspace: String, id: String) {
        self.workspace = workspace
        self.id = id
    }

    package static func < (left: CommandKey, right: CommandKey) -> Bool {
        (left.workspace, left.id) < (right.workspace, right.id)
    }
}

/// One sending of a command, and how it ended.
package struct Attempt: Sendable {
    package var command: CommandKey
    /// Names the client, for reports.
    package var client: String
    /// The number of the server that was asked.
    package var server: Int
    /// **Units**: since the run began, by a clock that nobody steps. Taken before anything is sent.
    package var askedAt: Duration
    /// Taken after the answer was read.
    package var answeredAt: Duration
    package var answer: Answer

    package init(
        command: CommandKey, client: String, server: Int = 0, askedAt: Duration, answeredAt: Duration, answer: Answer
    ) {
        self.command = command
        self.client = client
        self.server = server
        self.askedAt = askedAt
        self.answeredAt = answeredAt
        self.answer = answer
    }
}

/// What a client was told.
package enum Answer: Sendable, Hashable {
    /// It is done. `result` is all that was told, `identity` what every delivery of the same thing must be told.
    case done(position: Int64, result: String, identity: String?)
    /// It is not done, and nothing was written; says why.
    case refused(String)
    /// It may be done or not; says why.
    case unknown(String)
}
