internal import Identity
internal import JSON
internal import Ticketing

extension Receipt {
    /// **Shape**: canonical JSON, ids only, absent members left out.
    var bytes: [UInt8] {
        var writer = JSONWriter(capacity: 192)
        writer.beginObject()
        writer.member(ifPresent: "customer", customer?.description)
        writer.member(ifPresent: "duplicate", duplicate)
        writer.member(ifPresent: "message", message?.description)
        writer.member(ifPresent: "note", note?.description)
        writer.member(ifPresent: "post", post?.description)
        writer.member(ifPresent: "reply", reply?.description)
        writer.member(ifPresent: "replyStatus", replyStatus?.rawValue)
        writer.member(ifPresent: "ticket", ticket?.description)
        writer.member(ifPresent: "version", version?.value)
        writer.endObject()
        return writer.bytes
    }

    /// Reads what `bytes` wrote. **Errors**: `JSONError` or `JSONFieldError`, if it did not.
    init(bytes: [UInt8]) throws {
        var object = try JSONObjectReader(JSONDocument(bytes).root)
        customer = try object.optionalString("customer").flatMap { CustomerID($0) }
        duplicate = try object.optionalBool("duplicate")
        message = try object.optionalString("message").flatMap { MessageID($0) }
        note = try object.optionalString("note").flatMap { NoteID($0) }
        post = try object.optionalString("post").flatMap { PostID($0) }
        reply = try object.optionalString("reply").flatMap { ReplyID($0) }
        replyStatus = try object.optionalString("replyStatus").flatMap { ReplyStatus(rawValue: $0) }
        ticket = try object.optionalString("ticket").flatMap { TicketID($0) }
        version = try object.optionalInt("version").map { StreamVersion($0) }
        try object.finish()
    }
}
