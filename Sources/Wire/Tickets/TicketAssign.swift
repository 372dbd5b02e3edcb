package import JSON

/// Gives a ticket to an agent or to a team's queue: exactly one of the two, neither and both are refused.
package struct TicketAssign: WireCommand {
    package static let method = Method.ticketAssign
    package typealias Response = TicketVersion

    /// Made up by the client, a UUID; the same command under the same id is done once.
    package var commandID: String
    /// The ticket it is about.
    package var ticket: String
    /// Who gets it.
    package var agent: String?
    /// Which team gets it; whoever held it does no more.
    package var team: String?

    package init(commandID: String, ticket: String, agent: String? = nil, team: String? = nil) {
        self.commandID = commandID
        self.ticket = ticket
        self.agent = agent
        self.team = team
    }

    package init(json: JSONView) throws(JSONFieldError) {
        var object = try JSONObjectReader(json)
        commandID = try object.commandID()
        ticket = try object.id("ticket")
        agent = try object.optionalID("agent")
        team = try object.optionalID("team")
        try object.finish()
        guard (agent == nil) != (team == nil) else {
            throw json.error(.invalid, "must name either an agent or a team")
        }
    }

    package func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("commandId", commandID)
        writer.member("ticket", ticket)
        writer.member(ifPresent: "agent", agent)
        writer.member(ifPresent: "team", team)
        writer.endObject()
    }
}
