internal import Desk
internal import Identity
internal import JSON
internal import Ticketing
internal import Wire

extension RPCError {
    /// The one place where what the desk says becomes what a client reads.
    ///
    /// `method` is what was asked for: what may be unknown of a command is harmless of a query.
    init(_ error: DeskError, repeating method: Method) {
        let rpc = Self.translate(error)
        let isHarmless = method.kind != .command && rpc.committed == .unknown
        self = rpc
        guard isHarmless else { return }
        committed = .no
        retry = .backoff
    }

    /// What the roles are that would have sufficed.
    static func forbidden(_ method: Method) -> RPCError {
        forbidden(needs: method.definition.roles.roles.map(\.rawValue), nil)
    }

    /// The id that was used twice.
    static func duplicateID(_ id: RequestID) -> RPCError {
        RPCError(.duplicateID, details: [member("id", id.description)])
    }

    /// How much may be outstanding.
    static var creditExceeded: RPCError {
        let max = Limits.creditEvents.upperBound
        return RPCError(
            .creditExceeded, "at most \(max) events may be outstanding", details: [JSONMember("max", .int(Int64(max)))])
    }

    private static func forbidden(needs roles: [String], _ message: String?) -> RPCError {
        RPCError(.forbidden, message, details: [JSONMember("roles", .array(roles.map { .string($0) }))])
    }

    private static func translate(_ error: DeskError) -> RPCError {
        switch error.code {
        case .unauthenticated: RPCError(.unauthenticated, error.message)
        case .forbidden(let roles): forbidden(needs: roles.map(\.rawValue), error.message)
        case .personRequired: forbidden(needs: [Role.agent.rawValue, Role.supervisor.rawValue], error.message)
        case .ownDraft: RPCError(.ownDraft, error.message)
        case .alreadyTaken(let person): .alreadyTaken(by: person.map { WireAgent($0) }, error.message)
        case .notFound(.message):
            // What is about it may come before it does.
            RPCError(.notFound, error.message, retry: .backoff, details: [member("what", "message")])
        case .notFound(let kind): RPCError(.notFound, error.message, details: [member("what", kind.rawValue)])
        case .invalid(let path): invalid(path, error.message)
        case .externalIdTaken: invalid("params.externalId", error.message)
        case .alreadyClaimed(let person): .alreadyClaimed(by: WireAgent(person))
        case .notClaimed(let person): notClaimed(heldBy: person, error.message)
        case .notInTeam(let team): .notInTeam(error.message, team: team.name)
        case .atCapacity(let person, let capacity):
            .atCapacity(error.message, agent: person.id.description, capacity: capacity)
        case .incomplete(let missing): .incomplete(error.message, missing: missing.map(\.rawValue))
        case .missingFields(let fields): .missingField(error.message, fields: fields.map(\.name))
        case .frozen(let crisis): .frozen(error.message, crisis: crisis.description)
        case .staleReply(let missed): .staleReply(missed: MissedCut.fitting(missed))
        case .invalidState(let state): .invalidState(error.message, state: state)
        case .unresolvedElsewhere(let ticket):
            RPCError(.invalidState, error.message, details: [member("ticket", ticket.description)])
        case .merged(let id): .merged(error.message, into: id.description)
        case .identityTaken(let customer): .identityTaken(error.message, by: customer.description)
        case .erased: RPCError(.erased, error.message)
        case .commandReused: RPCError(.commandIDReused, error.message)
        case .contended: RPCError(.conflict, error.message)
        case .notYetVisible: RPCError(.notYetVisible, error.message)
        case .unavailable: RPCError(.unavailable, error.message)
        case .overloaded: RPCError(.overloaded, error.message)
        case .outcomeUnknown: RPCError(.outcomeUnknown, error.message)
        case .closed: RPCError(.draining, error.message)
        case .internal: RPCError(.internalError, error.message)
        }
    }

    private static func invalid(_ path: String, _ message: String) -> RPCError {
        let full = path.hasPrefix("params") ? path : "params.\(path)"
        return RPCError(
            .invalidParams, message,
            details: [member("path", full), member("reason", JSONFieldError.Code.invalid.rawValue)])
    }

    private static func notClaimed(heldBy person: PersonName?, _ message: String) -> RPCError {
        guard let person else { return RPCError(.notClaimed, message) }
        var holder = [member("id", person.id.description)]
        if let name = person.name { holder.append(member("name", name)) }
        return RPCError(.notClaimed, message, details: [JSONMember("heldBy", .object(holder))])
    }

    private static func member(_ key: String, _ value: String) -> JSONMember { JSONMember(key, .string(value)) }
}

/// How much of what was missed an error tells.
enum MissedCut {
    /// Later items are told without their texts once so much was told. **Units**: UTF-8 bytes.
    static let textBytesMax = 128 * 1_024
    static let itemsMax = 200

    /// Oldest first, the newest `itemsMax`.
    static func fitting(_ items: [ThreadItem]) -> [RPCError.MissedItem] {
        var bytes = 0
        return items.suffix(itemsMax).map { item in
            let text = item.personal?.text
            bytes += text?.utf8.count ?? 0
            return RPCError.MissedItem(
                position: item.recorded.position.value, type: item.type, by: WireActor(item.by),
                at: WireTime(item.recorded.at), text: bytes <= textBytesMax ? text : nil)
        }
    }
}
