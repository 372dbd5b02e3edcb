internal import Identity
internal import Postgres
internal import Ticketing

/// Some events of one person that one batch brought: a row of `view_<n>.timeline`, of a customer, or of
/// `view_<n>.notification`, of an agent.
struct PersonPart: Hashable, Sendable {
    /// **Units**: positions. A page reads whole rows, so they are kept short.
    static let positionsMax = 100

    /// Whose it is.
    let person: UniqueID
    /// Ascending, at least one.
    let positions: [LogPosition]

    /// The parts that hold customers' events. Events come in the order of positions.
    static func parts(of events: [TimelineRow]) -> [PersonPart] {
        parts(of: events.map { ($0.customer.id, $0.position) })
    }

    /// The parts that hold what agents are told of.
    static func parts(of events: [NotificationRow]) -> [PersonPart] {
        parts(of: events.map { ($0.agent.id, $0.position) })
    }

    /// By person and position.
    private static func parts(of events: [(person: UniqueID, position: LogPosition)]) -> [PersonPart] {
        let sorted = events.sorted { ($0.person, $0.position) < ($1.person, $1.position) }
        var parts: [PersonPart] = []
        var start = 0
        for end in sorted.indices.dropFirst() + [sorted.count] where end > start {
            let isSame = end < sorted.count && sorted[end].person == sorted[start].person
            if isSame && end - start < positionsMax { continue }
            parts.append(PersonPart(person: sorted[start].person, positions: sorted[start..<end].map(\.position)))
            start = end
        }
        return parts
    }

    /// The parameters of `writeTimeline` and `writeNotifications`.
    static func bindings(_ parts: [PersonPart], in workspace: WorkspaceID) -> Bindings {
        var bindings = Bindings()
        bindings.append(workspace.id.postgres)
        bindings.append(parts.enumerated().flatMap { number, part in part.positions.map { _ in Int32(number) } })
        bindings.append(parts.flatMap { part in part.positions.map { _ in part.person.postgres } })
        bindings.append(parts.flatMap { $0.positions.map(\.value) })
        return bindings
    }

    /// The row as COPY takes it: the workspace, then `TimelineColumns` or `NotificationColumns`.
    func append(to fields: inout Bindings, in workspace: WorkspaceID) {
        fields.append(workspace.id.postgres)
        fields.append(person.postgres)
        fields.append(positions.first?.value)
        fields.appendArray(of: .int8) { writer in for position in positions { writer.append(position.value) } }
    }
}
