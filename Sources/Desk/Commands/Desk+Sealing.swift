internal import EventCodec
internal import EventLog
internal import Identity
internal import Ticketing
internal import Vault

/// A command's events in their stored form, and as they will be read.
struct SealedChanges {
    var events: [AppendRequest.Event] = []
    /// New people's keys, to be stored with the events.
    var wrapped: [AppendRequest.Key] = []
    /// The same keys, to be remembered once they are stored.
    var keys: [UniqueID: DataKey] = [:]
    fileprivate var drafts: [RecordedEvent] = []

    /// The events, now that it is known where they stand.
    func recorded(from first: LogPosition) -> [RecordedEvent] {
        drafts.enumerated().map { index, draft in
            RecordedEvent(
                position: LogPosition(first.value + Int64(index)), stream: draft.stream, version: draft.version,
                id: draft.id, command: draft.command, at: draft.at, actor: draft.actor, event: draft.event,
                subject: draft.subject)
        }
    }
}

extension Desk {
    /// Gives the events ids, versions and a time, seals what is personal and writes the entries.
    ///
    /// **Errors**: `erased`, if there is no key to seal with. Whoever is known has one until it is destroyed.
    func seal(
        _ changes: Changes, of plan: Plan, command: CommandID, in workspace: DeskWorkspace, actor: Actor
    ) async throws -> SealedChanges {
        let at = now()
        var sealed = SealedChanges()
        var versions = plan.versions
        let keys = try await keys(for: changes, of: plan, in: workspace, into: &sealed)
        for event in changes.events {
            let version = (versions[event.stream] ?? .none).next
            versions[event.stream] = version
            let id = EventID(makeID())
            var sealedBytes: [UInt8]?
            if let personal = event.personal, let subject = event.subject {
                guard let key = keys[subject.id] else {
                    throw DeskError(.erased, "whom this is about was erased; nothing can be said of them any more")
                }
                let context = SealContext(event: id, stream: event.stream.description, version: version)
                sealedBytes = try key.seal(PersonalCodec.encode(personal), context)
            }
            let header = EntryHeader(
                id: id, stream: event.stream, version: version, at: at, actor: actor, command: command,
                subject: event.subject, sealedSHA256: sealedBytes.map { Digest.sha256($0) })
            sealed.events.append(
                .init(
                    stream: event.stream.description, version: version, at: at,
                    entry: try Entry.encode(event.event, header), sealed: sealedBytes))
            sealed.drafts.append(
                RecordedEvent(
                    position: .beforeAll, stream: event.stream, version: version, id: id, command: command, at: at,
                    actor: actor, event: event.event, subject: event.subject))
        }
        return sealed
    }

    private func keys(
        for changes: Changes, of plan: Plan, in workspace: DeskWorkspace, into sealed: inout SealedChanges
    ) async throws -> [UniqueID: DataKey] {
        let people = Set(changes.events.compactMap { $0.subject?.id })
        for person in people.intersection(plan.newcomers) {
            let (key, wrapped) = try vault.makeKey(for: person, in: workspace.id)
            sealed.keys[person] = key
            sealed.wrapped.append(.init(subject: person, wrapped: wrapped))
        }
        let known = people.subtracting(plan.newcomers)
        if known.isEmpty { return sealed.keys }
        return try await vault.keys(of: known, in: workspace.id).merging(sealed.keys) { _, new in new }
    }
}
