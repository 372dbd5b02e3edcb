package import JSON

/// Gives one ticket to whom its team's rule prefers, now and out of turn. If nobody can have it, it stays where it is.
package struct TicketRoute: WireCommand {
    package static let method = Method.ticketRoute
    package typealias Response = TicketRouteResult

    /// Made up by the client, a UUID; the same command under the same id is done once.
    package var commandID: String
    /// The ticket it is about.
    package var ticket: String

    package init(commandID: String, ticket: String) {
        self.commandID = commandID
        self.ticket = ticket
    }

    package init(json: JSONView) throws(JSONFieldError) {
        var object = try JSONObjectReader(json)
        commandID = try object.commandID()
        ticket = try object.id("ticket")
        try object.finish()
    }

    package func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("commandId", commandID)
        writer.member("ticket", ticket)
        writer.endObject()
    }
}

/// Who has it now; or why nobody.
package struct TicketRouteResult: WireValue {
    /// Why a ticket stays in its queue.
    package enum Waits: String, Sendable, CaseIterable {
        /// It is in no team's queue.
        case noTeam = "no_team"
        /// The team's queue is given out by hand.
        case noRule = "no_rule"
        /// It is kept apart.
        case spam
        /// Nobody of the team can have it now.
        case nobody
    }

    /// What keeps somebody of the team from having it.
    package enum Lack: String, Sendable, CaseIterable {
        case away, full, skill, language, declined
    }

    /// Somebody who cannot have it.
    package struct Obstacle: WireValue {
        package var agent: String
        package var lack: Lack

        package init(agent: String, lack: Lack) {
            self.agent = agent
            self.lack = lack
        }

        package init(json: JSONView) throws(JSONFieldError) {
            var object = try JSONObjectReader(json)
            agent = try object.id("agent")
            lack = try object.choice("lack")
        }

        package func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.member("agent", agent)
            writer.member("lack", lack.rawValue)
            writer.endObject()
        }
    }

    /// Of the last event of this command in the workspace's log, or of the ticket if there is none.
    package var position: Int64
    /// Of the ticket afterwards: the next command can expect it.
    package var version: Int64
    /// Who has it now; nil if it waits.
    package var agent: String?
    /// Nil if somebody has it now.
    package var waits: Waits?
    /// Of the team's members, 50 at most, what each lacks; only of `nobody`.
    package var obstacles: [Obstacle]

    package init(
        position: Int64, version: Int64, agent: String? = nil, waits: Waits? = nil, obstacles: [Obstacle] = []
    ) {
        self.position = position
        self.version = version
        self.agent = agent
        self.waits = waits
        self.obstacles = obstacles
    }

    package init(json: JSONView) throws(JSONFieldError) {
        var object = try JSONObjectReader(json)
        position = try object.position("position")
        version = try object.count("version")
        agent = try object.optionalID("agent")
        waits = try object.optionalChoice("waits")
        obstacles = try object.decodeArray("obstacles")
    }

    package func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("position", position)
        writer.member("version", version)
        writer.member(ifPresent: "agent", agent)
        writer.member(ifPresent: "waits", waits?.rawValue)
        writer.member("obstacles", obstacles)
        writer.endObject()
    }
}
