internal import Glibc

/// What only comes with a load that few have, made to come with any, to prove that nothing is lost then either.
package enum Provocation {
    /// `CARELOG_CROWD=1`: from so many waiting commands on, a second batch is appended beside the first, however often that
    /// was in vain. Nil without the variable. A number that is none ends the program at once, as with a failpoint.
    package static let crowd: Int? = {
        guard let text = getenv("CARELOG_CROWD").map({ String(cString: $0) }), !text.isEmpty else { return nil }
        guard let crowd = Int(text), crowd > 0 else { preconditionFailure("CARELOG_CROWD is no number: \(text)") }
        return crowd
    }()
}
