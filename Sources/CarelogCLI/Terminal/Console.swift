internal import Glibc

/// Lines on the standard streams, written at once and whole.
enum Console {
    /// An answer.
    static func out(_ line: String) { write(line + "\n", to: STDOUT_FILENO) }

    /// A word to the person at the terminal that is no answer.
    static func error(_ line: String) { write(line + "\n", to: STDERR_FILENO) }

    /// Text without a line end, such as a progress bar.
    static func errorText(_ text: String) { write(text, to: STDERR_FILENO) }

    /// "1 ticket", "2 tickets".
    static func counted(_ count: Int, _ noun: String) -> String { count == 1 ? "1 \(noun)" : "\(count) \(noun)s" }

    private static func write(_ text: String, to descriptor: Int32) {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            // A reader that has gone (`| head`) ends the matter; a signal does not.
            if count < 0 && errno != EINTR { return }
            rest = rest.dropFirst(max(0, count))
        }
    }
}
