internal import CLibpq

/// libpq's own reading of `postgresql://` addresses and `key=value` strings.
enum LibpqConninfo {
    /// The settings that `text` names, by libpq's keywords; nil when libpq cannot read it.
    ///
    /// libpq's complaint is dropped: it quotes the string, and the string may hold a password.
    static func parse(_ text: String) -> [String: String]? {
        var complaint: UnsafeMutablePointer<CChar>?
        guard let options = PQconninfoParse(text, &complaint) else {
            PQfreemem(complaint)
            return nil
        }
        defer { PQconninfoFree(options) }
        var settings: [String: String] = [:]
        var option = options
        while let keyword = option.pointee.keyword {
            if let value = option.pointee.val { settings[String(cString: keyword)] = String(cString: value) }
            option += 1
        }
        return settings
    }
}
