internal import Glibc

/// What a stream of output can show.
struct Screen: Equatable, Sendable {
    /// Its width; nil where lines may be of any length, as in a file.
    let columns: Int?
    /// True if colours are welcome.
    let hasColour: Bool

    /// A file or a pipe.
    static let plain = Screen(columns: nil, hasColour: false)

    /// What stands behind a descriptor. `NO_COLOR` (no-color.org) and `TERM=dumb` turn colours off; `COLUMNS` helps
    /// where the terminal does not know its width.
    static func of(_ descriptor: Int32, environment: [String: String]) -> Screen {
        guard isatty(descriptor) == 1 else { return .plain }
        var size = winsize()
        let known = ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0
        return terminal(columns: known ? Int(size.ws_col) : nil, environment: environment)
    }

    /// The decision without the system: a terminal of a known width or not.
    static func terminal(columns: Int?, environment: [String: String]) -> Screen {
        let told = environment["COLUMNS"].flatMap { Int($0) }
        let isQuiet = environment["NO_COLOR"]?.isEmpty == false || environment["TERM"] == "dumb"
        return Screen(columns: max(20, columns ?? told ?? 80), hasColour: !isQuiet)
    }
}

/// The few ways to set off a text. **Source** ECMA-48, section 8.3.117 (SGR).
enum TerminalStyle: Int, Sendable {
    case bold = 1
    case dim = 2
    case red = 31
    case green = 32
    case yellow = 33
    case blue = 34

    /// The text in this style, where there is colour; the text itself must hold no controls.
    func paint(_ text: String, _ screen: Screen) -> String {
        screen.hasColour && !text.isEmpty ? "\u{1B}[\(rawValue)m\(text)\u{1B}[0m" : text
    }
}
