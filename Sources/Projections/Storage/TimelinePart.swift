internal import Identity
internal import Postgres
internal import Ticketing

/// Some events of one customer that one batch brought: a row of `view_<n>.timeline`.
struct TimelinePart: Hashable, Sendable {
    /// **Units**: positions. A page of a timeline reads whole rows, so they are kept short.
    static let positionsMax = 100

    let customer: CustomerID
    /// Ascending, at least one.
    let positions: [LogPosition]

    /// The parts that hold these events, by customer and position. Events come in the order of positions.
    static func parts(of events: [TimelineRow]) -> [TimelinePart] {
        let sorted = events.sorted { ($0.customer, $0.position) < ($1.customer, $1.position) }
        var parts: [TimelinePart] = []
        var start = 0
        for end in sorted.indices.dropFirst() + [sorted.count] where end > start {
            let isSame = end < sorted.count && sorted[end].customer == sorted[start].customer
            if isSame && end - start < positionsMax { continue }
            parts.append(TimelinePart(customer: sorted[start].customer, positions: sorted[start..<end].map(\.position)))
            start = end
        }
        return parts
    }

    /// The parameters of `writeTimeline`.
    static func bindings(_ parts: [TimelinePart], in workspace: WorkspaceID) -> Bindings {
        var bindings = Bindings()
        bindings.append(workspace.id.postgres)
        bindings.append(parts.enumerated().flatMap { number, part in part.positions.map { _ in Int32(number) } })
        bindings.append(parts.flatMap { part in part.positions.map { _ in part.customer.id.postgres } })
        bindings.append(parts.flatMap { $0.positions.map(\.value) })
        return bindings
    }

    /// The row as COPY takes it: the workspace, then `TimelineColumns`.
    func append(to fields: inout Bindings, in workspace: WorkspaceID) {
        fields.append(workspace.id.postgres)
        fields.append(customer.id.postgres)
        fields.append(positions.first?.value)
        fields.appendArray(of: .int8) { writer in for position in positions { writer.append(position.value) } }
    }
}
