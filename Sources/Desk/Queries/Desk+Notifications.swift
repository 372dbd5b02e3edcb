internal import EventLog
package import Identity
internal import Projections
internal import Ticketing

/// Something that an agent is told of.
package struct Notification: Hashable, Sendable {
    /// Why they are told.
    package enum Kind: String, Hashable, Sendable, CaseIterable {
        /// A note calls them.
        case mentioned
        /// Somebody gave them a ticket.
        case assigned
        /// The customer wrote on a ticket that they have or follow.
        case message
        /// A crisis was declared, or lifted, and it is for them to see to it.
        case crisis
    }

    package let kind: Kind
    package let isUnread: Bool
    /// What happened.
    package let item: ThreadItem
    /// The beginning of what was said, on one line; nil if nothing was.
    package let preview: String?

    package init(kind: Kind, isUnread: Bool, item: ThreadItem, preview: String?) {
        self.kind = kind
        self.isUnread = isUnread
        self.item = item
        self.preview = preview
    }
}

/// Some of what an agent is told of, the newest first.
package struct NotificationsAnswer: Hashable, Sendable {
    package let notifications: [Notification]
    /// Up to where they have seen it.
    package let readUpTo: LogPosition
    /// Opaque to clients; nil on the last page.
    package let next: String?
    package let asOf: LogPosition
}

extension Desk {
    private static let listeners: Set<Role> = [.agent, .supervisor, .bot, .trainee]

    /// What whoever asks is told of, the newest first.
    package func notifications(
        unread: Bool, limit: Int, cursor: String?, atLeast: LogPosition, as principal: Principal,
        deadline: ContinuousClock.Instant
    ) async throws(DeskError) -> NotificationsAnswer {
        try authorise(principal, for: Self.listeners)
        var before = LogPosition(.max)
        if let cursor {
            guard let position = Int64(cursor), position >= 0 else {
                throw DeskError(.invalid(path: "params.cursor"), "not a cursor of notifications")
            }
            before = LogPosition(position)
        }
        return try await guarded(by: deadline + Self.grace) { [before] in
            let workspace = try await self.workspace(principal.workspace)
            try await self.waitForViews(atLeast, in: workspace.id, deadline: deadline)
            let asOf = try await self.views.checkpoint(of: workspace.id)
            let readUpTo = try await self.views.notificationsRead(by: principal.agent, in: workspace.id)
            let positions = try await self.views.notifications(
                of: principal.agent, in: workspace.id, after: unread ? readUpTo : .beforeAll, before: before,
                limit: limit + 1)
            let shown = Array(positions.prefix(limit))
            let records = try await self.log.read(workspace.id, at: shown.sorted())
            let items = try await self.items(of: records.reversed(), in: workspace)
            return NotificationsAnswer(
                notifications: items.compactMap { item in
                    Notification.Kind(of: item.recorded.event).map { kind in
                        Notification(
                            kind: kind, isUnread: item.recorded.position > readUpTo, item: item,
                            preview: item.words.map(Preview.of))
                    }
                }, readUpTo: readUpTo, next: positions.count > limit ? shown.last.map { "\($0)" } : nil,
                asOf: max(asOf, shown.first ?? asOf))
        }
    }

    /// Marks what whoever asks was told of up to a position as seen; what is seen stays so.
    func planRead(_ upTo: LogPosition, in workspace: DeskWorkspace, as principal: Principal) async throws -> Plan {
        guard upTo <= (try await log.last(of: workspace.id)) else {
            throw DeskError(.invalid(path: "params.upTo"), "the log does not reach position \(upTo) yet")
        }
        let known = try await views.notificationsRead(by: principal.agent, in: workspace.id)
        if upTo <= known {
            return Plan(decision: .unchanged, receipt: Receipt(), position: known, isForGood: true)
        }
        let stream = StreamID.agent(principal.agent)
        let read = NewEvent(.follow(.notificationsRead(NotificationsRead(upTo: upTo))), on: stream)
        return Plan(
            decision: .accepted(Changes([read])), receipt: Receipt(), position: upTo,
            versions: [stream: try await version(of: stream, in: workspace)])
    }
}

extension ThreadItem {
    /// What was said; of a crisis why it was declared.
    fileprivate var words: String? {
        if case .setting(.crisisDeclared(let crisis)) = recorded.event { return crisis.reason }
        return personal?.text
    }
}

extension Notification.Kind {
    /// Nil for what nobody is told of.
    fileprivate init?(of event: Event) {
        switch event {
        case .noteAdded: self = .mentioned
        case .ticketAssigned, .assignment(.routed): self = .assigned
        case .messageReceived: self = .message
        case .setting(.crisisDeclared), .setting(.crisisLifted): self = .crisis
        default: return nil
        }
    }
}
