internal import Identity
internal import JSON
internal import Ticketing

extension EventType {
    init(of event: MergeEvent) {
        switch event {
        case .merged: self = .ticketMerged
        case .absorbed: self = .ticketAbsorbed
        case .unmerged: self = .ticketUnmerged
        case .expelled: self = .ticketExpelled
        }
    }
}

extension Entry {
    /// Writes the members of `data`, in the order of their names.
    static func writeData(of event: MergeEvent, to writer: inout JSONWriter) {
        switch event {
        case .merged(let into): writer.member("into", into.description)
        case .absorbed(let part): writer.member("from", part.description)
        case .unmerged(let from): writer.member("from", from.description)
        case .expelled(let part): writer.member("ticket", part.description)
        }
    }

    /// Reads the members of `data` as `writeData` wrote them.
    static func readMergeEvent(
        of type: EventType, from data: inout JSONObjectReader
    ) throws(JSONFieldError) -> MergeEvent {
        switch type {
        case .ticketMerged: .merged(into: try data.id("into"))
        case .ticketAbsorbed: .absorbed(try data.id("from"))
        case .ticketUnmerged: .unmerged(from: try data.id("from"))
        default: .expelled(try data.id("ticket"))
        }
    }
}
