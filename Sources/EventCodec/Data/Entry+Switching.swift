internal import Identity
internal import JSON
internal import Ticketing

extension Entry {
    /// Writes the members of `data`, in the order of their names.
    static func writeData(of fact: SwitchAsked, to writer: inout JSONWriter) {
        writer.member("reason", fact.reason.code)
        writer.member(ifPresent: "reply", fact.reply?.description)
        writer.member("to", fact.target.name)
    }

    /// Reads the members of `data` as `writeData` wrote them.
    static func readSwitchAsked(_ data: inout JSONObjectReader) throws(JSONFieldError) -> Event {
        .switchAsked(
            SwitchAsked(
                to: try data.name("to") { SwitchTarget($0) }, because: try data.name("reason") { SwitchReason($0) },
                by: try data.idIfPresent("reply")))
    }
}
