internal import Identity
internal import JSON
internal import Ticketing

extension Entry {
    /// Writes the members of `data`, in the order of their names.
    static func writeData(of event: SplitEvent, to writer: inout JSONWriter) {
        switch event {
        case .split(let fact):
            writer.member(ifPresent: "heard", fact.heard?.value)
            writer.member("into", fact.into.description)
            writer.member("messages", fact.messages.map(\.description))
            writer.member(ifPresent: "spoken", fact.spoken?.value)
            writer.member(ifPresent: "waitingSince", fact.waitingSince?.description)
        case .detached(let fact):
            writer.member("from", fact.from.description)
            writer.member("lastAt", fact.lastAt.description)
            writer.key("messages")
            writer.beginArray()
            for message in fact.messages {
                writer.beginObject()
                writer.member(ifPresent: "editedAt", message.editedAt?.description)
                writer.member("message", message.message.description)
                writer.member("position", message.position.value)
                writer.member(ifPresent: "words", message.words?.value)
                writer.endObject()
            }
            writer.endArray()
            writer.member("openedAt", fact.openedAt.description)
            writer.member(ifPresent: "waitingSince", fact.waitingSince?.description)
        }
    }

    /// Reads the members of `data` as `writeData` wrote them.
    static func readTicketSplit(_ data: inout JSONObjectReader) throws(JSONFieldError) -> MessagesMoved {
        let heard = try data.positionIfPresent("heard")
        let into: TicketID = try data.id("into")
        let messages = try data.list("messages") { text -> MessageID? in JSONObjectReader.id(text) }
        let spoken = try data.positionIfPresent("spoken")
        return MessagesMoved(
            into: into, messages: messages, heard: heard, spoken: spoken,
            waitingSince: try data.instantIfPresent("waitingSince"))
    }

    /// As `readTicketSplit`.
    static func readTicketDetached(_ data: inout JSONObjectReader) throws(JSONFieldError) -> TicketDetached {
        let from: TicketID = try data.id("from")
        let lastAt = try data.instant("lastAt")
        var messages: [TicketDetached.Message] = []
        for element in try data.array("messages") {
            var object = try JSONObjectReader(element)
            let editedAt = try object.instantIfPresent("editedAt")
            let message: MessageID = try object.id("message")
            let position = try object.position("position")
            let words = try object.positionIfPresent("words")
            messages.append(.init(message: message, position: position, words: words, editedAt: editedAt))
            try object.finish()
        }
        let openedAt = try data.instant("openedAt")
        return TicketDetached(
            from: from, messages: messages, openedAt: openedAt, lastAt: lastAt,
            waitingSince: try data.instantIfPresent("waitingSince"))
    }
}
