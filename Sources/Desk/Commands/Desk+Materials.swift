internal import EventCodec
internal import EventLog
internal import Identity
package import Ticketing

/// What somebody wants to be prepared under a name.
package enum MaterialCommand: Hashable, Sendable {
    case set(MaterialDocument)
    case retire
}

extension Desk {
    /// What is prepared under a name, as the log has it now.
    func material(_ id: MaterialID, in workspace: DeskWorkspace) async throws -> MaterialState {
        var state = MaterialState(id: id)
        for record in try await log.readStream(workspace.id, StreamID.material(id).description) {
            state.evolve(with: try Entry.decode(record.entry, at: record.position))
        }
        return state
    }

    /// Decides on what is prepared.
    func plan(_ command: MaterialCommand, on id: MaterialID, in workspace: DeskWorkspace) async throws -> Plan {
        let state = try await material(id, in: workspace)
        var decision: Decision
        var guards: [StreamID: StreamVersion] = [:]
        switch command {
        case .retire: decision = state.decideRetire()
        case .set(let document):
            decision = state.decideSet(document)
            // One that is as it is wanted stays so, even if its template has ended since.
            if case .accepted = decision, case .macro(let macro) = document, let name = macro.template {
                let template = try await material(MaterialID(.template, name), in: workspace)
                guards[.material(template.id)] = template.version
                if template.document == nil { decision = .rejected(.noSuchTemplate(name)) }
            }
        }
        var receipt = Receipt(version: state.version)
        if case .accepted = decision { receipt.version = state.version.next }
        return Plan(
            decision: decision, receipt: receipt, position: state.position, versions: [.material(id): state.version],
            guards: guards)
    }
}
