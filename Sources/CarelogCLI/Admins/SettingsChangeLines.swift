internal import JSON
internal import Wire

/// One change of a setting as lines for people: who, when and what, then a line for each field that is another now.
enum SettingsChangeLines {
    /// A place in a document, and what stands there.
    private struct Field {
        let path: String
        let text: String
    }

    static func lines(_ change: SettingsHistoryResult.Change, screen: Screen) -> [String] {
        let (before, after) = (change.before.flatMap(value), value(change.after))
        let what = String(change.type.prefix { $0 != "." })
        let name = (after ?? before)?[what]?.stringValue
        let time = String(change.at.text.prefix(16)).replacing("T", with: " ")
        let who = VisibleText.line(change.by.name ?? change.by.kind.rawValue)
        let head =
            "\(change.version)  \(TerminalStyle.dim.paint(time, screen))  \(TerminalStyle.bold.paint(who, screen))  "
            + VisibleText.line("\(change.type)\(name.map { " \($0)" } ?? "")")
        let (old, new) = (fields(of: before), fields(of: after))
        func text(_ path: String, in fields: [Field]) -> String? { fields.first { $0.path == path }?.text }
        var lines = [head]
        let paths = new.map(\.path) + old.map(\.path).filter { text($0, in: new) == nil }
        for path in paths where path != what {
            switch (text(path, in: old), text(path, in: new)) {
            case (let old, let new) where old == new: break
            case (nil, let new?) where before == nil: lines.append("\(path): \(new)")
            case (let old, let new): lines.append("\(path): \(old ?? "(nothing)") → \(new ?? "(nothing)")")
            }
        }
        return [lines[0]] + lines.dropFirst().map { "    " + VisibleText.line($0) }
    }

    private static func value(_ bytes: JSONBytes) -> JSONValue? { (try? bytes.document()).map { JSONValue($0.root) } }

    private static func fields(of document: JSONValue?) -> [Field] { document.map { fields(of: $0, at: "") } ?? [] }

    private static func fields(of value: JSONValue, at path: String) -> [Field] {
        func below(_ key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }
        switch value {
        case .object(let members): return members.flatMap { fields(of: $0.value, at: below($0.key)) }
        case .array(let elements):
            let words = elements.compactMap(word)
            if words.count == elements.count {
                return words.isEmpty ? [] : [Field(path: path, text: words.joined(separator: ", "))]
            }
            return elements.enumerated().flatMap { index, element in
                let label = label(of: element)
                let rest = element.objectValue.map { $0.filter { $0.key != label?.key } }
                return fields(
                    of: rest.map { .object($0) } ?? element, at: below(label?.value.stringValue ?? "\(index + 1)"))
            }
        case .null: return []
        case .bool, .int, .string: return word(value).map { [Field(path: path, text: $0)] } ?? []
        }
    }

    /// What fits into a list: one value, or an object that says one thing.
    private static func word(_ value: JSONValue) -> String? {
        switch value {
        case .string(let text): text
        case .int(let number): "\(number)"
        case .bool(let flag): flag ? "yes" : "no"
        case .object(let members) where members.count == 1: word(members[0].value).map { "\(members[0].key) \($0)" }
        case .null, .array, .object: nil
        }
    }

    /// By what an element of a list is told from its neighbours, wherever it stands.
    private static func label(of element: JSONValue) -> JSONMember? {
        for key in ["id", "language", "tag", "network"] {
            if let value = element[key], value.stringValue != nil { return JSONMember(key, value) }
        }
        return nil
    }
}
