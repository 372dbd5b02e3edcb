internal import JSON
internal import Wire

/// Events of the log as lines.
enum EventLines {
    /// The event as the protocol has it.
    static func json(_ event: LogEvent) -> String { String(decoding: event.jsonBytes(), as: UTF8.self) }

    /// For people: position, time, type, who, and what was said.
    static func line(_ event: LogEvent) -> String {
        guard let root = try? event.entry.document().root else { return "\(event.position)  (unreadable)" }
        func text(_ view: JSONView?) -> String { (try? view?.string()) ?? "" }
        let position = String(repeating: " ", count: max(0, 8 - "\(event.position)".count)) + "\(event.position)"
        let time = String(text(root["at"]).prefix(19)).replacing("T", with: " ")
        let type = text(root["type"]).padding(to: 20)
        var line = "\(position)  \(time)  \(type)  \(text(root["stream"]))  by \(text(root["actor"]?["kind"]))"
        if let personal = event.personal, let document = try? JSONDocument(personal.bytes) {
            let said = document.root["text"] ?? document.root["handle"] ?? document.root["name"]
            line += "  " + text(said)
        }
        return VisibleText.line(line)
    }
}

extension String {
    /// With blanks after it, up to a length.
    fileprivate func padding(to length: Int) -> String { self + String(repeating: " ", count: max(0, length - count)) }
}
