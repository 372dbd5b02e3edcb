internal import Identity
internal import Postgres
internal import Ticketing

/// A ticket's detail as it is stored: a row of `view_<n>.ticket_detail`.
struct DetailRow: Hashable, Sendable {
    let ticket: TicketID
    let detail: TicketDetail

    init(ticket: TicketID, detail: TicketDetail) {
        self.ticket = ticket
        self.detail = detail
    }

    /// The row of a ticket; nil if it has none.
    init?(of row: TicketRow) {
        guard let detail = row.detail else { return nil }
        self.init(ticket: row.id, detail: detail)
    }

    /// Reads a row of `DetailColumns`.
    init(_ row: PostgresRow) throws(PostgresError) {
        var facts = TicketDetail.Facts()
        facts.language = try row.stringOrNil(2).flatMap { Language($0) }
        facts.revisions = Int(try row.int32(3))
        facts.followers = try row.uuidArray(4).compactMap { $0.map { AgentID(UniqueID($0)) } }
        facts.priority = try row.stringOrNil(5).flatMap { TicketPriority(rawValue: $0) } ?? .normal
        for (index, part) in TicketClass.allCases.enumerated() {
            facts.classes[part] = try row.stringOrNil(6 + index).flatMap { Skill($0) }
        }
        let rest = 6 + TicketClass.allCases.count
        facts.canned = Int(try row.int32(rest))
        facts.mergedInto = try row.uuidOrNil(rest + 1).map { TicketID(UniqueID($0)) }
        facts.parts = try row.uuidArray(rest + 2).compactMap { $0.map { TicketID(UniqueID($0)) } }
        facts.problem = try row.uuidOrNil(rest + 3).map { ProblemID(UniqueID($0)) }
        facts.leftProblems = try row.uuidArray(rest + 4).compactMap { $0.map { ProblemID(UniqueID($0)) } }
        self.init(
            ticket: TicketID(UniqueID(try row.uuid(0))),
            detail: TicketDetail(position: LogPosition(try row.int64(1)), facts: facts))
    }

    /// The parameters of `writeDetails`.
    static func bindings(_ rows: [DetailRow], in workspace: WorkspaceID) -> Bindings {
        var bindings = Bindings()
        bindings.append(workspace.id.postgres)
        bindings.append(rows.map(\.ticket.id.postgres))
        bindings.append(rows.map(\.detail.position.value))
        bindings.append(rows.map { $0.detail.facts.language?.tag })
        bindings.append(rows.map { Int32($0.detail.facts.revisions) })
        bindings.append(rows.map { $0.detail.facts.followers.map(\.description).joined(separator: ",") })
        bindings.append(rows.map { $0.detail.facts.storedPriority })
        for part in TicketClass.allCases { bindings.append(rows.map { $0.detail.facts.classes[part]?.name }) }
        bindings.append(rows.map { Int32($0.detail.facts.canned) })
        bindings.append(rows.map { $0.detail.facts.mergedInto?.id.postgres })
        bindings.append(rows.map { $0.detail.facts.parts.map(\.description).joined(separator: ",") })
        bindings.append(rows.map { $0.detail.facts.problem?.id.postgres })
        bindings.append(rows.map { $0.detail.facts.leftProblems.map(\.description).joined(separator: ",") })
        return bindings
    }

    /// The row as COPY takes it: the workspace, then `DetailColumns`.
    func append(to fields: inout Bindings, in workspace: WorkspaceID) {
        fields.append(workspace.id.postgres)
        fields.append(ticket.id.postgres)
        fields.append(detail.position.value)
        fields.append(detail.facts.language?.tag)
        fields.append(Int32(detail.facts.revisions))
        fields.append(detail.facts.followers.map(\.id.postgres))
        fields.append(detail.facts.storedPriority)
        for part in TicketClass.allCases { fields.append(detail.facts.classes[part]?.name) }
        fields.append(Int32(detail.facts.canned))
        fields.append(detail.facts.mergedInto?.id.postgres)
        fields.append(detail.facts.parts.map(\.id.postgres))
        fields.append(detail.facts.problem?.id.postgres)
        fields.append(detail.facts.leftProblems.map(\.id.postgres))
    }
}

extension TicketDetail.Facts {
    /// Null where it is what tickets are without it.
    fileprivate var storedPriority: String? { priority == .normal ? nil : priority.rawValue }
}

extension [TicketRow] {
    /// Whose details say nothing yet: their rows are stored in a table of their own.
    var detailed: [TicketID] { compactMap { $0.detail == nil ? nil : $0.id } }

    /// Puts details in; a ticket without one has none.
    mutating func set(_ details: [DetailRow]) {
        let known = Dictionary(details.map { ($0.ticket, $0.detail) }) { first, _ in first }
        for index in indices where self[index].detail != nil { self[index].detail = known[self[index].id] }
    }
}
