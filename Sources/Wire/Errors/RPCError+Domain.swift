internal import JSON

// The errors whose details clients build upon: made in one place, so that their shape is one.
extension RPCError {
    /// What the author of a reply had not seen: `missed` has an object for each, oldest first.
    package static func staleReply(missed: [MissedItem]) -> RPCError {
        RPCError(.staleReply, details: [JSONMember("missed", .array(missed.map(\.value)))])
    }

    /// One thing said on the ticket since the position its author named.
    package struct MissedItem: Sendable, Equatable {
        /// Of the event in the log.
        package var position: Int64
        /// Of the event, such as `message.received`.
        package var type: String
        /// Who said it.
        package var by: WireActor
        /// When it was recorded.
        package var at: WireTime
        /// What was said, if it may be shown.
        package var text: String?

        package init(position: Int64, type: String, by: WireActor, at: WireTime, text: String? = nil) {
            self.position = position
            self.type = type
            self.by = by
            self.at = at
            self.text = text
        }

        var value: JSONValue {
            var author = [JSONMember("id", .string(by.id)), JSONMember("kind", .string(by.kind.rawValue))]
            if let name = by.name { author.append(JSONMember("name", .string(name))) }
            var members = [
                JSONMember("position", .int(position)), JSONMember("type", .string(type)),
                JSONMember("by", .object(author)), JSONMember("at", .string(at.text)),
            ]
            if let text { members.append(JSONMember("text", .string(text))) }
            return .object(members)
        }

        init?(_ value: JSONValue) {
            guard let position = value["position"]?.intValue, let type = value["type"]?.stringValue,
                let at = value["at"]?.stringValue.flatMap({ WireTime($0) }),
                let id = value["by"]?["id"]?.stringValue,
                let kind = value["by"]?["kind"]?.stringValue.flatMap({ WireActorKind(rawValue: $0) })
            else { return nil }
            self.position = position
            self.type = type
            self.by = WireActor(id: id, kind: kind, name: value["by"]?["name"]?.stringValue)
            self.at = at
            self.text = value["text"]?.stringValue
        }
    }

    /// The details of a `stale_reply`, as a client reads them; empty for any other error.
    package var missed: [MissedItem] {
        self["missed"]?.arrayValue?.compactMap { MissedItem($0) } ?? []
    }

    /// Somebody else holds the ticket.
    package static func alreadyClaimed(by assignee: WireAgent) -> RPCError {
        var members = [JSONMember("id", .string(assignee.id))]
        if let name = assignee.name { members.append(JSONMember("name", .string(name))) }
        return RPCError(.alreadyClaimed, details: [JSONMember("assignee", .object(members))])
    }

    /// Who holds the ticket, of an `already_claimed`; nil for any other error.
    package var assignee: WireAgent? {
        guard let id = self["assignee"]?["id"]?.stringValue else { return nil }
        return WireAgent(id: id, name: self["assignee"]?["name"]?.stringValue)
    }

    /// The ticket is a team's of which the agent is not.
    package static func notInTeam(_ message: String? = nil, team: String) -> RPCError {
        RPCError(.notInTeam, message, details: [JSONMember("team", .string(team))])
    }

    /// The agent holds as many open tickets as they can.
    package static func atCapacity(_ message: String? = nil, agent: String, capacity: Int) -> RPCError {
        RPCError(
            .atCapacity, message,
            details: [JSONMember("agent", .string(agent)), JSONMember("capacity", .int(Int64(capacity)))])
    }

    /// There is nothing for these fields of a template.
    package static func missingField(_ message: String? = nil, fields: [String]) -> RPCError {
        RPCError(.missingField, message, details: [JSONMember("fields", .array(fields.map { .string($0) }))])
    }

    /// The ticket lacks what its channel demands before it is resolved.
    package static func incomplete(_ message: String? = nil, missing: [String]) -> RPCError {
        RPCError(.incomplete, message, details: [JSONMember("missing", .array(missing.map { .string($0) }))])
    }

    /// It was merged into another.
    package static func merged(_ message: String? = nil, into id: String) -> RPCError {
        RPCError(.merged, message, details: [JSONMember("into", .string(id))])
    }

    /// Another customer has the identity.
    package static func identityTaken(_ message: String? = nil, by customer: String) -> RPCError {
        RPCError(.identityTaken, message, details: [JSONMember("customer", .string(customer))])
    }

    /// A crisis has this stand still.
    package static func frozen(_ message: String? = nil, crisis: String) -> RPCError {
        RPCError(.frozen, message, details: [JSONMember("crisis", .string(crisis))])
    }

