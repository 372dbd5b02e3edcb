internal import JSON
internal import Wire

/// Events of the log as lines.
enum EventLines {
    /// The event as the protocol has it.
    static func json(_ event: LogEvent) -> String { String(decoding: event.jsonBytes(), as: UTF8.self) }

    /// For people: position, time, type, where, by whom, and what was said. A terminal gets the end of the id, as the
    /// inbox has it, and the words below, cut to its width.
    static func lines(_ event: LogEvent, screen: Screen) -> [String] {
        guard let root = try? event.entry.document().root else { return ["\(event.position)  (unreadable)"] }
        func text(_ view: JSONView?) -> String { (try? view?.string()) ?? "" }
        let position = String(repeating: " ", count: max(0, 8 - "\(event.position)".count)) + "\(event.position)"
        let time = String(text(root["at"]).prefix(19)).replacing("T", with: " ")
        let type = text(root["type"]).padding(to: 20)
        var stream = text(root["stream"])
        if screen.columns != nil, let slash = stream.firstIndex(of: "/"), !stream.hasPrefix("channel/") {
            stream = "\(stream[..<slash]) \(stream[slash...].dropFirst().suffix(8))"
        }
        let head = VisibleText.line("\(position)  \(time)  \(type)  \(stream)  by \(text(root["actor"]?["kind"]))")
        var words: String?
        if let personal = event.personal, let document = try? JSONDocument(personal.bytes) {
            words = VisibleText.line(text(document.root["text"] ?? document.root["handle"] ?? document.root["name"]))
        }
        if let view = root["data"]?["material"], let material = try? WireMaterial(json: view) {
            words = [words, ItemLines.made(of: material)].compactMap(\.self).joined(separator: "  ")
        }
        guard let columns = screen.columns else { return [words.map { "\(head)  \($0)" } ?? head] }
        var lines = [TextTable.cut(head, to: columns)]
        if let words, !words.isEmpty {
            lines.append(TextTable.cut(String(repeating: " ", count: 10) + words, to: columns))
        }
        return lines
    }
}

extension String {
    /// With blanks after it, up to a length.
    fileprivate func padding(to length: Int) -> String { self + String(repeating: " ", count: max(0, length - count)) }
}
