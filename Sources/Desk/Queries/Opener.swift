internal import EventCodec
internal import EventLog
internal import Identity
internal import Projections
internal import Ticketing
internal import Vault

/// Events with what could be opened of them.
struct OpenedRecord {
    let recorded: RecordedEvent
    let personal: Personal?
    /// Something was sealed and its key is gone.
    let isErased: Bool
    /// The mark of the key that it was opened with.
    var commitment: [UInt8]?
}

extension Desk {
    /// Decodes records and opens what is sealed in them: the one place where that happens.
    func open(_ records: [LogRecord], in workspace: DeskWorkspace) async throws -> [OpenedRecord] {
        let events = try records.map { try Entry.decode($0.entry, at: $0.position) }
        let people = Set(events.compactMap { $0.subject?.id })
        let keys = try await vault.keys(of: people, in: workspace.id)
        var opened: [OpenedRecord] = []
        opened.reserveCapacity(records.count)
        for (record, event) in zip(records, events) {
            guard let sealed = record.sealed, let subject = event.subject else {
                opened.append(OpenedRecord(recorded: event, personal: nil, isErased: false))
                continue
            }
            guard let key = keys[subject.id] else {
                opened.append(OpenedRecord(recorded: event, personal: nil, isErased: true))
                continue
            }
            let context = SealContext(event: event.id, stream: event.stream.description, version: event.version)
            let personal = try PersonalCodec.decode(try key.open(sealed, context))
            opened.append(
                OpenedRecord(recorded: event, personal: personal, isErased: false, commitment: key.commitment))
        }
        return opened
    }

    /// What is sealed at these positions.
    func open(at positions: Set<LogPosition>, in workspace: DeskWorkspace) async throws -> [LogPosition: OpenedRecord] {
        let records = try await log.read(workspace.id, at: positions.sorted())
        var opened: [LogPosition: OpenedRecord] = [:]
        for record in try await open(records, in: workspace) { opened[record.recorded.position] = record }
        return opened
    }

    /// What an agent is called.
    func name(of agent: AgentID, in workspace: DeskWorkspace) async throws -> PersonName {
        try await names(of: [agent], in: workspace)[agent] ?? PersonName(id: agent, name: nil)
    }

    /// What agents are called; of who writes on a network and gave no name, the handle.
    func names(of agents: Set<AgentID>, in workspace: DeskWorkspace) async throws -> [AgentID: PersonName] {
        let rows = try await views.agents(Array(agents), of: workspace.id)
        let opened = try await open(at: Set(rows.map(\.registeredAt)), in: workspace)
        var names: [AgentID: PersonName] = [:]
        for row in rows {
            let personal = opened[row.registeredAt]?.personal
            names[row.id] = PersonName(id: row.id, name: personal?.name ?? personal?.handle)
        }
        return names
    }
}