    /// Into which ticket or customer it was merged, of a `merged`; nil for any other error.
    package var mergedInto: String? { self["into"]?.stringValue }

    /// A connector has the attempt already.
    package static func alreadyTaken(by taker: WireAgent?, _ message: String? = nil) -> RPCError {
        guard let taker else { return RPCError(.alreadyTaken, message) }
        var members = [JSONMember("id", .string(taker.id))]
        if let name = taker.name { members.append(JSONMember("name", .string(name))) }
        return RPCError(.alreadyTaken, message, details: [JSONMember("taker", .object(members))])
    }

    /// Who has the attempt, of an `already_taken`; nil if nobody knows, and for any other error.
    package var taker: WireAgent? {
        guard let id = self["taker"]?["id"]?.stringValue else { return nil }
        return WireAgent(id: id, name: self["taker"]?["name"]?.stringValue)
    }

    /// None of the caller's roles allows the method; `roles` lists those that would.
    package static func forbidden(_ method: Method) -> RPCError {
        let roles = method.definition.roles.roles
        return RPCError(
            .forbidden, "\(method.rawValue) needs one of these roles: \(roles.map(\.rawValue).joined(separator: ", "))",
            details: [JSONMember("roles", .array(roles.map { .string($0.rawValue) }))])
    }

    /// There is no such method; a peer chose the name, so it is not repeated.
    package static var methodNotFound: RPCError { RPCError(.methodNotFound) }

    /// Two requests in flight under one id: answered under none, since nobody could tell whose answer it is.
    package static func duplicateID(_ id: RequestID) -> RPCError {
        let value: JSONValue =
            switch id {
            case .string(let text): .string(text)
            case .int(let number): .int(number)
            }
        return RPCError(.duplicateID, details: [JSONMember("id", value)])
    }

    /// More credit than a subscription may have outstanding.
    package static func creditExceeded(max: Int) -> RPCError {
        RPCError(.creditExceeded, details: [JSONMember("max", .int(Int64(max)))])
    }

    /// The projections have only come to `asOf` within the deadline.
    package static func notYetVisible(asOf: Int64) -> RPCError {
        RPCError(.notYetVisible, details: [JSONMember("asOf", .int(asOf))])
    }

    /// Somebody asked for more than fits into a frame, or sent it.
    package static func tooLarge(_ what: String, length: Int, limit: Int) -> RPCError {
        RPCError(
            .tooLarge, "\(what) has \(length) bytes, at most \(limit) are allowed",
            details: [JSONMember("length", .int(Int64(length))), JSONMember("limit", .int(Int64(limit)))])
    }

    /// What was asked for does not exist: `what` is a noun of ours, such as `ticket`.
    package static func notFound(_ what: String) -> RPCError {
        RPCError(.notFound, "there is no such \(what)", details: [JSONMember("what", .string(what))])
    }

    /// The state that did not allow it.
    package static func invalidState(_ message: String, state: String) -> RPCError {
        RPCError(.invalidState, message, details: [JSONMember("state", .string(state))])
    }

    /// Wait at least so long before asking again.
    package static func backoff(_ kind: ErrorKind, _ message: String? = nil, retryAfter: Duration) -> RPCError {
        let (seconds, attoseconds) = retryAfter.components
        let milliseconds = seconds * 1_000 + attoseconds / 1_000_000_000_000_000
        return RPCError(
            kind, message, retry: .backoff, details: [JSONMember("retryAfterMs", .int(max(0, milliseconds)))])
    }

    /// None of the client's versions is spoken; `supported` lists ours. This error's shape never changes.
    package static var unsupportedProtocol: RPCError {
        RPCError(
            .unsupportedProtocol,
            details: [JSONMember("supported", .array(Limits.protocolVersions.map { .int(Int64($0)) }))])
    }

    /// A named limit of the session is used up.
    package static func limitReached(_ limit: String, max: Int) -> RPCError {
        RPCError(
            .limitReached, "at most \(max) \(limit) per session",
            details: [JSONMember("limit", .string(limit)), JSONMember("max", .int(Int64(max)))])
    }

    /// `after` or `atLeast` lies past the end of the log: this is another history, or the client is mistaken.
    package static func positionAhead(head: Int64, epoch: String) -> RPCError {
        RPCError(.positionAhead, details: [JSONMember("head", .int(head)), JSONMember("epoch", .string(epoch))])
    }
}
