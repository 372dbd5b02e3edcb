/// A well-formed document that is not what its reader expects, with the path of the value at fault.
package struct JSONFieldError: Error, Sendable, Equatable, CustomStringConvertible {
    /// What is wrong with it.
    package let code: Code
    /// Names and indices from the document's root: `params.tags[2]`; empty for the root itself.
    package let path: String
    /// What was expected, without the value (which may be personal data).
    package let message: String

    /// The closed set of reasons.
    package enum Code: String, Sendable, CaseIterable {
        case missing
        case unknown
        case wrongType = "wrong_type"
        case outOfRange = "out_of_range"
        case tooShort = "too_short"
        case tooLong = "too_long"
        case tooMany = "too_many"
        case invalid
    }

    /// For values that are not there, or that no view can name; else `JSONView.error`.
    package init(_ code: Code, path: String, message: String) {
        self.code = code
        self.path = path
        self.message = message
    }

    /// The message after its path, such as `params.foo: unknown member`.
    package var description: String { path.isEmpty ? message : "\(path): \(message)" }
}

extension JSONView {
    /// An error about this value.
    package func error(_ code: JSONFieldError.Code, _ message: String) -> JSONFieldError {
        JSONFieldError(code, path: path, message: message)
    }

    /// An error about the kind of this value.
    package func wrongType(expected: String) -> JSONFieldError {
        error(.wrongType, "must be \(expected), is \(kind.noun)")
    }

    /// Where the value stands, found by walking from the root: paths cost nothing until there is an error.
    package var path: String {
        var path = ""
        var container = 0
        while container != index, container < document.tape.count {
            switch document.tape[container].kind {
            case .object: container = descendIntoObject(container, &path)
            case .array: container = descendIntoArray(container, &path)
            default: return path
            }
        }
        return path
    }

    private func descendIntoObject(_ object: Int, _ path: inout String) -> Int {
        var cursor = object + 1
        while index >= Int(document.tape[cursor + 1].next) { cursor = Int(document.tape[cursor + 1].next) }
        if !path.isEmpty { path += "." }
        path += JSONView(document: document, index: cursor).nameForPath
        // A key is blamed under the name of its member.
        return cursor == index ? cursor : cursor + 1
    }

    private func descendIntoArray(_ array: Int, _ path: inout String) -> Int {
        var cursor = array + 1
        var position = 0
        while index >= Int(document.tape[cursor].next) {
            cursor = Int(document.tape[cursor].next)
            position += 1
        }
        path += "[\(position)]"
        return cursor
    }

    /// The key as it may be shown: a peer chose it, so it is cut to 64 characters, all of them printable ASCII.
    private var nameForPath: String {
        let name = (try? string()) ?? ""
        var shown = ""
        for scalar in name.unicodeScalars.prefix(64) {
            shown.unicodeScalars.append((0x21...0x7E).contains(scalar.value) ? scalar : "?")
        }
        return name.unicodeScalars.count > 64 ? shown + "..." : shown
    }
}
